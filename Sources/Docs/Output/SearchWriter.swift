import Search

/// Writes the indexes of the search: one for each version in each language, of what a reader of its pages may find. The
/// pages of others belong to all.
struct SearchWriter: Sendable {
    private let maker: SearchMaker
    private let site: DocsSite
    private let replaced: [ContentHash: Kept<[UInt8]>]

    /// What a page contributes.
    private struct Item {
        var page: PageEntry
        var digest: Kept<[UInt8]>
    }

    /// - Parameter replaced: what pages contributed before, by its fingerprint.
    init(_ maker: SearchMaker, _ site: DocsSite, replaced: [ContentHash: Kept<[UInt8]>]) {
        self.maker = maker
        self.site = site
        self.replaced = replaced
    }

    /// - Parameters:
    ///   - others: what pages of others contribute, by their paths.
    ///   - memory: the indexes of the last build by the prefix of their scope; it is brought up to date.
    func write(
        _ table: PageTable, _ others: [String: [UInt8]], _ memory: inout [String: SearchMemory], to sink: some SiteSink
    ) {
        let own = Dictionary(grouping: site.index.pages, by: \.id.scope)
        let made = others.mapValues { Kept($0) }
        var new: [String: SearchMemory] = [:]
        for scope in site.index.layout.scopes {
            guard let members = own[scope] ?? (others.isEmpty ? nil : []) else { continue }
            var known = made
            for page in members where page.entry.isSearchable {
                known[page.entry.path] = site.pages[page.record].record.digest
            }
            let prefix = site.index.layout.prefix(scope)
            let items = table.pages.compactMap { page in known[page.path].map { Item(page: page, digest: $0) } }
            new[prefix] = write(items, maker.folder + prefix, memory[prefix], to: sink)
        }
        memory = new
    }

    private func write(
        _ items: [Item], _ folder: String, _ memory: SearchMemory?, to sink: some SiteSink
    ) -> SearchMemory {
        @Sendable func put(_ name: String, _ key: ContentHash, _ bytes: () -> [UInt8]) -> ContentHash {
            let known = SourceKey(sources: key, exact: key)
            if !sink.has(folder + name, key: known) { sink.put(folder + name, key: known, bytes(), beside: []) }
            return key
        }
        let pages = Parallel.map(items.count) { number in
            let item = items[number]
            var key = ContentHasher()
            key.add(number)
            key.add(item.page.path)
            key.add(item.page.title)
            key.add(item.digest.hash)
            return put(SearchIndex.pageName(number), key.finish()) {
                SearchIndex.page(
                    number, path: SitePath.encoded(item.page.path), title: item.page.title,
                    PageDigest(bytes: item.digest.value))
            }
        }
        let shards = memory.flatMap { changed(items, $0) } ?? all(items)
        let parts = Parallel.map(shards.count) { number in
            var key = ContentHasher()
            key.add(number)
            key.add(shards[number].bytes.hash)
            return put(SearchIndex.shardName(number), key.finish()) {
                SearchIndex.shard(number, shards[number].bytes.value)
            }
        }
        var version = ContentHasher()
        for key in pages + parts { version.add(key) }
        let index = SearchIndex.index(
            version: version.finish().high, pages: items.count, firsts: shards.map(\.first))
        sink.put(OutputFile(path: folder + SearchIndex.indexName, bytes: index))
        return SearchMemory(digests: items.map(\.digest.hash), shards: shards)
    }

    private func all(_ items: [Item]) -> [SearchMemory.Shard] {
        SearchIndex.shards(items.map { PageDigest(bytes: $0.digest.value) }).map(SearchWriter.kept)
    }

    /// The shards where few pages contribute something else than before; nil when that is not known.
    private func changed(_ items: [Item], _ memory: SearchMemory) -> [SearchMemory.Shard]? {
        guard items.count == memory.digests.count else { return nil }
        let numbers = items.indices.filter { items[$0].digest.hash != memory.digests[$0] }
        guard numbers.count * 8 <= items.count else { return nil }
        var changes: [SearchIndex.Change] = []
        for number in numbers {
            guard let old = replaced[memory.digests[number]] else { return nil }
            changes.append(
                SearchIndex.Change(
                    page: number, old: PageDigest(bytes: old.value),
                    new: PageDigest(bytes: items[number].digest.value)))
        }
        let parts = SearchIndex.shards(
            memory.shards.map(\.first), bytes: { memory.shards[$0].bytes.value }, changing: changes)
        return parts?.map { part in
            switch part {
            case .old(let number): memory.shards[number]
            case .new(let shard): SearchWriter.kept(shard)
            }
        }
    }

    private static func kept(_ shard: SearchShard) -> SearchMemory.Shard {
        SearchMemory.Shard(first: shard.first, bytes: Kept(shard.bytes))
    }
}

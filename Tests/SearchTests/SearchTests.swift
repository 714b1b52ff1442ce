import Foundation
import Growth
import Search
import Testing

/// An index read back: for every term its pages with their weights, as the script in the browser reads them.
struct ReadIndex {
    var terms: [String: [Int: Int]] = [:]
    var shardStarts: [String] = []
    var order: [String] = []

    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")

    init(_ files: [SearchFile]) {
        var number = 0
        while let file = files.first(where: { $0.name == "t\(number).js" }) {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let body = text.dropFirst("wirescribeSearch.shard(\(number),\"".count).dropLast("\")\n".count)
            var last = ""
            for (index, entry) in body.split(separator: "|").enumerated() {
                let parts = entry.split(separator: " ")
                let common = Self.digits.firstIndex(of: entry.first ?? "0") ?? 0
                last = String(decoding: Array(last.utf16).prefix(common), as: UTF16.self) + parts[0].dropFirst()
                if index == 0 { shardStarts.append(last) }
                order.append(last)
                terms[last] = Self.pages(parts[1])
            }
            number += 1
        }
    }

    private static func pages(_ list: Substring) -> [Int: Int] {
        var pages: [Int: Int] = [:]
        var (page, value, shift) = (0, 0, 0)
        for character in list {
            let digit = digits.firstIndex(of: character) ?? 0
            value += (digit & 31) << shift
            shift += 5
            guard digit < 32 else { continue }
            page += value >> 2
            pages[page] = value & 3
            (value, shift) = (0, 0)
        }
        return pages
    }
}

/// A file of an index.
struct SearchFile: Hashable {
    var name: String
    var bytes: [UInt8]
}

extension SearchIndex {
    struct Entry {
        var path: String
        var title: String
        var digest: PageDigest
    }

    /// All files of an index.
    static func files(_ pages: [Entry]) -> [SearchFile] {
        let shards = shards(pages.map(\.digest))
        return pages.enumerated().map {
            SearchFile(name: pageName($0), bytes: page($0, path: $1.path, title: $1.title, $1.digest))
        } + shards.enumerated().map { SearchFile(name: shardName($0), bytes: shard($0, $1.bytes)) } + [
            SearchFile(name: indexName, bytes: index(version: 7, pages: pages.count, firsts: shards.map(\.first)))
        ]
    }
}

struct SearchTests {
    private func entry(_ path: String, _ title: String, _ sections: SearchPage.Section...) -> SearchIndex.Entry {
        .init(path: path, title: title, digest: PageDigest(SearchPage(sections: sections), title: title))
    }

    private func terms(_ text: String) -> Set<String> {
        Set(ReadIndex(SearchIndex.files([entry("a", "", .init(text: text))])).terms.keys)
    }

    @Test func wordsAreCutAsAReaderTypesThem() {
        #expect(terms("The WWW-Authenticate header") == ["the", "www", "authenticate", "header"])
        #expect(terms("code_verifier, _x_") == ["code_verifier", "code", "verifier", "_x_", "x"])
        #expect(terms("Café ŠKODA Ünïcode, ÆØ straße") == ["cafe", "skoda", "unicode", "æø", "straße"])
        #expect(terms("令牌交换 x") == ["令牌", "牌交", "交换", "换", "x"])
        #expect(terms("a日b 語") == ["a", "日", "b", "語"])
        #expect(terms("Токен 2026-07-28") == ["токен", "2026", "07", "28"])
        #expect(terms(String(repeating: "eyJ", count: 20) + " ok…«ok» 😀") == ["ok"])
        #expect(terms("") == [])
    }

    /// Texts with the terms under which they are found; the script in a browser is held against the same table.
    private struct Case: Decodable {
        var text: String
        var terms: [String]?
    }

    @Test func theTableThatTheScriptSharesHolds() throws {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../browser/search-cases.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: place))
        #expect(cases.count > 15)
        for each in cases {
            if let wanted = each.terms { #expect(terms(each.text) == Set(wanted), "\(each.text)") }
        }
    }

    @Test func aWordThatIsKnownKeepsTheBytesOfItsParts() {
        #expect(
            terms("tokenendpoint tokenEndpoint next_word next_word nextword") == [
                "tokenendpoint", "endpoint", "next_word", "next", "word", "nextword",
            ])
        #expect(terms("a_b " + (0..<30).map { "part\($0)" }.joined(separator: "_")).contains("part29"))
    }

    @Test func theBestPlaceCounts() {
        let files = SearchIndex.files([
            entry("a/", "Token", .init(text: "x")),
            entry("b/", "B", .init(text: ""), .init(id: "t", title: "About tokens", text: "token")),
            entry("c/", "C", .init(text: "token token, token. token")), entry("d/", "D", .init(text: "one token")),
        ])
        let index = ReadIndex(files)
        #expect(index.terms["token"] == [0: 3, 1: 0, 2: 1, 3: 0])
        #expect(index.terms["tokens"] == [1: 2])
        #expect(index.order == index.order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func filesOfASmallSite() throws {
        let page = entry("a/index.html", "A \"b\"", .init(id: "x", title: "H</script>", text: "one\n\n two\\"))
        let files = SearchIndex.files([page])
        #expect(files.map(\.name) == ["p0.js", "t0.js", "index.js"])
        #expect(
            String(decoding: files[0].bytes, as: UTF8.self)
                == "wirescribeSearch.page(0,[\"a/index.html\",\"A \\\"b\\\"\",[[\"x\",\"H\\x3c/script>\",\"one two\\\\\"]]])\n"
        )
        #expect(
            String(decoding: files[1].bytes, as: UTF8.self)
                == "wirescribeSearch.shard(0,\"0a 3|0b 3|0h 2|0one 0|0script 2|0two 0|\")\n")
        let index = String(decoding: files[2].bytes, as: UTF8.self)
        #expect(index.hasPrefix("wirescribeSearch.index(\""))
        #expect(index.hasSuffix("\",1,[\"a\"])\n"))
        #expect(SearchIndex.files([page]) == files)
        #expect(SearchIndex.files([]).map(\.name) == ["index.js"])
    }

    @Test func manyPagesMakeManyShards() {
        let pages = (0..<400).map { number in
            let words = (0..<60).map { "w\((number * 37 + $0 * 101) % 5000)x" }.joined(separator: " ")
            return entry("p\(number)/", "Page \(number)", .init(text: "common " + words))
        }
        let files = SearchIndex.files(pages)
        let index = ReadIndex(files)
        #expect(index.shardStarts.count > 3)
        #expect(index.terms["common"]?.count == 400)
        #expect(index.order == index.order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for (number, page) in pages.enumerated() {
            #expect(index.terms["w\((number * 37) % 5000)x"]?[number] != nil, "\(page.path)")
        }
        let largest = files.filter { $0.name.hasPrefix("t") }.map(\.bytes.count).max() ?? 0
        #expect(largest < 60_000)
    }

    /// Shards that were brought up to date are those that all pages make, however much changes at once.
    @Test(arguments: [1, 3, 20]) func changedShardsAreThoseOfAllPages(_ edits: Int) throws {
        var random = Numbers(state: UInt64(edits))
        let letters = ["a", "b", "ca", "cab", "é", "日本", "😀", "x", "token", "_", "z"]
        func page(_ size: Int) -> PageDigest {
            let words = (0..<size).map { _ in
                (0..<(1 + random.next(4))).map { _ in letters[random.next(letters.count)] }.joined()
                    + (random.next(2) == 0 ? String(random.next(3000)) : "")
            }
            return PageDigest(SearchPage(sections: [.init(text: words.joined(separator: " "))]), title: words[0])
        }
        var pages = (0..<100).map { _ in page(1 + random.next(100)) }
        var shards = SearchIndex.shards(pages)
        #expect(shards.count > 2)
        for _ in 0..<8 {
            var changes: [Int: SearchIndex.Change] = [:]
            for _ in 0..<edits {
                let number = random.next(pages.count)
                guard changes[number] == nil else { continue }
                let new = page(random.next(3) == 0 ? 150 : 1 + random.next(3))
                changes[number] = SearchIndex.Change(page: number, old: pages[number], new: new)
                pages[number] = new
            }
            let old = shards
            let parts = try #require(
                SearchIndex.shards(
                    old.map(\.first), bytes: { old[$0].bytes }, changing: Array(changes.values)))
            shards = parts.map { part in
                switch part {
                case .old(let number): old[number]
                case .new(let shard): shard
                }
            }
            #expect(shards == SearchIndex.shards(pages))
        }
        // A term behind all others leaves all shards but the last as they are.
        let last = PageDigest(SearchPage(sections: [.init(text: "龥")]), title: "龥")
        let behind = try #require(
            SearchIndex.shards(
                shards.map(\.first), bytes: { $0 == shards.count - 1 ? shards[$0].bytes : nil },
                changing: [SearchIndex.Change(page: pages.count, old: PageDigest(bytes: []), new: last)]))
        #expect(behind.prefix(shards.count - 1) == shards.indices.dropLast().map { .old($0) }[...])
        let all = SearchIndex.shards(
            shards.map(\.first), bytes: { shards[$0].bytes },
            changing: pages.enumerated().map {
                SearchIndex.Change(page: $0, old: $1, new: PageDigest(SearchPage(sections: []), title: ""))
            })
        #expect(all == [])
        #expect(
            SearchIndex.shards(
                [], bytes: { _ in nil },
                changing: [
                    SearchIndex.Change(page: 0, old: PageDigest(bytes: []), new: pages[0])
                ]) == SearchIndex.shards([pages[0]]).map { .new($0) })
    }

    @Test func damagedShardsAreNotUsed() {
        let pages = [PageDigest(SearchPage(sections: [.init(text: "one two three")]), title: "T")]
        let shard = SearchIndex.shards(pages)[0]
        let change = SearchIndex.Change(
            page: 0, old: pages[0], new: PageDigest(SearchPage(sections: [.init(text: "one four")]), title: "T"))
        for bytes in [nil, Array(shard.bytes.dropLast()), Array(shard.bytes.dropLast(2)), [0xFF] + shard.bytes] {
            #expect(SearchIndex.shards([shard.first], bytes: { _ in bytes }, changing: [change]) == nil)
        }
    }

    @Test func aDigestSurvivesBeingKept() {
        let digest = PageDigest(SearchPage(sections: [.init(text: "kept")]), title: "T")
        let kept = SearchIndex.Entry(path: "a", title: "T", digest: PageDigest(bytes: digest.bytes))
        #expect(ReadIndex(SearchIndex.files([kept])).terms.keys.sorted() == ["kept", "t"])
        for length in 0..<digest.bytes.count {
            let cut = PageDigest(bytes: Array(digest.bytes.prefix(length)))
            #expect(SearchIndex.files([.init(path: "a", title: "T", digest: cut)]).last?.name == "index.js")
        }
    }

    @Test(arguments: ["a_", "_", "日", "é", "x ", "😀", "a1B2", "\u{301}", "\"\\<"])
    func hostileText(_ piece: String) {
        let ratio = Growth.ratio(6_250, 50_000) { count in
            let text = String(repeating: piece, count: count)
            _ = SearchIndex.files([entry("a", piece, .init(id: piece, title: piece, text: text))])
        }
        #expect(ratio ?? 0 < 24, "eight times the text took \(ratio ?? 0) times the work")
    }
}

/// Numbers that look random, and are the same in every run.
private struct Numbers {
    var state: UInt64

    mutating func next(_ end: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % end
    }
}

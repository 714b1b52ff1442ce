/// A file of a search index.
public struct SearchFile: Hashable, Sendable {
    /// Relative to the folder of the index.
    public var name: String
    public var bytes: [UInt8]
}

/// Builds the index that `search.js` reads.
///
/// The files are scripts, because a page opened from disk may load scripts and nothing else. `index.js` says which shard
/// holds which terms; a shard holds the terms between two words, each with its pages; a page's file holds its text. So a
/// reader fetches a few shards and the pages that are shown, however large the site is.
public enum SearchIndex {
    public struct Entry: Sendable {
        /// Relative to the site.
        public var path: String
        public var title: String
        public var digest: PageDigest

        public init(path: String, title: String, digest: PageDigest) {
            self.path = path
            self.title = title
            self.digest = digest
        }
    }

    /// The files of the index, the same for the same pages in the same order.
    public static func files(_ pages: [Entry]) -> [SearchFile] {
        var vocabulary = Vocabulary(capacity: pages.reduce(0) { $0 + $1.digest.bytes.count / 64 })
        var files: [SearchFile] = []
        files.reserveCapacity(pages.count + 64)
        var version = Fingerprint()
        for (number, page) in pages.enumerated() {
            vocabulary.add(page.digest, page: UInt32(number))
            let bytes = file(of: page, number)
            version.add(bytes)
            files.append(SearchFile(name: "p\(number).js", bytes: bytes))
        }
        var starts: [UInt8] = []
        for (number, shard) in vocabulary.shards().enumerated() {
            var bytes = Array("wirescribeSearch.shard(\(number),\"".utf8)
            bytes += shard.bytes
            bytes += Array("\")\n".utf8)
            version.add(bytes)
            files.append(SearchFile(name: "t\(number).js", bytes: bytes))
            if number > 0 { starts.append(UInt8(ascii: ",")) }
            Script.append(shard.first, to: &starts)
        }
        var index = Array("wirescribeSearch.index(\"\(version.text)\",\(pages.count),[".utf8)
        index += starts
        index += Array("])\n".utf8)
        files.append(SearchFile(name: "index.js", bytes: index))
        return files
    }

    private static func file(of page: Entry, _ number: Int) -> [UInt8] {
        var bytes = Array("wirescribeSearch.page(\(number),[".utf8)
        bytes.reserveCapacity(page.digest.bytes.count)
        Script.append(page.path, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        Script.append(page.title, to: &bytes)
        bytes.append(UInt8(ascii: ","))
        bytes += page.digest.sections.isEmpty ? Array("[]".utf8)[...] : page.digest.sections
        bytes += Array("])\n".utf8)
        return bytes
    }
}

/// FNV-1a with 64 bits: tells one state of an index from another, so that a browser mixes none.
private struct Fingerprint {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    var text: String { String(value, radix: 36) }
}

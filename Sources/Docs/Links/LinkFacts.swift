import Wire

/// What the links of some finished pages need, and what the pages offer to the links of others: enough to check them again
/// without the pages. Anchors are told by their fingerprints.
package struct LinkFacts: Sendable {
    /// Where a link leads to.
    package struct Target: Hashable, Sendable {
        var path: String
        var anchor: UInt64
    }

    /// By the paths of the pages, sorted.
    var anchors: [String: [UInt64]] = [:]
    /// Where the links of the pages lead to, but for those within a page.
    var targets: [Target] = []

    package init() {}

    static func hash(_ anchor: String) -> UInt64 { ContentHash(anchor).high }

    static func contains(_ anchor: String, _ anchors: [UInt64]) -> Bool { contains(hash(anchor), anchors) }

    static func contains(_ anchor: UInt64, _ anchors: [UInt64]) -> Bool {
        var range = anchors[...]
        while !range.isEmpty {
            let middle = range.startIndex + range.count / 2
            if range[middle] == anchor { return true }
            range = range[middle] < anchor ? range[(middle + 1)...] : range[..<middle]
        }
        return false
    }

    static func anchors(of facts: [LinkFacts]) -> [String: [UInt64]] {
        var all: [String: [UInt64]] = [:]
        for fact in facts { all.merge(fact.anchors) { $1 } }
        return all
    }

    // MARK: On disk

    package func write(to writer: inout ByteWriter) {
        writer.write(anchors) {
            $0.write($1.key)
            $0.write($1.value) { $0.write($1) }
        }
        let grouped = Dictionary(grouping: targets, by: \.path)
        writer.write(grouped) {
            $0.write($1.key)
            $0.write($1.value) { $0.write($1.anchor) }
        }
    }

    package init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        let anchors = try reader.list { (reader) throws(ByteReader.Damage) in
            (try reader.text(), try reader.list { (reader) throws(ByteReader.Damage) in try reader.fixed() })
        }
        self.anchors = Dictionary(anchors) { $1 }
        targets = try reader.list { (reader) throws(ByteReader.Damage) in
            let path = try reader.text()
            return try reader.list { (reader) throws(ByteReader.Damage) in
                Target(path: path, anchor: try reader.fixed())
            }
        }
        .flatMap { $0 }
    }
}

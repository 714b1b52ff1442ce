import Markdown

/// Links without `index.html` on pages that others wrote with it.
enum PrettyLinks {
    /// The page with links that end in a slash where they led to an `index.html` of the site.
    static func applied(to page: [UInt8]) -> [UInt8] {
        let end = Array("index.html".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(page.count)
        var position = 0
        for (reference, range) in HTMLReferences(page, keepingPlaces: true).places {
            guard !URLScheme.has(reference.target), !reference.target.hasPrefix("//") else { continue }
            let value = page[range]
            let path = value.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
            guard path.count >= end.count, path.suffix(end.count).elementsEqual(end) else { continue }
            let folder = path.dropLast(end.count)
            guard folder.isEmpty || folder.last == UInt8(ascii: "/") else { continue }
            out += page[position..<range.lowerBound]
            out += folder.isEmpty ? Array("./".utf8)[...] : folder
            position = path.endIndex
        }
        return out + page[position...]
    }
}

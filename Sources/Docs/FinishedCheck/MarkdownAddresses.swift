import Markdown

/// Reads the addresses and anchors of Markdown, as its readers do: links, pictures, definitions, HTML and headings.
enum MarkdownAddresses {
    static func read(_ bytes: [UInt8], _ found: inout AddressCollector) {
        var options = ParseOptions(extensions: Extensions.all.subtracting(.tabs))
        options.reservedAnchors = PageReader.reservedAnchors
        // Nobody reads a longer one as Markdown.
        guard let document = try? parse(bytes: bytes, options: options) else { return }
        for heading in document.headings { found.takeName(heading.id.utf8) }
        for link in document.links { found.take(link.url.utf8, isLoaded: link.isImage, at: .line(link.line)) }
        for piece in document.rawHTML {
            for anchor in HTMLReferences(piece.bytes).ids { found.takeName(anchor.utf8) }
            piece.bytes.withUnsafeBufferPointer {
                HTMLAddresses.read($0, .html, in: .line(piece.line), &found)
            }
        }
        readDefinitions(bytes, &found)
    }

    /// Reads `[label]: address`, which leads somewhere even where nothing names it yet.
    private static func readDefinitions(_ bytes: [UInt8], _ found: inout AddressCollector) {
        guard bytes.contains(UInt8(ascii: "[")) else { return }
        var fence: ArraySlice<UInt8>?
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            let text = line.drop { $0 == UInt8(ascii: " ") }
            guard text.startIndex - line.startIndex < 4, let first = text.first else { continue }
            if first == UInt8(ascii: "`") || first == UInt8(ascii: "~") {
                let marks = text.prefix { $0 == first }
                if let open = fence {
                    if marks.first == open.first, marks.count >= open.count { fence = nil }
                } else if marks.count >= 3 {
                    fence = marks
                }
            }
            guard fence == nil, first == UInt8(ascii: "["), text.dropFirst().first != UInt8(ascii: "^"),
                let end = text.firstRange(of: "]:".utf8)
            else { continue }
            var address = text[end.upperBound...].drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
            if address.first == UInt8(ascii: "<"), address.last == UInt8(ascii: ">") {
                address = address.dropFirst().dropLast()
            }
            if !address.isEmpty { found.take(address, at: .line(number + 1)) }
        }
    }
}

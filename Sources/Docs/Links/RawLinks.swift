import Markdown

/// The links in HTML that an author wrote, which are checked and rewritten like those in Markdown.
package enum RawLinks {
    /// The links of all pieces of HTML in a document, with their lines.
    package static func all(in document: Document) -> [Link] {
        document.rawHTML.flatMap { piece in
            HTMLReferences(piece.bytes, keepingPlaces: true).places.map { reference, range in
                let before = piece.bytes[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
                return Link(url: reference.target, line: piece.line + before, isImage: reference.isLoaded)
            }
        }
    }

    /// A piece of HTML with other destinations.
    package static func rewriting(_ html: [UInt8], _ change: (String) -> String) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        for (reference, range) in HTMLReferences(html, keepingPlaces: true).places {
            let changed = change(reference.target)
            guard changed != reference.target else { continue }
            out += html[position..<range.lowerBound]
            var value = HTMLWriter()
            value.text(changed)
            out += value.bytes
            position = range.upperBound
        }
        return out + html[position...]
    }
}

/// A text that a shell reads from the lines behind a command: `<<EOF`, `<<-'EOF'`, `<< end-of-input`.
struct HereDocument {
    /// The line that ends it, its quotes and backslashes taken off.
    var terminator: [UInt8]
    /// Whether tabs at the start of its lines do not count.
    var stripsTabs: Bool

    /// Where each line stands last, so that nothing is read to the end of the code in vain.
    struct Lines {
        private var last: [ArraySlice<UInt8>: Int] = [:]
        private var lastStripped: [ArraySlice<UInt8>: Int] = [:]

        init(_ cursor: Cursor) {
            let longest = 128
            let source = Array(cursor.source[..<cursor.end])
            var start = 0
            for line in source.split(separator: 0x0A, omittingEmptySubsequences: false) {
                if line.count <= longest { last[line] = start }
                let stripped = line.drop { $0 == 0x09 }
                if stripped.count <= longest { lastStripped[stripped] = start }
                start += line.count + 1
            }
        }

        /// Whether a line behind a place ends a here-document.
        func hasEnd(of document: HereDocument, behind place: Int) -> Bool {
            let known = document.stripsTabs ? lastStripped : last
            return known[document.terminator[...]].map { $0 >= place } ?? false
        }
    }
}

extension ShellTokenizer {
    /// `<<` and the word behind it, which may be any word of the shell; the text begins behind the line.
    mutating func beginHereDocument(_ cursor: inout Cursor) {
        cursor.position += 2
        let stripsTabs = cursor.byte == UInt8(ascii: "-")
        if stripsTabs { cursor.position += 1 }
        cursor.skipBlanks()
        var word: [UInt8] = []
        var hasWord = false
        var quote: UInt8?
        var start = cursor.position
        func paint(_ cursor: inout Cursor) {
            if cursor.position > start { cursor.paint(.meta, from: start) }
        }
        scan: while !cursor.isAtEnd, cursor.byte != 0x0A {
            let byte = cursor.byte
            switch byte {
            case UInt8(ascii: "'") where quote == nil || quote == byte,
                UInt8(ascii: "\"") where quote == nil || quote == byte:
                paint(&cursor)
                quote = quote == nil ? byte : nil
                start = cursor.position + 1
                hasWord = true
            case UInt8(ascii: "\\") where quote != UInt8(ascii: "'") && cursor.peek(1) != 0x0A:
                if quote == nil || "\"\\$`".utf8.contains(cursor.peek(1)) { cursor.position += 1 }
                word.append(cursor.byte)
            case _ where quote == nil && (byte.isSpace || "|&;()<>".utf8.contains(byte)): break scan
            default: word.append(byte)
            }
            cursor.position += 1
        }
        paint(&cursor)
        if hasWord || !word.isEmpty {
            hereDocuments.append(HereDocument(terminator: word, stripsTabs: stripsTabs))
        }
    }

    /// The texts of all here-documents begun on the line before, one behind the other. One that nothing ends is none.
    mutating func readHereDocuments(_ cursor: inout Cursor) {
        let lines = lines ?? HereDocument.Lines(cursor)
        self.lines = lines
        for document in hereDocuments where lines.hasEnd(of: document, behind: cursor.position) {
            let start = cursor.position
            var hasEnded = false
            while !cursor.isAtEnd, !hasEnded {
                let line = cursor.position
                if document.stripsTabs { cursor.skip { $0 == 0x09 } }
                let first = cursor.position
                cursor.skipLine()
                if cursor.source[first..<cursor.position].elementsEqual(document.terminator) {
                    cursor.painter.paint(.string, start..<line)
                    cursor.paint(.meta, from: first)
                    hasEnded = true
                } else if !cursor.isAtEnd {
                    cursor.position += 1
                }
            }
            // An empty line may be its end, and the last of the code.
            if !hasEnded { cursor.paint(.string, from: start) }
            if cursor.byte == 0x0A { cursor.position += 1 }
        }
        hereDocuments = []
    }
}

extension Document {
    /// A part of a document, from one heading to the next.
    public struct Section: Hashable, Sendable {
        /// The anchor of its heading; empty for what stands before the first one.
        public var id: String
        /// The heading without markup.
        public var title: String
        /// The text below the heading without markup.
        public var text: String

        public init(id: String = "", title: String = "", text: String) {
            self.id = id
            self.title = title
            self.text = text
        }
    }

    /// The text of the document, cut at its headings wherever they stand. What is left out has no text.
    public var sections: [Section] {
        var sections = [Section(id: "", title: "", text: "")]
        var bytes: [UInt8] = []
        func close() {
            sections[sections.count - 1].text = String(decoding: bytes, as: UTF8.self)
            bytes.removeAll(keepingCapacity: true)
        }
        var id: Tree.ID = 0
        while id != Tree.none {
            let record = tree[id]
            switch record.kind {
            case .heading:
                close()
                sections.append(
                    Section(id: tree.string(record.literal), title: tree.plainText(of: id), text: ""))
            case .text, .code: bytes.append(contentsOf: tree.text[record.literal.range])
            case .codeBlock:
                bytes.append(UInt8(ascii: "\n"))
                bytes.append(contentsOf: tree.text[record.literal.range])
            case .tab:
                bytes.append(UInt8(ascii: "\n"))
                bytes.append(contentsOf: tree.text[record.detail.range])
            case .softBreak, .lineBreak, .tableCell: bytes.append(UInt8(ascii: " "))
            case .paragraph, .tableRow, .item: bytes.append(UInt8(ascii: "\n"))
            default: break
            }
            id = tree.following(id, within: 0, skippingChildren: record.kind == .heading)
        }
        close()
        return sections
    }
}

extension Tree {
    /// The text below a node without markup: blocks on lines of their own, cells separated by a tab.
    func plainText(of root: ID) -> String {
        var bytes: [UInt8] = []
        var id = root
        while id != Tree.none {
            let record = self[id]
            switch record.kind {
            case .text, .code: bytes.append(contentsOf: text[record.literal.range])
            case .softBreak: bytes.append(UInt8(ascii: " "))
            case .lineBreak: bytes.append(UInt8(ascii: "\n"))
            case .codeBlock:
                endLine(&bytes)
                bytes.append(contentsOf: text[record.literal.range])
            case .tab:
                endLine(&bytes)
                bytes.append(contentsOf: text[record.detail.range])
            case .tableCell:
                if id != root, self[record.parent].first != id { bytes.append(UInt8(ascii: "\t")) }
            case .paragraph, .heading, .tableRow: endLine(&bytes)
            default: break
            }
            id = following(id, within: root)
        }
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func endLine(_ bytes: inout [UInt8]) {
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }
}

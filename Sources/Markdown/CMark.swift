internal import CCmark

/// The most bytes of one document. libcmark measures buffers in 32 bits and aborts beyond a gigabyte; a page is never that
/// long.
public let largestDocument = 64 << 20

/// The one place that talks to libcmark. Every function frees the C tree before it returns.
enum CMark {
    /// The version of the linked library, such as `0x001E02` for 0.30.2.
    static var version: Int { Int(cmark_version()) }

    /// A block of the source with its place; the inlines are left out.
    struct Block {
        var kind: NodeKind
        var firstLine: Int
        var firstColumn: Int
        var lastLine: Int
        /// How many block quotes the block stands in.
        var quoteDepth: Int
        /// Whether a list is tight.
        var isTight: Bool
    }

    /// A parsed document, and the offsets in its text that are marked as escaped (see `EscapeMarks`).
    struct Result {
        var tree: Tree
        var escaped: [Int]
    }

    /// Only the blocks, in document order.
    static func outline(_ source: [UInt8]) throws(MarkdownError) -> [Block] {
        try withParsed(source) { root in
            var blocks: [Block] = []
            var quoteDepth = 0
            walk(root) { node, isEntering in
                let kind = kind(of: node)
                if kind == .blockQuote { quoteDepth += isEntering ? 1 : -1 }
                guard isEntering else { return false }
                blocks.append(
                    Block(
                        kind: kind, firstLine: Int(cmark_node_get_start_line(node)),
                        firstColumn: Int(cmark_node_get_start_column(node)),
                        lastLine: Int(cmark_node_get_end_line(node)), quoteDepth: quoteDepth,
                        isTight: cmark_node_get_list_tight(node) != 0))
                return kind != .paragraph && kind != .heading
            }
            return blocks
        }
    }

    /// The whole document. `marksEscapes` says whether the source contains escape marks.
    static func parse(_ source: [UInt8], marksEscapes: Bool) throws(MarkdownError) -> Result {
        try withParsed(source) { root in
            var copy = TreeCopy(marksEscapes: marksEscapes)
            copy.result.tree.text.reserveCapacity(source.count)
            copy.result.tree.nodes.reserveCapacity(16 + source.count / 16)
            walk(root) { node, isEntering in
                if isEntering { copy.enter(node, kind(of: node)) } else { copy.leave() }
                return true
            }
            return copy.result
        }
    }

    private static func withParsed<Output>(
        _ source: [UInt8], _ body: (OpaquePointer) -> Output
    ) throws(MarkdownError) -> Output {
        guard source.count <= largestDocument else { throw .tooLong(bytes: source.count) }
        let parsed = source.withUnsafeBytes { bytes in
            cmark_parse_document(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, CMARK_OPT_DEFAULT)
        }
        guard let root = parsed else { throw .outOfMemory }
        defer { cmark_node_free(root) }
        return body(root)
    }

    /// Visits every node twice, before and after its children. The visitor's answer on entering says whether to go deeper.
    private static func walk(_ root: OpaquePointer, _ visit: (OpaquePointer, Bool) -> Bool) {
        var node = root
        while true {
            if visit(node, true), let child = cmark_node_first_child(node) {
                node = child
                continue
            }
            _ = visit(node, false)
            while node != root, cmark_node_next(node) == nil {
                guard let parent = cmark_node_parent(node) else { return }
                node = parent
                _ = visit(node, false)
            }
            guard node != root, let next = cmark_node_next(node) else { return }
            node = next
        }
    }

    private static func kind(of node: OpaquePointer) -> NodeKind {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: .text
        case CMARK_NODE_PARAGRAPH: .paragraph
        case CMARK_NODE_SOFTBREAK: .softBreak
        case CMARK_NODE_CODE: .code
        case CMARK_NODE_LINK: .link
        case CMARK_NODE_EMPH: .emphasis
        case CMARK_NODE_STRONG: .strong
        case CMARK_NODE_LIST: .list
        case CMARK_NODE_ITEM: .item
        case CMARK_NODE_HEADING: .heading
        case CMARK_NODE_CODE_BLOCK: .codeBlock
        case CMARK_NODE_BLOCK_QUOTE: .blockQuote
        case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
        case CMARK_NODE_LINEBREAK: .lineBreak
        case CMARK_NODE_IMAGE: .image
        case CMARK_NODE_HTML_BLOCK: .htmlBlock
        case CMARK_NODE_HTML_INLINE: .htmlInline
        case CMARK_NODE_DOCUMENT: .document
        // The custom kinds exist only for programs that build trees themselves.
        default: preconditionFailure("libcmark parsed a node of an unknown type")
        }
    }
}

/// Copies nodes from the C tree while it is walked.
private struct TreeCopy {
    let marksEscapes: Bool
    var result = CMark.Result(tree: Tree(), escaped: [])
    private var open = Tree.none
    private var linkDepth = 0

    init(marksEscapes: Bool) {
        self.marksEscapes = marksEscapes
    }

    mutating func enter(_ node: OpaquePointer, _ kind: NodeKind) {
        let line = cmark_node_get_start_line(node)
        var record = Tree.Record(kind: kind, line: line, endLine: cmark_node_get_end_line(node))
        switch kind {
        case .text:
            record.literal = copy(cmark_node_get_literal(node))
            record.isInsideLink = linkDepth > 0
        case .code, .htmlInline, .htmlBlock:
            record.literal = copy(cmark_node_get_literal(node))
        case .codeBlock:
            record.literal = copy(cmark_node_get_literal(node))
            record.detail = copy(cmark_node_get_fence_info(node))
        case .link, .image:
            record.literal = copy(cmark_node_get_url(node))
            record.detail = copy(cmark_node_get_title(node))
            linkDepth += 1
        case .heading:
            record.value = cmark_node_get_heading_level(node)
            // libcmark counts the line behind an underlined heading too.
            record.endLine = line
        case .list:
            let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            record.extra = isOrdered ? ListType.ordered : ListType.bullet
            record.value = cmark_node_get_list_start(node)
            record.isTight = cmark_node_get_list_tight(node) != 0
        default: break
        }
        open = result.tree.append(record, to: open)
    }

    mutating func leave() {
        let record = result.tree[open]
        if record.kind == .link || record.kind == .image { linkDepth -= 1 }
        open = record.parent
    }

    private mutating func copy(_ string: UnsafePointer<CChar>?) -> Tree.Span {
        guard let string else { return Tree.Span() }
        var length = 0
        while string[length] != 0 { length += 1 }
        guard length > 0 else { return Tree.Span() }
        let bytes = UnsafeRawBufferPointer(start: string, count: length)
        return marksEscapes ? copyWithoutMarks(bytes) : result.tree.store(bytes)
    }

    private mutating func copyWithoutMarks(_ bytes: UnsafeRawBufferPointer) -> Tree.Span {
        let start = result.tree.text.count
        var index = 0
        while index < bytes.count {
            if bytes[index] == EscapeMarks.mark[0], bytes[index...].starts(with: EscapeMarks.mark) {
                let decoded = result.tree.text[start...]
                if !decoded.isEmpty, !EscapeMarks.endsWithReference(decoded) {
                    result.escaped.append(decoded.endIndex - 1)
                }
                index += EscapeMarks.mark.count
            } else {
                result.tree.text.append(bytes[index])
                index += 1
            }
        }
        return Tree.Span(start: start, end: result.tree.text.count)
    }
}

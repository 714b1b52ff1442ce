import Traces
import Wire

extension MessageRows {
    /// A body by its media type: form parameters, JSON members and events row by row, pages and other texts shortened.
    mutating func add(body: [UInt8], type: String?) {
        guard !body.isEmpty else { return }
        guard let text = String(validating: body, as: UTF8.self) else {
            return append([.text("\(body.count) bytes that are no text")], style: .cut)
        }
        switch type {
        case "application/x-www-form-urlencoded": addPairs(text, .form, first: "", end: "")
        case "text/event-stream": addEvents(text)
        case let type? where type == "application/json" || type.hasSuffix("+json"):
            if let json = try? JSON(parsing: body) {
                add(json, [], prefix: [], indent: "", suffix: "")
            } else {
                addLines(text, limit: 24)
            }
        case "text/html", "application/xhtml+xml": addPage(text)
        default: addLines(text, limit: 24)
        }
    }

    private mutating func addEvents(_ text: String) {
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.isEmpty {
                append([], style: .blank)
            } else if line.hasPrefix("data:"), let json = try? JSON(parsing: line.dropFirst(5).trimmed) {
                append([.text("data:")], style: .quiet)
                add(json, [], prefix: [], indent: "  ", suffix: "")
            } else {
                append([.text(String(line))])
            }
        }
    }

    /// Lines of a text that is not taken apart, with a mark where it was cut.
    private mutating func addLines(_ text: String, limit: Int) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for line in lines.prefix(limit) { append([.value(String(line), nil)], style: .quiet) }
        addCut(lines.count - limit, of: text)
    }

    /// The lines of a page that tell a person something, or its first lines where none does.
    private mutating func addPage(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let body = lines.firstIndex { $0.contains("<body") } ?? 0
        let told = lines[body...].lazy.filter { line in !["<input", "<button"].contains { line.contains($0) } }
            .map { (line: $0, shown: MessageRows.text(ofMarkup: $0)) }
            .filter { $0.shown.contains { !$0.isWhitespace } }.prefix(8)
        guard !told.isEmpty else { return addLines(text, limit: 4) }
        for (line, shown) in told { append([.value(String(line), nil)], style: .quiet, shown: shown) }
        addCut(lines.count - told.count, of: text)
    }

    private mutating func addCut(_ left: Int, of text: String) {
        guard left > 0 else { return }
        append(
            [.text("\(left) more lines, \(text.utf8.count) bytes in all"), .strong(", whole in the raw message")],
            style: .cut)
    }

    /// What is left of a line without its tags.
    private static func text(ofMarkup line: Substring) -> String {
        var isTag = false
        return String(
            line.filter { character in
                defer { if character == ">" { isTag = false } }
                if character == "<" { isTag = true }
                return !isTag
            })
    }

    /// A JSON value with its members in the order of the wire.
    private mutating func add(
        _ json: JSON, _ path: [String], prefix: [WireRow.Piece], indent: String, suffix: String
    ) {
        let lead = [WireRow.Piece.text(indent)] + prefix
        switch json {
        case .object(let members) where !members.isEmpty:
            append(lead + [.text("{")], style: .quiet)
            for (index, member) in members.enumerated() {
                let name: [WireRow.Piece] = [.text("\""), .name(member.name), .text("\": ")]
                let comma = index < members.count - 1 ? "," : ""
                add(member.value, path + [member.name], prefix: name, indent: indent + "  ", suffix: comma)
            }
            append([.text(indent + "}" + suffix)], style: .quiet)
        case .array(let items) where !items.isEmpty:
            if let texts = MessageRows.shortList(items) { return addList(texts, path, lead, suffix) }
            append(lead + [.text("[")], style: .quiet)
            for (index, item) in items.enumerated() {
                let comma = index < items.count - 1 ? "," : ""
                add(item, path + [String(index)], prefix: [], indent: indent + "  ", suffix: comma)
            }
            append([.text(indent + "]" + suffix)], style: .quiet)
        case .object where path.isEmpty, .array where path.isEmpty:
            append(lead + [.text(json.text() + suffix)], style: .quiet)
        default:
            let entry = take(.json, path)
            append(lead + [.value(json.text(), entry), .text(suffix)], [entry])
        }
    }

    /// The items of a list of scalars that fits one row.
    private static func shortList(_ items: [JSON]) -> [String]? {
        var texts: [String] = []
        for item in items {
            if item.members != nil || item.array != nil { return nil }
            texts.append(item.text())
        }
        return texts.reduce(0) { $0 + $1.count + 2 } <= 64 ? texts : nil
    }

    private mutating func addList(_ texts: [String], _ path: [String], _ lead: [WireRow.Piece], _ suffix: String) {
        var pieces = lead + [.text("[")]
        var entries: [FieldEntry?] = []
        for (index, text) in texts.enumerated() {
            let entry = take(.json, path + [String(index)])
            if index > 0 { pieces.append(.text(", ")) }
            pieces.append(.value(text, entry))
            entries.append(entry)
        }
        append(pieces + [.text("]" + suffix)], entries)
    }
}

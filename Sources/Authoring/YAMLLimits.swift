import Yams

/// What the YAML of one file may hold at most: `wirescribe.yml`, or the head of a page.
public enum YAMLLimits {
    /// Bytes of the text.
    public static let bytes = 1 << 20
    /// Lists and maps inside each other.
    public static let depth = 64
    /// Texts, lists and maps together.
    public static let values = 50_000
    /// Bytes of one text.
    public static let text = 1 << 16
    /// Bytes of the name of a key.
    public static let name = 256
}

extension YAMLValue {
    /// Reads YAML of a size that can be read in a moment.
    ///
    /// - Throws: ``Problem`` for text that is too long, is not YAML, or repeats a part by an alias: a few lines of them can
    ///   stand for more than a machine holds.
    static func node(of text: String, file: String, firstLine: Int) throws(Problem) -> Node? {
        guard text.utf8.count <= YAMLLimits.bytes else {
            throw Problem(
                file: file, line: firstLine,
                "\(text.utf8.count) bytes of YAML stand here; \(YAMLLimits.bytes) may.", remedy: "Split the file.")
        }
        // Whoever takes aliases for values has read them before anybody can count.
        if text.mayHaveAliases {
            guard let parted = text.partingAliases else {
                throw Problem(
                    file: file, line: firstLine, "texts that begin with * and every possible letter, and one with &.",
                    remedy: "Put fewer of them into one file.")
            }
            _ = try compose(parted, file: file, firstLine: firstLine)
        }
        return try compose(text, file: file, firstLine: firstLine)
    }

    private static func compose(_ text: String, file: String, firstLine: Int) throws(Problem) -> Node? {
        do {
            return try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw problem(error, in: text, file: file, firstLine: firstLine)
        } catch {
            throw Problem(file: file, line: firstLine, "not YAML: \(error)")
        }
    }

    static func tooDeep(file: String, line: Int, column: Int) -> Problem {
        Problem(
            file: file, line: line, column: column, "nested more than \(YAMLLimits.depth) levels deep.",
            remedy: "Check the brackets and the indentation.")
    }

    private static func problem(_ error: YamlError, in text: String, file: String, firstLine: Int) -> Problem {
        switch error {
        case .composer(_, "found undefined alias", let mark, _):
            return Problem(
                file: file, line: firstLine + mark.line - 1, column: mark.column, "an alias (*name) is not read here.",
                remedy: "Write out what it stands for. A text that begins with * needs quotes.")
        case .scanner(_, let problem, let mark, _) where problem.contains("nesting level"),
            .parser(_, let problem, let mark, _) where problem.contains("nesting level"):
            return tooDeep(file: file, line: firstLine + mark.line - 1, column: mark.column)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Problem(
                file: file, line: firstLine + max(mark.line, 1) - 1, column: max(mark.column, 1),
                "not YAML: \(problem).", remedy: remedy(problem, at: mark, in: text))
        case .reader(let problem, let offset, _, let text):
            let before = text.utf8.prefix(offset ?? 0)
            return Problem(
                file: file, line: firstLine + before.count { $0 == UInt8(ascii: "\n") }, "not YAML: \(problem).",
                remedy: "Take out what no text editor shows.")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "“\($0)”" }.joined(separator: ", ")
            return Problem(
                file: file, line: firstLine + max(context.mark.line, 1) - 1, column: max(context.mark.column, 1),
                "\(names) \(keys.count == 1 ? "stands" : "stand") here more than once.", remedy: "Keep one of them.")
        default: return Problem(file: file, line: firstLine, "not YAML: \(error)")
        }
    }
}

extension YAMLValue {
    /// The way out where libyaml's words name none.
    private static func remedy(_ problem: String, at mark: Mark, in text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
        let start = line.dropFirst(max(mark.column, 1) - 1).first
        return switch problem {
        case _ where start == "\t" || line.prefix(while: \.isWhitespace).contains("\t"):
            "A tab stands here. Indent with spaces."
        case "mapping values are not allowed in this context":
            "Put a text with a colon in it into quotes, and check the indentation."
        case "found character that cannot start any token": "Put a text that begins with this sign into quotes."
        default: "Check the indentation, the colons and the quotes of this line."
        }
    }
}

extension String {
    fileprivate var mayHaveAliases: Bool { utf8.contains(UInt8(ascii: "*")) && utf8.contains(UInt8(ascii: "&")) }

    /// The text with every anchor called otherwise than any alias, so that a parser finds where an alias is meant. Places
    /// stay as they are. Nil when there are aliases for every letter that a name may begin with.
    ///
    /// Only a parser knows whether `*x` and `&x` are part of a text. Where they are, another letter in it changes nothing
    /// of what is asked.
    fileprivate var partingAliases: String? {
        let bytes = Array(utf8)
        let starts = Set(bytes.indices.dropLast().filter { bytes[$0] == UInt8(ascii: "*") }.map { bytes[$0 + 1] })
        let names = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_".utf8)
        guard let free = names.first(where: { !starts.contains($0) }) else { return nil }
        var out = bytes
        for index in bytes.indices.dropLast()
        where bytes[index] == UInt8(ascii: "&") && names.contains(bytes[index + 1]) {
            out[index + 1] = free
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Turns the parser's nodes into values, and counts them.
struct NodeReader {
    let file: String
    let firstLine: Int
    private var count = 0

    init(file: String, firstLine: Int) {
        self.file = file
        self.firstLine = firstLine
    }

    mutating func value(_ node: Node, depth: Int) throws(Problem) -> YAMLValue {
        let line = firstLine + (node.mark?.line ?? 1) - 1
        var value = YAMLValue(file: file, line: line, column: node.mark?.column ?? 1, content: .null)
        guard depth <= YAMLLimits.depth else {
            throw YAMLValue.tooDeep(file: file, line: line, column: value.column)
        }
        count += 1
        guard count <= YAMLLimits.values else {
            throw value.problem("more than \(YAMLLimits.values) values.", remedy: "Split the file.")
        }
        switch node {
        case .scalar(let scalar):
            guard scalar.string.utf8.count <= YAMLLimits.text else {
                throw value.problem(
                    "a text of \(scalar.string.utf8.count) bytes; \(YAMLLimits.text) may stand here.",
                    remedy: "Shorten it.")
            }
            // Escapes such as "\\x07" make what the file itself may not hold.
            if let sign = scalar.string.unicodeScalars.first(where: SourceText.isControl) {
                throw value.problem(
                    "the text holds the control character \(SourceText.name(of: sign)), which no page can show.",
                    remedy: "Take it out.")
            }
            let isNull = scalar.style == .plain && ["", "null", "~"].contains(scalar.string)
            value.content = isNull ? .null : .scalar(scalar.string)
        case .sequence(let items):
            var list: [YAMLValue] = []
            for item in items { list.append(try self.value(item, depth: depth + 1)) }
            value.content = .list(list)
        case .mapping(let mapping):
            var pairs: [(key: YAMLValue, value: YAMLValue)] = []
            for (key, item) in mapping {
                pairs.append((try name(key, depth: depth + 1), try self.value(item, depth: depth + 1)))
            }
            value.content = .map(pairs)
        case .alias: break
        }
        return value
    }

    private mutating func name(_ node: Node, depth: Int) throws(Problem) -> YAMLValue {
        let key = try value(node, depth: depth)
        if let text = key.scalar, text.utf8.count > YAMLLimits.name {
            throw key.problem("a key of \(text.utf8.count) bytes; \(YAMLLimits.name) may stand here.")
        }
        if case .scalar(let scalar) = node, scalar.style == .plain, scalar.string == "<<" {
            throw key.problem(
                "maps are not merged (<<) here.", remedy: "Write out what the other map holds.")
        }
        return key
    }
}

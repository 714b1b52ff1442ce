import Yams

/// A node of a YAML file that knows its file and line, so that every wrong type and unknown key is reported where it is.
public struct YAMLValue: Sendable {
    /// The value itself, with positions already made absolute in the file.
    public indirect enum Content: Sendable {
        case scalar(String)
        case list([YAMLValue])
        case map([(key: YAMLValue, value: YAMLValue)])
        case null
    }

    public var file: String
    public var line: Int
    public var column: Int
    public var content: Content

    /// Reads one YAML document. `firstLine` is the line of the file on which the text starts.
    ///
    /// - Throws: ``Problem`` when the text is not YAML, names a key twice, repeats a part by an alias, or is beyond
    ///   ``YAMLLimits``.
    public init(parsing text: String, file: String, firstLine: Int = 1) throws(Problem) {
        let node = try YAMLValue.node(of: text, file: file, firstLine: firstLine)
        guard let node else {
            self.init(file: file, line: firstLine, column: 1, content: .null)
            return
        }
        var reader = NodeReader(file: file, firstLine: firstLine)
        self = try reader.value(node, depth: 0)
    }

    public init(file: String, line: Int, column: Int, content: Content) {
        self.file = file
        self.line = line
        self.column = column
        self.content = content
    }

    /// A problem at this place.
    public func problem(_ message: String, remedy: String? = nil) -> Problem {
        Problem(file: file, line: line, column: column, message, remedy: remedy)
    }

    public var isNull: Bool { if case .null = content { true } else { false } }
    public var isMap: Bool { if case .map = content { true } else { false } }
    public var isList: Bool { if case .list = content { true } else { false } }
    /// The scalar's text without a check; nil for lists, maps and null.
    public var scalar: String? { if case .scalar(let text) = content { text } else { nil } }

    public func text() throws(Problem) -> String {
        guard case .scalar(let text) = content else { throw problem("expected a text.") }
        return text
    }

    /// A text that readers see, such as a title.
    public func visibleText() throws(Problem) -> String {
        let text = try text()
        guard !text.isBlank else { throw problem("the text is empty.", remedy: "Write what readers are to see here.") }
        return text
    }

    public func int() throws(Problem) -> Int {
        guard case .scalar(let text) = content, let number = Int(text) else {
            throw problem("expected a whole number.")
        }
        return number
    }

    public func bool() throws(Problem) -> Bool {
        switch scalar {
        case "true"?: return true
        case "false"?: return false
        default: throw problem("expected true or false.")
        }
    }

    /// A list; a single value stands for a list of one.
    public func list() throws(Problem) -> [YAMLValue] {
        switch content {
        case .list(let items): return items
        case .null: return []
        case .scalar, .map: return [self]
        }
    }

    public func texts() throws(Problem) -> [String] {
        var out: [String] = []
        for item in try list() { out.append(try item.text()) }
        return out
    }

    public func pairs() throws(Problem) -> [(key: YAMLValue, value: YAMLValue)] {
        switch content {
        case .map(let pairs): return pairs
        case .null: return []
        case .scalar, .list: throw problem("expected a map of names and values.")
        }
    }

    /// One of several words.
    public func choice<Value>(_ choices: KeyValuePairs<String, Value>) throws(Problem) -> Value {
        let word = try text()
        guard let match = choices.first(where: { $0.key == word }) else {
            throw problem("“\(word)” is not known here.", remedy: Nearest.remedy(for: word, among: choices.map(\.key)))
        }
        return match.value
    }

    /// The longest duration, in seconds: what is added to a moment stays one that can be counted.
    private static let longest = 36_500 * 86_400

    /// A duration such as `30s`, `61m`, `25h` or `7d`, in seconds.
    public func seconds() throws(Problem) -> Int {
        let word = try text()
        let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = word.last, let factor = factors[unit], let number = Int(word.dropLast()) else {
            throw problem("“\(word)” is not a duration.", remedy: "Write a number and s, m, h or d, such as 61m.")
        }
        let (seconds, isTooLong) = number.multipliedReportingOverflow(by: factor)
        guard !isTooLong, (-YAMLValue.longest...YAMLValue.longest).contains(seconds) else {
            throw problem("“\(word)” is longer than a century.", remedy: "Write 36500d at most.")
        }
        return seconds
    }

    /// The members of a map, each handed to the closure for its name; an unknown name is a problem with the nearest one.
    ///
    /// The closures run in the order of the file.
    public func read(_ readers: KeyValuePairs<String, (YAMLValue) throws -> Void>) throws(Problem) {
        for (key, value) in try pairs() {
            let name = try key.text()
            guard let reader = readers.first(where: { $0.key == name })?.value else {
                throw key.problem(
                    "“\(name)” is not known here.", remedy: Nearest.remedy(for: name, among: readers.map(\.key)))
            }
            do { try reader(value) } catch let problem as Problem { throw problem } catch {
                throw value.problem("\(error)")
            }
        }
    }
}

/// One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1): a scheme and its parameters in order.
public struct Challenge: Hashable, Sendable {
    public var scheme: String
    public var parameters: Form

    public init(scheme: String = "Bearer", _ parameters: Form) {
        self.scheme = scheme
        self.parameters = parameters
    }

    public subscript(name: String) -> String? {
        let lower = name.lowercased()
        return parameters.fields.first { $0.name.lowercased() == lower }?.value
    }

    /// The header's value, every parameter quoted.
    public var headerValue: String {
        let list = parameters.fields.map { field in
            let escaped = field.value.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
            return "\(field.name)=\"\(String(escaped))\""
        }
        return ([scheme] + (list.isEmpty ? [] : [list.joined(separator: ", ")])).joined(separator: " ")
    }

    /// The challenges of one header value. A text that is no challenge gives an empty list.
    public static func parse(_ header: String) -> [Challenge] {
        var scanner = Scanner(text: Array(header))
        var challenges: [Challenge] = []
        while let word = scanner.token() {
            if scanner.take("="), !challenges.isEmpty {
                challenges[challenges.count - 1].parameters.add(word, scanner.value())
            } else {
                challenges.append(Challenge(scheme: word, [:]))
            }
            scanner.skipSeparators()
        }
        return challenges
    }

    private struct Scanner {
        let text: [Character]
        var position = 0

        init(text: [Character]) { self.text = text }

        mutating func skipSeparators() {
            while position < text.count, text[position] == " " || text[position] == "," || text[position] == "\t" {
                position += 1
            }
        }

        mutating func token() -> String? {
            skipSeparators()
            let start = position
            while position < text.count, !" ,=\"\t".contains(text[position]) { position += 1 }
            return position > start ? String(text[start..<position]) : nil
        }

        mutating func take(_ character: Character) -> Bool {
            guard position < text.count, text[position] == character else { return false }
            position += 1
            return true
        }

        mutating func value() -> String {
            guard take("\"") else { return token() ?? "" }
            var out = ""
            while position < text.count, text[position] != "\"" {
                if text[position] == "\\", position + 1 < text.count { position += 1 }
                out.append(text[position])
                position += 1
            }
            _ = take("\"")
            return out
        }
    }
}

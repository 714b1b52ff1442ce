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
            var escaped = String.UnicodeScalarView()
            for scalar in field.value.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { escaped.append("\\") }
                escaped.append(scalar)
            }
            return "\(field.name)=\"\(String(escaped))\""
        }
        return ([scheme] + (list.isEmpty ? [] : [list.joined(separator: ", ")])).joined(separator: " ")
    }

    /// The challenges of one header value. A text that is no challenge gives an empty list.
    public static func parse(_ header: String) -> [Challenge] {
        var scanner = Scanner(text: Array(header.unicodeScalars))
        var challenges: [Challenge] = []
        while let word = scanner.token() {
            if scanner.takeEquals() {
                guard !challenges.isEmpty else { return [] }
                challenges[challenges.count - 1].parameters.add(word, scanner.value())
            } else {
                challenges.append(Challenge(scheme: word, [:]))
                scanner.skipToken68()
            }
            scanner.skipSeparators()
        }
        return challenges
    }

    private struct Scanner {
        let text: [Unicode.Scalar]
        var position = 0

        init(text: [Unicode.Scalar]) { self.text = text }

        mutating func skipSeparators() { skip { " ,\t".unicodeScalars.contains($0) } }

        mutating func skip(while holds: (Unicode.Scalar) -> Bool) {
            while position < text.count, holds(text[position]) { position += 1 }
        }

        /// The sign between name and value, with the space that old senders put around it.
        mutating func takeEquals() -> Bool {
            let start = position
            skip { $0 == " " || $0 == "\t" }
            guard take("=") else {
                position = start
                return false
            }
            skip { $0 == " " || $0 == "\t" }
            return true
        }

        /// Credentials such as `Negotiate YWJj==` in place of parameters: read over, up to the next challenge.
        mutating func skipToken68() {
            let start = position
            skip { $0 == " " || $0 == "\t" }
            skip { !" ,=\"\t".unicodeScalars.contains($0) }
            skip { $0 == "=" }
            skip { $0 == " " || $0 == "\t" }
            if position < text.count, text[position] != "," { position = start }
        }

        mutating func token() -> String? {
            skipSeparators()
            let start = position
            skip { !" ,=\"\t".unicodeScalars.contains($0) }
            return position > start ? string(text[start..<position]) : nil
        }

        func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == scalar else { return false }
            position += 1
            return true
        }

        mutating func value() -> String {
            guard take("\"") else { return position < text.count && text[position] == "," ? "" : token() ?? "" }
            var out = String.UnicodeScalarView()
            while position < text.count, text[position] != "\"" {
                if text[position] == "\\", position + 1 < text.count { position += 1 }
                out.append(text[position])
                position += 1
            }
            _ = take("\"")
            return String(out)
        }
    }
}

import Foundation
import Traces
import Wire

extension MessageRows {
    /// A header as one row; those with a structure of their own (challenge, redirect, cookies) get a row for each part.
    mutating func add(_ header: Headers.Header) {
        let entry = take(.header, [header.name])
        switch header.name.lowercased() {
        case "authorization": addAuthorization(header, entry)
        case "www-authenticate": addChallenge(header, entry)
        case "location": addLocation(header, entry)
        case "cookie": addCookies(header, entry)
        case "set-cookie": addSetCookie(header, entry)
        default: append([.name(header.name), .text(": "), .value(header.value, entry)], [entry])
        }
    }

    private mutating func addAuthorization(_ header: Headers.Header, _ entry: FieldEntry?) {
        let parts = header.value.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            return append([.name(header.name), .text(": "), .value(header.value, entry)], [entry])
        }
        let token = take(.authorization, ["Authorization"])
        append([.name(header.name), .text(": " + parts[0] + " "), .value(parts[1], token)], [token, entry])
        let pair = MessageRows.basicPair(header.value)
        for (index, name) in ["client_id", "client_secret"].enumerated() {
            if let part = take(.authorization, [name]) {
                let text = pair.map { $0[index] } ?? part.field.value
                append([.name(name), .text(" = "), .value(text, part)], [part], style: .decoded)
            }
        }
    }

    /// User and password of HTTP Basic as they were joined, each form-encoded.
    private static func basicPair(_ header: String) -> [String]? {
        guard let data = header.split(separator: " ").last.flatMap({ Data(base64Encoded: String($0)) }) else {
            return nil
        }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return pair.count == 2 ? pair.map(String.init) : nil
    }

    private mutating func addChallenge(_ header: Headers.Header, _ entry: FieldEntry?) {
        let parts = MessageRows.splitOutsideQuotes(header.value)
        let parameters = Challenge.parse(header.value).flatMap(\.parameters.fields)
        guard !parameters.isEmpty, parameters.count == parts.filter({ $0.contains("=") }).count else {
            return append([.name(header.name), .text(": "), .value(header.value, entry)], [entry])
        }
        var next = parameters[...]
        for (index, part) in parts.enumerated() {
            let comma = index < parts.count - 1 ? "," : ""
            var rest = part.trimmed
            let scheme = rest.prefix { $0 != " " && $0 != "=" }
            if rest.dropFirst(scheme.count).first != "=" {
                let lead: [WireRow.Piece] = index == 0 ? [.name(header.name), .text(": ")] : [.text("  ")]
                rest = rest.dropFirst(scheme.count).trimmed
                append(lead + [.strong(String(scheme)), .text(rest.isEmpty ? comma : "")], index == 0 ? [entry] : [])
            }
            guard !rest.isEmpty, let field = next.popFirst() else { continue }
            let found = take(.challenge, [field.name])
            let value = rest.dropFirst(field.name.count + 1)
            append([.text("  "), .name(field.name), .text("="), .value(String(value), found), .text(comma)], [found])
        }
    }

    private mutating func addLocation(_ header: Headers.Header, _ entry: FieldEntry?) {
        guard let url = WebURL(header.value), let query = url.query, !query.isEmpty else {
            return append([.name(header.name), .text(": "), .value(header.value, entry)], [entry])
        }
        append([.name(header.name), .text(": "), .value(url.origin + url.path, nil)], [entry])
        addPairs(query, .location, first: "  ?", end: url.fragment.map { "  #" + $0 } ?? "")
    }

    private mutating func addCookies(_ header: Headers.Header, _ entry: FieldEntry?) {
        let pairs = header.value.split(separator: ";").map(\.trimmed)
        guard pairs.count != 1 else { return addCookie(header, pairs[0], after: "", entry) }
        append([.name(header.name), .text(":")], [entry])
        for (index, pair) in pairs.enumerated() {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let end = index < pairs.count - 1 ? ";" : ""
            guard parts.count == 2 else {
                append([.text("  " + pair + end)])
                continue
            }
            let found = take(.cookie, [parts[0]])
            append([.text("  "), .name(parts[0]), .text("="), .value(parts[1], found), .text(end)], [found])
        }
    }

    private mutating func addSetCookie(_ header: Headers.Header, _ entry: FieldEntry?) {
        let pair = String(header.value.prefix { $0 != ";" })
        addCookie(header, pair, after: String(header.value.dropFirst(pair.count)), entry)
    }

    /// A header with one cookie: name and value on the header's own row.
    private mutating func addCookie(_ header: Headers.Header, _ pair: String, after: String, _ entry: FieldEntry?) {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            return append([.name(header.name), .text(": " + pair + after)], [entry])
        }
        let found = take(.cookie, [parts[0]])
        append(
            [.name(header.name), .text(": " + parts[0] + "="), .value(parts[1], found), .text(after)], [found, entry])
    }

    /// Splits at commas that do not stand inside a quoted string.
    static func splitOutsideQuotes(_ text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == ",", !isQuoted {
                parts.append(current)
                current = ""
                continue
            }
            if isEscaped {
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            }
            current.append(character)
        }
        parts.append(current)
        return parts
    }
}

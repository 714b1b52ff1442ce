import Foundation
import Specs
import Traces
import Wire

/// The request of an exchange as a shell command against `wirescribe mock`: `$MCP` and `$AUTH` stand for the servers,
/// and a variable stands wherever the recording holds a secret, since a repeated run makes its own.
struct CurlLine {
    /// Nil where a shell line makes no sense: a body that is no text, or an address that is no URL.
    let text: String?

    init(_ exchange: Exchange, fields: [Field], in trace: Trace) {
        let request = exchange.request
        guard let body = String(validating: request.body, as: UTF8.self), body.utf8.count <= 4_000,
            request.target.utf8.count <= 4_000
        else {
            text = nil
            return
        }
        let secrets = Secrets(exchange, fields)
        var lines = ["curl -i" + (request.method == "GET" ? "" : " -X " + CurlLine.word(request.method))]
        lines[0] += " " + CurlLine.address(exchange, trace, secrets)
        for header in request.headers.list {
            if CurlLine.isOfTheProgram(header.name.lowercased()) { continue }
            lines.append("-H " + secrets.quote(header.name + ": " + header.value))
        }
        if !body.isEmpty { lines.append("--data-raw " + secrets.quote(body)) }
        text = lines.joined(separator: " \\\n  ")
    }

    /// Headers that curl writes itself, or that only say which program asks.
    private static func isOfTheProgram(_ name: String) -> Bool {
        ["host", "content-length", "user-agent", "accept-language", "referer"].contains(name)
            || name.hasPrefix("sec-fetch-")
    }

    private static func address(_ exchange: Exchange, _ trace: Trace, _ secrets: Secrets) -> String {
        let target = secrets.quote(exchange.request.target)
        switch trace.party(exchange.receiver)?.role {
        case .server: return "\"$MCP\"" + target
        case .authorization: return "\"$AUTH\"" + target
        default: return secrets.quote(exchange.origin + exchange.request.target)
        }
    }

    private static func word(_ text: String) -> String {
        text.allSatisfy { $0.isASCII && $0.isLetter }
            ? text : "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }

    /// The secrets of a request in the spellings in which they may stand on the wire.
    private struct Secrets {
        var spellings: [(text: String, variable: String)] = []

        init(_ exchange: Exchange, _ fields: [Field]) {
            for field in fields where field.side == .request && field.carrier == nil {
                guard let kind = field.kind, kind.isSecret, field.value.utf8.count > 3, !field.value.contains("'")
                else {
                    continue
                }
                let variable = kind.rawValue.uppercased()
                spellings.append((field.value, variable))
                let encoded = Percent.encode(field.value, spaceAsPlus: true)
                if encoded != field.value { spellings.append((encoded, variable)) }
            }
            if let basic = exchange.request.headers["Authorization"], basic.lowercased().hasPrefix("basic ") {
                spellings.append((String(basic.dropFirst(6)), "BASIC"))
            }
            spellings.sort { $0.text.utf8.count > $1.text.utf8.count }
        }

        /// A single-quoted shell word with `"$NAME"` in place of each secret.
        func quote(_ text: String) -> String {
            var out = "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
            for (secret, variable) in spellings {
                out = out.replacingOccurrences(of: secret, with: "'\"$\(variable)\"'")
            }
            return out
        }
    }
}

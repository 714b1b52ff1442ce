import Traces

/// The fragment ids of a flow page. They are part of the site's interface: people link to them.
///
/// | id | stands on |
/// |---|---|
/// | `s-EXCHANGE` | the step of an exchange (`s-token-request`, `s-prm-2`) |
/// | `s-DECISION` | the row or box of a decision (`s-d7`) |
/// | `d-EXCHANGE`, `d-DECISION` | the same in the diagram |
/// | `s-EXCHANGE.q.start-line`, `….r.start-line` | the first line of the request and of the response |
/// | `s-EXCHANGE.q.NAME` | the row of a request header (`s-prm.q.Host`) |
/// | `s-EXCHANGE.q.PLACE.PATH` | the row of a request field (`s-token-request.q.form.code_verifier`) |
/// | `s-EXCHANGE.r.PLACE.PATH` | the row of a response field (`s-prm.r.json.authorization_servers.0`) |
/// | `s-EXCHANGE.q.CARRIER.claim.PATH` | a claim of the JWT in that field (`….r.access_token.claim.aud`) |
///
/// A second field with the same id gets `~2`. Characters other than letters, digits, `-`, `_` and `.` become `~` and two
/// hexadecimal digits a byte; a path of more than 80 bytes is cut.
public enum Anchor {
    /// The step of an exchange, or the row or box of a decision.
    public static func step(_ id: String) -> String { "s-" + clean(id) }
    /// The same in the diagram.
    public static func diagram(_ id: String) -> String { "d-" + clean(id) }

    /// The rows of all fields of a trace, exchange by exchange, in the order of `exchange.fields`.
    public static func fields(of trace: Trace) -> [[String]] { fields(trace.exchanges.map { ($0.id, $0.fields) }) }

    static func fields(_ exchanges: [(id: String, fields: [Field])]) -> [[String]] {
        var taken: Set<String> = []
        return exchanges.map { exchange in
            exchange.fields.map { field in
                let base = Anchor.field(field, of: exchange.id)
                var anchor = base
                var repeats = 1
                while !taken.insert(anchor).inserted {
                    repeats += 1
                    anchor = base + "~\(repeats)"
                }
                return anchor
            }
        }
    }

    /// The first line of a message.
    static func startLine(_ side: Field.Side, of exchange: String) -> String {
        step(exchange) + (side == .request ? ".q.start-line" : ".r.start-line")
    }

    private static func field(_ field: Field, of exchange: String) -> String {
        var name = field.side == .request ? "q" : "r"
        func add(_ part: String) {
            name += "."
            name += part
        }
        if let carrier = field.carrier { add(carrier) }
        if field.place != .header { add(field.place.rawValue) }
        for part in field.path { add(part) }
        return step(exchange) + "." + clean(name)
    }

    private static func clean(_ text: String) -> String {
        if text.utf8.count <= 80, text.utf8.allSatisfy(isKept) { return text }
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in text.utf8.prefix(80) {
            if isKept(byte) {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "~"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isKept(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

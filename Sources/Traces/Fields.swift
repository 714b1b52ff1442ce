import Foundation
import Specs
import Wire

/// One datum on the wire, with its place. Everything that explains, compares or follows values starts from this list.
public struct Field: Hashable, Sendable {
    public enum Side: String, Codable, Hashable, Sendable { case request, response }

    public var side: Side
    public var place: FieldPlace
    /// The way to it: a parameter's name, a header's name, or the member names and indexes of JSON and claims.
    public var path: [String]
    /// Decoded text; a JSON container is not a field, its leaves are.
    public var value: String
    public var kind: ValueKind?
    /// For claims and JOSE headers: the dotted path of the field that carries the JWT.
    public var carrier: String?

    public init(
        side: Side, place: FieldPlace, path: [String], value: String, kind: ValueKind? = nil, carrier: String? = nil
    ) {
        self.side = side
        self.place = place
        self.path = path
        self.value = value
        self.kind = kind
        self.carrier = carrier
    }

    /// The last name in the path that is not an index.
    public var name: String { path.last { Int($0) == nil } ?? path.last ?? "" }

    /// The path as written in pages and expectations: `resource`, `authorization_servers.0`.
    public var dotted: String { path.joined(separator: ".") }
}

extension Exchange {
    /// Every field of both messages in wire order.
    public var fields: [Field] {
        knownFields.value {
            let reader = FieldReader(kind: kind)
            return reader.fields(of: request) + ((response ?? answered).map(reader.fields(of:)) ?? [])
        }
    }
}

/// Splits messages into fields. The kind of exchange is needed because a name such as `token` means different things.
struct FieldReader {
    var kind: ExchangeKind

    func fields(of request: Request) -> [Field] {
        var out: [Field] = []
        for field in request.query.fields { out.append(make(.request, .query, [field.name], field.value)) }
        add(request.headers, .request, to: &out)
        switch request.headers.mediaType {
        case "application/x-www-form-urlencoded":
            for field in Form(parsing: request.body).fields {
                let leaf = make(.request, .form, [field.name], field.value)
                out.append(leaf)
                addClaims(of: leaf, to: &out)
            }
        default: addBody(request.headers, request.body, .request, to: &out)
        }
        return out
    }

    func fields(of response: Response) -> [Field] {
        var out: [Field] = []
        add(response.headers, .response, to: &out)
        addBody(response.headers, response.body, .response, to: &out)
        return out
    }

    private func make(_ side: Field.Side, _ place: FieldPlace, _ path: [String], _ value: String) -> Field {
        let name = path.last { Int($0) == nil } ?? ""
        var valueKind = ValueKind.at(name, in: place, of: kind)
        // A token to revoke or to introspect may be of either kind; only an access token is a JWT.
        if name == "token", valueKind != nil, CompactJWT(value) != nil { valueKind = .accessToken }
        return Field(side: side, place: place, path: path, value: value, kind: valueKind)
    }

    private func add(_ headers: Headers, _ side: Field.Side, to out: inout [Field]) {
        for header in headers.list {
            out.append(make(side, .header, [header.name], header.value))
            switch header.name.lowercased() {
            case "authorization": addCredentials(header.value, side, to: &out)
            case "www-authenticate":
                for challenge in Challenge.parse(header.value) {
                    for field in challenge.parameters.fields {
                        out.append(make(side, .challenge, [field.name], field.value))
                    }
                }
            case "location":
                for field in WebURL(header.value)?.form.fields ?? [] {
                    out.append(make(side, .location, [field.name], field.value))
                }
            case "dpop": if let proof = out.last { addClaims(of: proof, to: &out) }
            case "cookie":
                for pair in header.value.split(separator: ";") { addCookie(pair.trimmed, side, to: &out) }
            case "set-cookie":
                addCookie(String(header.value.prefix { $0 != ";" }), side, to: &out)
            default: break
            }
        }
    }

    private func addCookie(_ text: String, _ side: Field.Side, to out: inout [Field]) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        out.append(make(side, .cookie, [String(parts[0])], String(parts[1])))
    }

    private func addCredentials(_ value: String, _ side: Field.Side, to out: inout [Field]) {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return }
        switch parts[0].lowercased() {
        case "bearer", "dpop":
            let leaf = make(side, .authorization, ["Authorization"], String(parts[1]))
            out.append(leaf)
            addClaims(of: leaf, to: &out)
        case "basic":
            guard let data = Data(base64Encoded: parts[1].trimmed) else { return }
            let pair = Percent.text(Array(data)).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return }
            for (name, part) in zip(["client_id", "client_secret"], pair) {
                out.append(
                    Field(
                        side: side, place: .authorization, path: [name], value: Percent.decode(part, plusIsSpace: true),
                        kind: ValueKind(rawValue: name)))
            }
        default: break
        }
    }

    private func addBody(_ headers: Headers, _ body: [UInt8], _ side: Field.Side, to out: inout [Field]) {
        guard let type = headers.mediaType, !body.isEmpty else { return }
        if type == "application/json" || type.hasSuffix("+json") {
            if let json = try? JSON(parsing: body) { add(json, [], side, to: &out) }
        } else if type == "text/event-stream" {
            for line in String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline) {
                guard line.hasPrefix("data:"), let json = try? JSON(parsing: line.dropFirst(5).trimmed) else {
                    continue
                }
                add(json, [], side, to: &out)
            }
        } else if type == "text/html" || type == "application/xhtml+xml" {
            // What a page carries unseen and brings back with its form.
            for hidden in HTMLForm.all(in: String(decoding: body, as: UTF8.self)).flatMap(\.hidden) {
                out.append(make(side, .html, [hidden.name], hidden.value))
            }
        }
    }

    private func add(_ json: JSON, _ path: [String], _ side: Field.Side, to out: inout [Field]) {
        switch json {
        case .object([]), .array([]):
            if path.isEmpty { return }
            var leaf = make(side, .json, path, json.text())
            leaf.kind = nil
            out.append(leaf)
        case .object(let members):
            for member in members { add(member.value, path + [member.name], side, to: &out) }
        case .array(let items):
            for (index, item) in items.enumerated() { add(item, path + [String(index)], side, to: &out) }
        default:
            var leaf = make(side, .json, path, json.plain)
            // A number or null under a telling name, such as an error code, is no code.
            if json.string == nil { leaf.kind = nil }
            out.append(leaf)
            addClaims(of: leaf, to: &out)
        }
    }

    /// The claims of a JWT that a field carries, so that lineage and pages see inside it.
    private func addClaims(of field: Field, to out: inout [Field]) {
        guard let kind = field.kind, FieldReader.signed.contains(kind), let jwt = CompactJWT(field.value) else {
            return
        }
        for (place, json) in [(FieldPlace.joseHeader, jwt.header), (.claim, jwt.claims)] {
            for (path, value) in FieldReader.leaves(of: json) {
                var leaf = make(field.side, place, path, value)
                leaf.carrier = field.dotted
                out.append(leaf)
            }
        }
    }

    /// The kinds of values that are JWTs.
    private static let signed: Set<ValueKind> = [
        .accessToken, .clientAssertion, .assertion, .identityToken, .dpopProof,
    ]

    /// The members of a JWT's part, down to what has no parts: `aud.0`, `cnf.jkt`.
    private static func leaves(of json: JSON, at path: [String] = []) -> [([String], String)] {
        switch json {
        case .object(let members) where !members.isEmpty: members.flatMap { leaves(of: $0.value, at: path + [$0.name]) }
        case .array(let items) where !items.isEmpty:
            items.enumerated().flatMap { leaves(of: $0.element, at: path + [String($0.offset)]) }
        default: path.isEmpty ? [] : [(path, json.plain)]
        }
    }
}

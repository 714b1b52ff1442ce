import OAuth
import Specs
import Traces
import Wire

/// A value for a field of a move: a literal, or what a party has.
public enum MoveValue: Hashable, Sendable {
    case literal(String)
    /// The newest value of a kind that a party holds; `previous` and `first` name older ones.
    case held(party: String, kind: ValueKind?, age: Age)

    public enum Age: String, Hashable, Sendable { case newest, previous, first }
}

/// One request that somebody makes outside the usual flow, or a link that the person opens.
public struct Move: Sendable {
    public var kind: ExchangeKind
    public var by: String
    public var to: String
    public var with: [(name: String, value: MoveValue)] = []
    public var without: [String] = []
    public var headers: [(name: String, value: MoveValue)] = []
    /// Who walks through the pages of a visit, in a browser of the mover's own; nil for the person of the story.
    public var person: String?
    /// Whether the link of a visit is opened in an invisible frame of the attacker's site.
    public var isFramed = false
    /// Whether an MCP request comes with a session of its own where the revision has sessions.
    public var opensSession = false

    public init(kind: ExchangeKind, by: String, to: String) {
        self.kind = kind
        self.by = by
        self.to = to
    }
}

/// The moves of scenarios that go wrong: a party learns a value, sends what it has, or has the person open a link.
extension Stage {
    /// The premise of an attack: a party is taken to know values of an exchange.
    ///
    /// - Throws: ``WorldError/impossible(_:)`` when the exchange carries no such value.
    public func steal(_ kinds: [ValueKind], from exchangeKind: ExchangeKind?, by party: String, via way: String) throws
    {
        let exchanges = try run.recorder.record().exchanges
        for kind in kinds {
            let places = exchanges.reversed().filter { exchangeKind == nil || $0.kind == exchangeKind }
            guard let value = places.lazy.flatMap(\.fields).first(where: { $0.kind == kind })?.value else {
                throw WorldError.impossible("no \(kind.rawValue) has been on the wire for \(party) to learn")
            }
            context(party).note(
                .assume, "Is taken to have learned the \(kind.label) (\(way))", inputs: [.init("way", way)],
                values: [TypedValue(kind, value)])
        }
    }

    /// Sends one request of a kind with fields of the mover's choice.
    ///
    /// - Throws: ``WorldError/impossible(_:)`` when a field names a value that the mover does not hold.
    public func send(_ move: Move) async throws {
        let party = context(move.by)
        switch move.kind {
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .revocation:
            guard let knobs = authorization(move.to) else { throw WorldError.unknownParty(move.to) }
            var form = Form()
            let grants: [ExchangeKind: String] = [
                .tokenRequest: "authorization_code", .tokenRefresh: "refresh_token",
                .tokenClientCredentials: "client_credentials",
            ]
            form.add("grant_type", grants[move.kind])
            for field in move.with { form.add(field.name, try resolve(field.value, field.name, for: move)) }
            for name in move.without { form.set(name, nil) }
            let address = base(knobs.issuer) + (move.kind == .revocation ? "/revoke" : "/token")
            try await post(
                Array(form.encoded.utf8), type: "application/x-www-form-urlencoded", to: address, from: party, move)
        case .registration:
            guard let knobs = authorization(move.to) else { throw WorldError.unknownParty(move.to) }
            var body = JSON.object([])
            for field in move.with {
                let text = try resolve(field.value, field.name, for: move)
                body[field.name] = field.name == "redirect_uris" ? [.string(text)] : .string(text)
            }
            try await post(
                body.bytes, type: "application/json", to: base(knobs.issuer) + "/register", from: party, move)
        case .mcpToolsCall, .mcpToolsList, .mcpDiscover, .mcpInitialize:
            try await sendMCP(move, from: party)
        default: throw WorldError.impossible("\(move.kind.rawValue) cannot be sent by hand")
        }
    }

    private func base(_ issuer: String) -> String { issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer }

    private func sendMCP(_ move: Move, from party: PartyContext) async throws {
        let url = try serverURL(move.to)
        let revision = run.id.revision
        var headers = Headers()
        var target = url.description
        var arguments: JSON = [:]
        var tool = "list_events"
        let hasProof = move.with.contains { $0.name == "dpop_proof" }
        for field in move.with {
            let text = try resolve(field.value, field.name, for: move)
            switch field.name {
            case "access_token": headers.add("Authorization", (hasProof ? "DPoP " : "Bearer ") + text)
            case "dpop_proof" where text == "own": headers.add("DPoP", try ownProof(move, url, from: party))
            case "dpop_proof": headers.add("DPoP", text)
            case "query.access_token": target += "?access_token=" + Percent.encode(text)
            case "session_id": headers.add(revision.sessionHeader, text)
            case "name": tool = text
            default: arguments[field.name] = .string(text)
            }
        }
        if tool == "list_events", arguments.members?.isEmpty == true { arguments = ["day": "2026-08-03"] }
        let methods: [ExchangeKind: String] = [
            .mcpToolsCall: "tools/call", .mcpToolsList: "tools/list", .mcpDiscover: "server/discover",
            .mcpInitialize: "initialize",
        ]
        let method = methods[move.kind] ?? ""
        if move.opensSession, !revision.isStateless {
            let opened = try await post(
                initializeBody(revision).bytes, type: "application/json", to: target, from: party, move,
                headers: headers)
            // Who is turned away here has no session, and nothing to call with.
            guard let session = opened?.headers[revision.sessionHeader] else { return }
            headers.add(revision.sessionHeader, session)
        }
        var params: JSON = move.kind == .mcpToolsCall ? ["name": .string(tool), "arguments": arguments] : [:]
        if revision.hasVersionHeader { headers.add("MCP-Protocol-Version", revision.rawValue) }
        if revision.isStateless {
            headers.add("Mcp-Method", method)
            if move.kind == .mcpToolsCall { headers.add("Mcp-Name", tool) }
            params["_meta"] = [
                "io.modelcontextprotocol/protocolVersion": .string(revision.rawValue),
                "io.modelcontextprotocol/clientCapabilities": [:],
            ]
        }
        let body: JSON =
            move.kind == .mcpInitialize
            ? initializeBody(revision)
            : ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": params]
        try await post(body.bytes, type: "application/json", to: target, from: party, move, headers: headers)
    }

    /// A proof that fits the request in everything, made with a key of the mover's own.
    private func ownProof(_ move: Move, _ url: WebURL, from party: PartyContext) throws -> String {
        let token = try move.with.first { $0.name == "access_token" }.map { try resolve($0.value, $0.name, for: move) }
        let proof = try DPoP.proof(
            .init(method: "POST", url: url, token: token), now: party.now, id: party.random("proof id", bytes: 12),
            key: DemoKeys.otherProof.get())
        party.create(.dpopProof, proof, "Signs a proof with a key of its own")
        return proof
    }

    private func initializeBody(_ revision: Revision) -> JSON {
        [
            "jsonrpc": "2.0", "id": 0, "method": "initialize",
            "params": [
                "protocolVersion": .string(revision.rawValue), "capabilities": [:],
                "clientInfo": ["name": "curl", "version": "8.14.1"],
            ],
        ]
    }

    @discardableResult private func post(
        _ body: [UInt8], type: String, to address: String, from party: PartyContext, _ move: Move,
        headers more: Headers = [:]
    ) async throws -> Response? {
        guard let url = WebURL(address) else { throw WorldError.notAnAddress(address) }
        var headers: Headers = ["Host": url.authority, "User-Agent": "curl/8.14.1", "Accept": "*/*"]
        headers.list += more.list
        headers.add("Content-Type", type)
        headers.add("Content-Length", String(body.count))
        for header in move.headers { headers.set(header.name, try resolve(header.value, header.name, for: move)) }
        let request = Request(method: "POST", target: url.target, headers: headers, body: body)
        guard case .response(let response) = await party.send(request, to: url) else { return nil }
        return response
    }

    /// The person opens a link that somebody else made; the browser follows it as usual.
    ///
    /// - Throws: ``WorldError/impossible(_:)`` when a field names a value that the maker does not hold.
    public func visit(_ move: Move) async throws {
        let party = context(move.by)
        var query = Form()
        let address: String
        switch move.kind {
        case .authorizationRequest:
            guard let knobs = authorization(move.to) else { throw WorldError.unknownParty(move.to) }
            address = base(knobs.issuer) + "/authorize"
            let verifier = party.random("code verifier")
            let state = party.random("state", bytes: 16)
            party.create(.codeVerifier, verifier, "Makes a verifier of its own")
            query = [
                "response_type": "code", "state": state, "code_challenge": PKCE.challenge(for: verifier),
                "code_challenge_method": "S256",
            ]
            if run.id.revision.hasProtectedResourceMetadata { query.add("resource", knobs.resources?.first) }
        case .authorizationResponse: address = clientRedirectURI
        default: throw WorldError.impossible("\(move.kind.rawValue) is not a link that a person can open")
        }
        for field in move.with { query.set(field.name, try resolve(field.value, field.name, for: move)) }
        for name in move.without { query.set(name, nil) }
        guard let url = WebURL(address) else { throw WorldError.notAnAddress(address) }
        if move.isFramed {
            try await openFramed(url.adding(query))
        } else if let person = move.person {
            await openAlone(url.adding(query), by: move.by, as: person)
        } else {
            await openInBrowser(url.adding(query))
        }
    }

    /// The next front-channel request of a kind is altered on its way.
    public func tamper(_ move: Move) throws {
        var change = Faults.Change()
        for field in move.with {
            change.set.append((field.name, .string(try resolve(field.value, field.name, for: move))))
        }
        change.remove = move.without
        context(move.by).choose(
            "Alters the next \(move.kind.rawValue) on its way", change.remove.joined(separator: " "))
        alterNext(move.kind, change)
    }

    // MARK: What a party has

    /// The text of a move's value. A party can only use secrets that the ledger gives it, so an attack cannot cheat.
    private func resolve(_ value: MoveValue, _ name: String, for move: Move) throws -> String {
        guard case .held(let owner, let given, let age) = value else {
            if case .literal(let text) = value { return text }
            return ""
        }
        let plain = name.split(separator: ".").last.map(String.init) ?? name
        guard let kind = given ?? ValueKind(rawValue: plain) ?? ValueKind.at(plain, in: .form, of: move.kind) else {
            throw WorldError.impossible("the field \(name) has no kind of value that @\(owner) could name")
        }
        let (exchanges, decisions) = try run.recorder.record()
        let values = kind.isSecret ? secrets(kind, of: owner, exchanges, decisions) : known(kind, of: owner, exchanges)
        let picked: String?
        switch age {
        case .newest: picked = values.last
        case .previous: picked = values.dropLast().last
        case .first: picked = values.first
        }
        guard let text = picked else { throw WorldError.impossible("\(owner) holds no \(kind.rawValue)") }
        if kind.isSecret, !secrets(kind, of: move.by, exchanges, decisions).contains(text) {
            throw WorldError.impossible("\(move.by) does not hold that \(kind.rawValue), so it cannot send it")
        }
        return text
    }

    private func secrets(_ kind: ValueKind, of party: String, _ exchanges: [Exchange], _ decisions: [Decision])
        -> [String]
    {
        let trace = Trace(
            run: run.id, title: "", epoch: run.clock.epoch, parties: [], exchanges: exchanges, decisions: decisions,
            outcome: .success)
        return trace.ledger.holdings.filter { $0.party == party && $0.value.kind == kind }.map(\.value.text)
    }

    /// The values of a public kind that have passed a party, or that everybody can read about it.
    private func known(_ kind: ValueKind, of party: String, _ exchanges: [Exchange]) -> [String] {
        if party == "client", kind == .redirectURI { return [clientRedirectURI] }
        func passing(_ isSeen: (Exchange) -> Bool) -> [String] {
            var out: [String] = []
            for field in exchanges.filter(isSeen).flatMap(\.fields) where field.kind == kind && out.last != field.value
            {
                out.append(field.value)
            }
            return out
        }
        let own = passing { $0.sender == party || $0.receiver == party }
        // What the browser carried stands in links that anybody can read.
        let out = own.isEmpty ? passing { $0.sender == "browser" } : own
        if out.isEmpty, party == "client", kind == .clientID { return [clientDocument] }
        return out
    }
}

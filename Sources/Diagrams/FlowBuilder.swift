import Specs
import Traces
import Wire

extension Flow {
    /// Derives the picture of a run from its trace.
    public init(_ trace: Trace) {
        self = FlowBuilder(trace).flow
    }
}

/// The derivation of a flow; holds what several of its parts need.
struct FlowBuilder {
    let trace: Trace
    let lanes: [Flow.Lane]
    let laneIndex: [String: Int]
    /// Fields of the exchanges, by position.
    let fields: [[Field]]
    let position: [String: Int]
    let secrets: SecretCatalogue
    /// Checks by the exchange they belong to, in order.
    let checks: [String: [Decision]]

    init(_ trace: Trace) {
        self.trace = trace
        let cast = LaneCast(trace)
        lanes = cast.lanes
        laneIndex = cast.index
        fields = trace.exchanges.map(\.fields)
        position = Dictionary(
            trace.exchanges.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        secrets = SecretCatalogue(trace)
        var checks: [String: [Decision]] = [:]
        for decision in trace.decisions where decision.action == .check {
            if let during = decision.during {
                checks[during, default: []].append(decision)
            } else if decision.position > 0, decision.position <= trace.exchanges.count {
                checks[trace.exchanges[decision.position - 1].id, default: []].append(decision)
            }
        }
        self.checks = checks
    }

    var flow: Flow {
        let locals = localSteps
        let phases = PhaseGrouping(builder: self, locals: locals).phases
        return Flow(
            title: VisibleText.label(trace.title), revision: trace.run.revision, outcome: trace.outcome, lanes: lanes,
            zones: LaneCast.zones(lanes, trace), phases: phases, secrets: secrets.list,
            holdings: holdings(locals: locals.flatMap(\.steps)))
    }

    func role(_ party: String) -> Role { laneIndex[party].map { lanes[$0].role } ?? .client }

    /// One exchange, all its words chosen.
    func exchange(at index: Int) -> FlowExchange {
        let exchange = trace.exchanges[index]
        let words = Words(
            exchange: exchange, fields: fields[index], sender: role(exchange.sender), receiver: role(exchange.receiver),
            parent: exchange.parent.flatMap { position[$0] }.map { $0 + 1 })
        let from = laneIndex[exchange.sender] ?? 0
        let to = laneIndex[exchange.receiver] ?? 0
        let reply: FlowExchange.Reply
        switch exchange.outcome {
        case .failure(let failure): reply = .none(failure)
        case .response(let response):
            reply = .response(
                .init(
                    status: response.status, reason: VisibleText.label(response.reason, limit: 60),
                    caption: words.replyCaption(response), cargo: cargo(index, .response)))
        }
        let (state, verdict) = judge(exchange, fields[index])
        return FlowExchange(
            id: exchange.id, kind: exchange.kind, number: index + 1, from: from, to: to, fromLabel: lanes[from].label,
            toLabel: lanes[to].label, channel: isFront(exchange) ? .front : .back,
            method: VisibleText.label(exchange.request.method, limit: 20),
            path: VisibleText.label(exchange.request.path),
            parameters: fields[index].filter { $0.side == .request && ($0.place == .query || $0.place == .form) }
                .map { VisibleText.label($0.name, limit: 40) },
            caption: words.caption, cargo: cargo(index, .request), reply: reply, state: state, verdict: verdict,
            title: words.title, note: note(words, exchange, index), redirect: redirect(to: index))
    }

    /// A remark, where the kind has one and stands here for the first time.
    private func note(_ words: Words, _ exchange: Exchange, _ index: Int) -> String {
        guard exchange.id == exchange.kind.rawValue else { return "" }
        let made = (checks[exchange.id] ?? []).filter { $0.party == exchange.receiver }
        return words.note(
            passedChecks: made.count { $0.finding.holds }, isRefused: !made.allSatisfy(\.finding.holds))
    }

    private func isFront(_ exchange: Exchange) -> Bool {
        role(exchange.sender) == .browser || exchange.isFrontChannel
    }

    /// Values that a message carries, secrets first, each name once.
    func cargo(_ index: Int, _ side: Field.Side) -> [Cargo] {
        var out: [Cargo] = []
        for field in fields[index] where field.side == side && !field.value.isEmpty {
            guard let kind = field.kind, CargoOrder.rank(kind) != nil else { continue }
            switch field.place {
            case .claim, .joseHeader, .cookie: continue
            default: break
            }
            let secret = kind.isSecret ? secrets.secret(TypedValue(kind, field.value)) : nil
            if kind.isSecret && secret == nil { continue }
            let item = Cargo(
                label: secret?.label ?? VisibleText.label(field.name, limit: 40), kind: secret?.kind ?? kind,
                secret: secret?.id)
            if !out.contains(item) { out.append(item) }
        }
        return CargoOrder.sorted(out)
    }

    /// The redirect that led the browser to this exchange, found by comparing the `Location` with the URL requested.
    private func redirect(to index: Int) -> FlowExchange.Redirect? {
        let exchange = trace.exchanges[index]
        guard role(exchange.sender) == .browser else { return nil }
        guard let before = trace.exchanges[..<index].last(where: { $0.sender == exchange.sender }) else { return nil }
        if let response = before.response, response.isRedirect, let location = response.headers["Location"],
            let target = WebURL(before.origin)?.resolving(location), let requested = WebURL(exchange.url),
            target.origin.lowercased() == requested.origin.lowercased(), target.target == requested.target
        {
            return .init(source: before.id, tag: String(response.status))
        }
        if exchange.kind == .authorizationResponse, exchange.request.method == "POST", before.isFrontChannel,
            before.response?.isSuccess == true
        {
            return .init(source: before.id, tag: "POST")
        }
        return nil
    }

    /// The hop by which a client opens the browser, where one client is known to have started the request.
    func launch(before index: Int, redirect: FlowExchange.Redirect?) -> LaunchHop? {
        let exchange = trace.exchanges[index]
        guard [.authorizationRequest, .idpLogin].contains(exchange.kind), exchange.request.method == "GET",
            redirect == nil,
            role(exchange.sender) == .browser,
            let to = laneIndex[exchange.sender]
        else { return nil }
        let sent = Set(
            fields[index].filter { $0.side == .request }.compactMap { field in
                field.kind.map { TypedValue($0, field.value) }
            })
        let makers = trace.decisions.filter { decision in
            decision.action == .create && role(decision.party) == .client
                && decision.values.contains { sent.contains($0) }
        }
        let clients = lanes.indices.filter { lanes[$0].role == .client }
        let party: Int?
        if let maker = makers.last {
            party = laneIndex[maker.party]
        } else {
            party = clients.count == 1 ? clients[0] : nil
        }
        guard let from = party else { return nil }
        return LaunchHop(exchange: exchange.id, from: from, to: to, caption: "opens the browser")
    }
}

/// Which values are drawn on arrows, and in which order.
enum CargoOrder {
    private static let kinds: [ValueKind] = [
        .code, .codeVerifier, .accessToken, .refreshToken, .clientSecret, .clientAssertion, .assertion,
        .identityToken, .dpopProof, .sessionID, .handle, .password,
        .clientID, .codeChallenge, .state, .resource, .issuer, .scope, .resourceMetadata,
    ]
    private static let ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($0.element, $0.offset) })

    static func rank(_ kind: ValueKind) -> Int? { ranks[kind] }

    static func sorted(_ cargo: [Cargo]) -> [Cargo] {
        cargo.enumerated().sorted { left, right in
            (rank(left.element.kind) ?? 99, left.offset) < (rank(right.element.kind) ?? 99, right.offset)
        }.map(\.element)
    }
}

extension Trace {
    /// The name that chips and tables give to every secret that somebody held.
    public var secretNames: [TypedValue: String] {
        let catalogue = SecretCatalogue(self)
        return Dictionary(
            ledger.holdings.compactMap { holding in
                catalogue.secret(holding.value).map { (holding.value, $0.label) }
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// Names for the secrets of a run.
struct SecretCatalogue {
    private(set) var list: [Flow.Secret] = []
    private var index: [TypedValue: Int] = [:]
    private let accessTokens: Set<String>
    let ledger: Ledger

    init(_ trace: Trace) {
        ledger = trace.ledger
        accessTokens = Set(ledger.holdings.filter { $0.value.kind == .accessToken }.map(\.value.text))
        var counts: [ValueKind: Int] = [:]
        for holding in ledger.holdings {
            let value = normal(holding.value)
            guard value.kind.isSecret, index[value] == nil else { continue }
            counts[value.kind, default: 0] += 1
            let count = counts[value.kind, default: 1]
            index[value] = list.count
            list.append(
                Flow.Secret(
                    id: value.kind.rawValue + (count == 1 ? "" : "-\(count)"), kind: value.kind,
                    label: value.kind.label + (count == 1 ? "" : " \(count)"),
                    isThreaded: ![.password, .cookie, .formToken, .dpopProof].contains(value.kind)))
        }
    }

    /// Revocation and introspection call every token `token`; where its text is a known access token, it is that one.
    func normal(_ value: TypedValue) -> TypedValue {
        value.kind == .refreshToken && accessTokens.contains(value.text) ? TypedValue(.accessToken, value.text) : value
    }

    func position(_ value: TypedValue) -> Int? { index[normal(value)] }
    func secret(_ value: TypedValue) -> Flow.Secret? { position(value).map { list[$0] } }
}

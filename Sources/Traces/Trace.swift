import Specs
import Wire

/// The record of one run: who took part, every exchange in order of start, every decision, and the values that travelled.
public struct Trace: Hashable, Sendable {
    /// The version of the written format. Readers refuse a larger one.
    public static let format = 1

    public var run: RunID
    public var title: String
    /// The start of the run's clock, seconds since 1970.
    public var epoch: Int
    public var parties: [Party]
    public var exchanges: [Exchange] { didSet { forget() } }
    public var decisions: [Decision] { didSet { forget() } }
    public var outcome: Outcome
    var knownValues = Memo<[Value]>()
    var knownLedger = Memo<Ledger>()

    public init(
        run: RunID, title: String, epoch: Int, parties: [Party], exchanges: [Exchange], decisions: [Decision],
        outcome: Outcome
    ) {
        self.run = run
        self.title = title
        self.epoch = epoch
        self.parties = parties
        self.exchanges = exchanges
        self.decisions = decisions
        self.outcome = outcome
    }

    private mutating func forget() {
        knownValues = Memo()
        knownLedger = Memo()
    }

    public func party(_ name: String) -> Party? { parties.first { $0.name == name } }
    public func exchange(_ id: String) -> Exchange? { exchanges.first { $0.id == id } }

    /// How a run ended.
    public enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
        case success
        /// The person said no.
        case denied
        /// A party said no, correctly.
        case refused
        /// A check ended an attack.
        case stopped
        /// A bounded effort ended without result.
        case gaveUp = "gave-up"
        /// An attack succeeded; only where a defence was switched off on purpose.
        case harmed
    }
}

/// Which run: a scenario under a revision, perhaps a variant of it. Written `A04/2026-07-28/variant`.
public struct RunID: Hashable, Sendable, CustomStringConvertible {
    public var scenario: String
    public var revision: Revision
    public var variant: String?

    public init(scenario: String, revision: Revision, variant: String? = nil) {
        self.scenario = scenario
        self.revision = revision
        self.variant = variant
    }

    /// Nil unless the text is `SCENARIO/REVISION` or `SCENARIO/REVISION/VARIANT`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts.contains(""), let revision = Revision(named: parts[1]) else {
            return nil
        }
        self.init(scenario: parts[0], revision: revision, variant: parts.count == 3 ? parts[2] : nil)
    }

    public var description: String {
        scenario + "/" + revision.rawValue + (variant.map { "/" + $0 } ?? "")
    }
}

/// A named actor with a role.
public struct Party: Hashable, Codable, Sendable {
    public var name: String
    public var role: Role
    /// The name a reader sees.
    public var label: String
    /// The origin it answers at; nil for a browser or a client without a listener.
    public var origin: String?

    public init(name: String, role: Role, label: String, origin: String?) {
        self.name = name
        self.role = role
        self.label = label
        self.origin = origin
    }
}

/// One HTTP request from one party to another, and its response or failure.
public struct Exchange: Hashable, Sendable {
    /// `KIND`, or `KIND-2` for the second of its kind in the run, and so on.
    public var id: String
    public var kind: ExchangeKind { didSet { knownFields = Memo() } }
    public var sender: String
    public var receiver: String
    /// Scheme and authority as the sender addressed them, such as `https://auth.example.com`.
    public var origin: String
    /// The exchange that was being answered when this one was sent.
    public var parent: String?
    /// Milliseconds after the trace's epoch.
    public var started: Int
    public var ended: Int
    public var request: Request { didSet { knownFields = Memo() } }
    /// What the sender saw.
    public var outcome: Outcome { didSet { knownFields = Memo() } }
    /// What the receiver wrote, where the sender never saw it.
    public var answered: Response? { didSet { knownFields = Memo() } }
    /// The exact bytes of a message that is not its headers and its body one after another (chunked, malformed), by side.
    public var framing: Framing?
    var knownFields = Memo<[Field]>()

    public init(
        id: String, kind: ExchangeKind, sender: String, receiver: String, origin: String, parent: String? = nil,
        started: Int, ended: Int, request: Request, outcome: Outcome, answered: Response? = nil, framing: Framing? = nil
    ) {
        self.id = id
        self.kind = kind
        self.sender = sender
        self.receiver = receiver
        self.origin = origin
        self.parent = parent
        self.started = started
        self.ended = ended
        self.request = request
        self.outcome = outcome
        self.answered = answered
        self.framing = framing
    }

    public enum Outcome: Hashable, Sendable {
        case response(Response)
        case failure(Failure)
    }

    /// Why nothing came back.
    public enum Failure: String, CaseIterable, Codable, Hashable, Sendable {
        /// The connection was refused: the request never left.
        case refused
        /// The connection broke before the response.
        case reset
        /// The receiver answered and the answer was lost.
        case lost
        /// The receiver never answered within the sender's patience.
        case silent
    }

    public struct Framing: Hashable, Sendable {
        public var request: [UInt8]?
        public var response: [UInt8]?

        public init(request: [UInt8]? = nil, response: [UInt8]? = nil) {
            self.request = request
            self.response = response
        }
    }

    /// The response the sender saw, if one came.
    public var response: Response? { if case .response(let response) = outcome { response } else { nil } }
    public var url: String { request.url(at: origin) }
    public var status: Int? { response?.status }
    /// Whether the browser carried it: the front channel, visible to the person's machine. A program that calls such an
    /// address itself, or a page's script, shows by its headers that it is no browser opening a page.
    public var isFrontChannel: Bool {
        if request.isSentByScript || request.isSentByProgram { return false }
        return [
            .authorizationRequest, .login, .consent, .authorizationResponse, .upstreamAuthorizationRequest,
            .upstreamAuthorizationResponse, .idpLogin, .idpConsent,
        ].contains(kind)
    }
    /// Whether a script in a page sent it, by way of the person's browser.
    public var isFromScript: Bool { request.isSentByScript }
}

/// Something a party checked, made, chose, kept or gave up.
public struct Decision: Hashable, Sendable {
    public enum Action: String, CaseIterable, Codable, Hashable, Sendable {
        case check, create, choose, store, forget
        /// The premise of an attack: the party is taken to know a value.
        case assume
        /// The client asked the person something.
        case ask
    }

    /// `d1`, `d2`, … in order.
    public var id: String
    public var party: String
    public var action: Action
    /// The exchange during which it fell, if any.
    public var during: String?
    /// How many exchanges had started before it: its place in the order of events.
    public var position: Int
    /// Milliseconds after the trace's epoch.
    public var time: Int
    /// What was checked, made or chosen, with its inputs. `finding.check` is empty for decisions that no clause asks for.
    public var finding: Finding
    /// Whether a negative result had consequences: false where the check was switched off.
    public var enforced: Bool
    /// The values that came into being, were stored or ended here.
    public var values: [TypedValue]

    public init(
        id: String, party: String, action: Action, during: String?, position: Int, time: Int, finding: Finding,
        enforced: Bool = true, values: [TypedValue] = []
    ) {
        self.id = id
        self.party = party
        self.action = action
        self.during = during
        self.position = position
        self.time = time
        self.finding = finding
        self.enforced = enforced
        self.values = values
    }

    /// Whether this is a check that came out negative.
    public var isNegative: Bool { action == .check && !finding.holds }

    /// The summary of the decision by which a client ends its effort and says why.
    public static let stopSummary = "Stops and says why"

    /// What a client says, where the decision is the end of a client's effort.
    public var stopReason: String? { finding.summary == Decision.stopSummary ? finding.actual : nil }
}

/// A kind and the decoded text.
public struct TypedValue: Hashable, Codable, Sendable {
    public var kind: ValueKind
    public var text: String

    public init(_ kind: ValueKind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

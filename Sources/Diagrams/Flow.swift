import Specs
import Traces

/// What a diagram shows, derived from one trace and nothing else. Pictures, lists, tables and text exports all start from
/// this value, so they cannot disagree.
public struct Flow: Hashable, Sendable {
    /// The title of the run.
    public var title: String
    /// The revision the run belongs to.
    public var revision: Revision
    /// How the run ended.
    public var outcome: Trace.Outcome
    /// The parties that take part, left to right.
    public var lanes: [Lane]
    /// Runs of neighbouring lanes of one owner.
    public var zones: [Zone]
    /// In order of time. A phase that comes back later is another phase.
    public var phases: [FlowPhase]
    /// Every secret somebody held, in order of birth.
    public var secrets: [Secret]
    /// Who held which secret, from when to when.
    public var holdings: [Holding]
    /// Whether this is one run beside an earlier one.
    public var isComparison = false

    /// A vertical line: one party.
    public struct Lane: Hashable, Sendable {
        /// The party's name in the trace.
        public var name: String
        /// What the party is in the flow; decides hue, icon and place.
        public var role: Role
        /// The name a reader sees.
        public var label: String
        /// The second line of the header: the origin's authority, or what the party is.
        public var detail: String

        /// The letter of the class that carries the lane's hue: `l-B`, `a-B`.
        public var letter: String {
            switch role {
            case .browser: "B"
            case .client: "C"
            case .metadataHost: "M"
            case .server, .upstream: "S"
            case .authorization, .idp: "A"
            case .attacker: "X"
            }
        }
    }

    /// Neighbouring lanes under one owner; an arrow that leaves it crosses a boundary of trust.
    public struct Zone: Hashable, Sendable {
        /// The name above the zone.
        public var title: String
        /// The letter of the class `z-u`, `z-r`, `z-a`.
        public var letter: String
        /// The lanes inside, by index.
        public var lanes: ClosedRange<Int>
    }

    /// A secret of the run.
    public struct Secret: Hashable, Sendable {
        /// `access_token-2`, as in the trace's list of values.
        public var id: String
        /// What the secret is.
        public var kind: ValueKind
        /// `access_token 2`.
        public var label: String
        /// Whether it gets a thread. The login page's own secrets (password, cookie, form token) only stand in the table.
        public var isThreaded: Bool

        /// The hue that belongs to it alone.
        public var hue: Hue { Hue(kind) }
    }

    /// One party's knowledge of one secret.
    public struct Holding: Hashable, Sendable {
        /// Index into ``Flow/secrets``.
        public var secret: Int
        /// Index into ``Flow/lanes``.
        public var lane: Int
        /// When the party came to hold it.
        public var since: Moment
        /// Nil when still held at the end.
        public var until: Moment?
        /// Whether the secret stood in a URL this party's software keeps.
        public var isExposed: Bool
        /// How the party came by it, as a reader says it: "receives it".
        public var gained: String
        /// What became of it: "spent in step 10", or empty.
        public var lost: String
        /// The exchange a reader should open for this, with its number.
        public var step: String
        /// Set when the secret was made before the exchange in ``step`` rather than in it.
        public var isBefore: Bool
        /// The events of the recording that say all this.
        public var evidence: Evidence
    }

    /// Where in the recording something is written down.
    public struct Evidence: Hashable, Sendable {
        /// Ids of exchanges.
        public var exchanges: [String] = []
        /// Ids of decisions.
        public var decisions: [String] = []
    }

    /// A place in the order of events.
    public enum Moment: Hashable, Sendable {
        /// The arrival of the request or response of this exchange.
        case request(String)
        case response(String)
        /// The local step with this id.
        case local(String)
        /// Just before this exchange starts.
        case before(String)
        /// After the last exchange.
        case end
    }

    /// All exchanges in order of time.
    public var exchanges: [FlowExchange] { phases.flatMap(\.exchanges) }

    /// The step number of an exchange.
    public func number(of id: String) -> Int? { exchange(id)?.number }

    /// The exchange with this id.
    public func exchange(_ id: String) -> FlowExchange? {
        for phase in phases {
            if let found = phase.exchanges.first(where: { $0.id == id }) { return found }
        }
        return nil
    }

    /// The local step that stands for a decision.
    public func localStep(of decision: String) -> LocalStep? {
        for item in phases.lazy.flatMap(\.items) {
            if case .local(let step) = item, step.decisions.contains(decision) { return step }
        }
        return nil
    }

    /// The phase in which an exchange stands.
    public func phase(of id: String) -> FlowPhase? {
        phases.first { $0.exchanges.contains { $0.id == id } }
    }

    /// The secrets a lane still holds at the end, in order of birth.
    public func held(by lane: Int) -> [Secret] { heldAtEnd(by: lane).map { secrets[$0.secret] } }

    /// The same with what the recording says about each.
    func heldAtEnd(by lane: Int) -> [Holding] {
        var seen: Set<Int> = []
        return holdings.filter { $0.lane == lane && $0.until == nil && secrets[$0.secret].isThreaded }
            .filter { seen.insert($0.secret).inserted }.sorted { $0.secret < $1.secret }
    }

    /// What a lane still holds of the secrets without a thread, in words: "2 cookies, password".
    func heldWithoutThread(by lane: Int) -> [String] {
        let held = Set(holdings.filter { $0.lane == lane && $0.until == nil }.map(\.secret))
        var counts: [ValueKind: Int] = [:]
        var kinds: [ValueKind] = []
        for secret in held.sorted().map({ secrets[$0] }) where !secret.isThreaded {
            if counts[secret.kind] == nil { kinds.append(secret.kind) }
            counts[secret.kind, default: 0] += 1
        }
        return kinds.map { kind in
            let count = counts[kind] ?? 1
            return count == 1 ? kind.label : "\(count) \(kind.label)s"
        }
    }
}

/// The colour family of a value. Each hue belongs to one secret; key material and other secrets take ink.
public enum Hue: String, Hashable, Sendable {
    case code, verifier = "ver", accessToken = "at", refreshToken = "rt", ink = "key", plain = "st"

    /// The hue of values of this kind.
    public init(_ kind: ValueKind) {
        switch kind {
        case .code: self = .code
        case .codeVerifier, .codeChallenge: self = .verifier
        case .accessToken: self = .accessToken
        case .refreshToken: self = .refreshToken
        default: self = kind.isSecret ? .ink : .plain
        }
    }
}

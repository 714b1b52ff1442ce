import Specs
import Traces

/// A stretch of the flow that answers one question.
public struct FlowPhase: Hashable, Sendable {
    public var phase: Phase
    /// `access`, or `access-2` when the phase comes back.
    public var key: String
    public var items: [FlowItem]

    /// The anchor without prefix: `p-access-2`.
    public var id: String { "p-" + key }
    public var title: String { phase.title }
    public var question: String { phase.question }

    /// The exchanges of the phase in order.
    public var exchanges: [FlowExchange] {
        items.compactMap { if case .exchange(let exchange) = $0 { exchange } else { nil } }
    }

    /// `step 4`, or `steps 1–3`.
    public var steps: String {
        let numbers = exchanges.map(\.number)
        guard let first = numbers.first, let last = numbers.last else { return "" }
        return first == last ? "step \(first)" : "steps \(first)–\(last)"
    }
}

/// One row of a phase.
public enum FlowItem: Hashable, Sendable {
    case exchange(FlowExchange)
    /// Something a party made without the network.
    case local(LocalStep)
    /// The client opens the browser: not HTTP, so without a number.
    case launch(LaunchHop)
}

/// One request with its response.
public struct FlowExchange: Hashable, Sendable {
    /// The exchange's id in the trace; anchors derive from it.
    public var id: String
    public var kind: ExchangeKind
    public var number: Int
    /// Lanes by index.
    public var from: Int
    public var to: Int
    public var fromLabel: String
    public var toLabel: String
    public var channel: Channel
    public var method: String
    /// The target's path, never its query.
    public var path: String
    /// Names of query and form parameters, in order.
    public var parameters: [String]
    /// A few words beside method and path; may be empty.
    public var caption: String
    public var cargo: [Cargo]
    public var reply: Reply
    public var state: State
    /// The check that decided the state, where one did.
    public var verdict: Verdict?
    /// One sentence for headings: "The client trades the code for a token".
    public var title: String
    /// A remark beside the band; empty for most.
    public var note: String
    /// How the browser came from the exchange before: the tag of the connector and that exchange's id.
    public var redirect: Redirect?

    /// How a message travels.
    public enum Channel: String, Hashable, Sendable {
        /// From one program to another.
        case back
        /// Through the browser, in the open.
        case front
    }

    /// What came back.
    public enum Reply: Hashable, Sendable {
        case response(Response)
        case none(Exchange.Failure)
    }

    /// The line of the response.
    public struct Response: Hashable, Sendable {
        public var status: Int
        public var reason: String
        public var caption: String
        public var cargo: [Cargo]
    }

    /// Whether the band differs from an ordinary one.
    public enum State: String, Hashable, Sendable {
        case ok, failed, attack, stopped
    }

    /// What a check found.
    public struct Verdict: Hashable, Sendable {
        /// The decision's id.
        public var decision: String
        public var holds: Bool
        /// False when the check was switched off, so that nothing came of it.
        public var isEnforced: Bool
        /// The lane that checked.
        public var lane: Int
        public var text: String
    }

    /// The browser follows a redirect.
    public struct Redirect: Hashable, Sendable {
        /// The exchange that sent the browser here.
        public var source: String
        /// `302`, `303`, or `POST` for a self-posting form.
        public var tag: String
    }

    /// The response's cargo, or none.
    public var replyCargo: [Cargo] { if case .response(let response) = reply { response.cargo } else { [] } }
}

/// A value on an arrow: its name, never its content.
public struct Cargo: Hashable, Sendable {
    public var label: String
    public var kind: ValueKind
    /// The secret's id; nil for public values.
    public var secret: String?

    public var isSecret: Bool { secret != nil }
    public var hue: Hue { Hue(kind) }
}

/// Values that came into being inside one party.
public struct LocalStep: Hashable, Sendable {
    /// The id of the first decision; the band's anchor.
    public var id: String
    /// Every decision the step stands for.
    public var decisions: [String]
    public var lane: Int
    public var laneLabel: String
    /// "makes a verifier and its challenge".
    public var caption: String
    public var cargo: [Cargo]
    /// The index in ``cargo`` from which on the values derive from the one before, by SHA-256.
    public var derived: Int?
    public var state: FlowExchange.State
}

/// The client hands a URL to the browser.
public struct LaunchHop: Hashable, Sendable {
    /// The exchange that the browser then makes.
    public var exchange: String
    public var from: Int
    public var to: Int
    public var caption: String
}

extension Exchange.Failure {
    /// What a reader is told about a missing answer.
    var words: String {
        switch self {
        case .refused: "connection refused"
        case .reset: "the connection broke"
        case .lost: "the answer was lost"
        case .silent: "the sender gave up waiting"
        }
    }
}

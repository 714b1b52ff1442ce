import Specs
import Traces

/// A stretch of the flow that answers one question.
public struct FlowPhase: Hashable, Sendable {
    /// Which part of the flow it is.
    public var phase: Phase
    /// `access`, or `access-2` when the phase comes back.
    public var key: String
    /// The rows in order of time.
    public var items: [FlowItem]

    /// The anchor without prefix: `p-access-2`.
    public var id: String { "p-" + key }
    /// The name in the strip.
    public var title: String { phase.title }
    /// The question in the strip.
    public var question: String { phase.question }

    /// The exchanges of the phase in order.
    public var exchanges: [FlowExchange] {
        items.compactMap { if case .exchange(let exchange) = $0 { exchange } else { nil } }
    }

    /// `step 4`, or `steps 1–3`.
    public var steps: String {
        guard let first = exchanges.first?.number, let last = exchanges.last?.number else { return "" }
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
    /// Exchanges that are the same as in an earlier run.
    case same(SameRun)
}

/// Neighbouring exchanges that a comparison folds into one row.
public struct SameRun: Hashable, Sendable {
    /// Their ids, in order.
    public var exchanges: [String]
    /// The first and the last step number.
    public var first: Int
    public var last: Int

    /// `4 unchanged, steps 5–8`.
    public var words: String { "\(exchanges.count) unchanged, steps \(first)–\(last)" }
    /// The same for a row that leads to the first of them.
    var linkWords: String { words + ", to be read in the run →" }
}

/// One request with its response.
public struct FlowExchange: Hashable, Sendable {
    /// The exchange's id in the trace; anchors derive from it.
    public var id: String
    /// What the exchange is for.
    public var kind: ExchangeKind
    /// The step number, from 1, in order of time.
    public var number: Int
    /// The lane that asks, by index.
    public var from: Int
    /// The lane that answers.
    public var to: Int
    /// The sender’s name for readers.
    public var fromLabel: String
    /// The receiver’s name for readers.
    public var toLabel: String
    /// How it travels.
    public var channel: Channel
    /// The request’s method.
    public var method: String
    /// The target's path, never its query.
    public var path: String
    /// Names of query and form parameters, in order.
    public var parameters: [String]
    /// A few words beside method and path; may be empty.
    public var caption: String
    /// Values that the request carries.
    public var cargo: [Cargo]
    /// What came back.
    public var reply: Reply
    /// Whether the band differs from an ordinary one.
    public var state: State
    /// The check that decided the state, where one did.
    public var verdict: Verdict?
    /// One sentence for headings: "The client hands in the code".
    public var title: String
    /// A remark beside the band; empty for most.
    public var note: String
    /// How the browser came from the exchange before: the tag of the connector and that exchange's id.
    public var redirect: Redirect?
    /// What became of the exchange since an earlier run; nil where it is the same, and in the flow of a single run.
    public var change: Change?
    /// What differs, a sentence for each message.
    public var changes: [String] = []

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
        /// The status code.
        public var status: Int
        /// The reason phrase; may be empty.
        public var reason: String
        /// A few words beside status and reason; may be empty.
        public var caption: String
        /// Values that the response carries.
        public var cargo: [Cargo]
    }

    /// Whether the band differs from an ordinary one.
    public enum State: String, Hashable, Sendable {
        case ok, failed, attack, stopped
    }

    /// What a comparison found.
    public enum Change: String, Hashable, Sendable {
        case added, removed, changed

        /// The sign before the word, which says the same without colour.
        var badge: String {
            switch self {
            case .added: "+ added"
            case .removed: "− removed"
            case .changed: "~ changed"
            }
        }
    }

    /// The words in the corner of the band; nil for an ordinary one.
    var badge: String? { change?.badge ?? (state == .ok ? nil : state.rawValue) }

    /// What a failed check and a comparison say under the response.
    var remarks: [String] {
        let failed = verdict.map { verdict in
            verdict.holds ? [] : [(verdict.isEnforced ? "Check failed: " : "Not checked: ") + verdict.text]
        }
        return (failed ?? []) + changes
    }

    /// What a check found.
    public struct Verdict: Hashable, Sendable {
        /// The decision's id.
        public var decision: String
        /// Whether the check held.
        public var holds: Bool
        /// False when the check was switched off, so that nothing came of it.
        public var isEnforced: Bool
        /// The lane that checked.
        public var lane: Int
        /// What was checked, as a sentence.
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
    /// The name on the chip.
    public var label: String
    /// What the value is.
    public var kind: ValueKind
    /// The secret's id; nil for public values.
    public var secret: String?
    /// Whether an earlier run did not have it in this exchange, which it otherwise had.
    public var isNew = false

    /// Whether holding it gives power.
    public var isSecret: Bool { secret != nil }
    /// The colour family.
    public var hue: Hue { Hue(kind) }
}

extension Cargo {
    /// A secret as a chip.
    init(_ secret: Flow.Secret) { self.init(label: secret.label, kind: secret.kind, secret: secret.id) }
}

/// Values that came into being inside one party.
public struct LocalStep: Hashable, Sendable {
    /// The id of the first decision; the band's anchor.
    public var id: String
    /// Every decision the step stands for.
    public var decisions: [String]
    /// The lane, by index.
    public var lane: Int
    /// The party’s name for readers.
    public var laneLabel: String
    /// "makes a verifier and its challenge".
    public var caption: String
    /// The values, in order of the drawing.
    public var cargo: [Cargo]
    /// The index in ``cargo`` from which on the values derive from the one before, by SHA-256.
    public var derived: Int?
    /// `attack` for what an attacker is taken to know.
    public var state: FlowExchange.State
}

/// The client hands a URL to the browser.
public struct LaunchHop: Hashable, Sendable {
    /// The exchange that the browser then makes.
    public var exchange: String
    /// The client’s lane.
    public var from: Int
    /// The browser’s lane.
    public var to: Int
    /// The words above the hop.
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

import NIOConcurrencyHelpers
import Specs
import Traces
import Wire

/// Collects what crosses the wire, at the sender's end and at the receiver's, and what the parties decide.
///
/// A slot is taken before a request is sent, so order is order of start. Bytes come from taps under the HTTP codec; what
/// the parties believe they sent is never the record.
public final class Recorder: Sendable {
    /// One exchange while it happens.
    struct Slot: Sendable {
        var sender: String
        var receiver: String
        var origin: String
        var parent: Int?
        var started: Int
        var ended = 0
        /// The request as the sender built it; the record only where it never left.
        var built: Request
        var sent = Ends()
        var received = Ends()
        var failure: Exchange.Failure?
        var answered: Response?
        var isFinished = false

        struct Ends: Sendable {
            var request: [UInt8] = []
            var response: [UInt8] = []
        }
    }

    private struct Draft: Sendable {
        var decision: Decision
        var during: Int?
    }

    private struct State: Sendable {
        var slots: [Slot] = []
        var decisions: [Draft] = []
        /// The slot whose request has been handed to the client library and has not reached the wire.
        var pending: Int?
        /// The slots of each client connection, by local port, in order.
        var connections: [Int: [Int]] = [:]
        /// Whether the run is over: what a party left hanging still does is not part of the story.
        var isFrozen = false
        /// The exchanges before the first one that goes on.
        var settled = Reading()

        /// All exchanges as they stand. Those that ended are read once.
        mutating func reading() throws -> Reading {
            while let next = slots.dropFirst(settled.exchanges.count).first, next.isFinished {
                try settled.add(next)
            }
            var reading = settled
            for slot in slots.dropFirst(settled.exchanges.count) { try reading.add(slot) }
            return reading
        }
    }

    /// Exchanges in order, classified, and what they taught.
    private struct Reading: Sendable {
        var exchanges: [Exchange] = []
        var known = KnownEndpoints()
        var numbering = ExchangeNumbering()

        mutating func add(_ slot: Slot) throws {
            var exchange = try slot.exchange(parent: slot.parent.map { exchanges[$0].id })
            exchange.kind = classify(
                exchange.request, origin: exchange.origin, response: exchange.response ?? exchange.answered,
                known: known)
            exchange.id = numbering.id(for: exchange.kind)
            known.learn(from: exchange)
            exchanges.append(exchange)
        }
    }

    /// What differed between the two ends of an exchange, as a sentence.
    public struct Disagreement: Error, Hashable, Sendable, CustomStringConvertible {
        public var exchange: String
        public var description: String
    }

    private let state = NIOLockedValueBox(State())

    public init() {}

    /// Tells what is known about addresses before the first message.
    func introduce(_ change: (inout KnownEndpoints) -> Void) { state.withLockedValue { change(&$0.settled.known) } }

    /// Ends the record. Exchanges and decisions after this are not taken in.
    func freeze() { state.withLockedValue { $0.isFrozen = true } }

    var isFrozen: Bool { state.withLockedValue { $0.isFrozen } }

    // MARK: Exchanges

    /// Takes the next place in the order of exchanges.
    func begin(
        sender: String, receiver: String, origin: String, parent: Int?, time: Int, request: Request
    ) -> Int {
        state.withLockedValue { state in
            state.slots.append(
                Slot(sender: sender, receiver: receiver, origin: origin, parent: parent, started: time, built: request))
            state.pending = state.slots.count - 1
            return state.slots.count - 1
        }
    }

    /// The client's tap asks which exchange the request that it sees belongs to.
    func claim(port: Int) -> Int? {
        state.withLockedValue { state in
            guard let slot = state.pending else { return nil }
            state.pending = nil
            state.connections[port, default: []].append(slot)
            return slot
        }
    }

    /// The slot of the n-th request (from 0) on a connection, by the client's port.
    func slot(port: Int, number: Int) -> Int? {
        state.withLockedValue { state in
            guard let slots = state.connections[port], number < slots.count else { return nil }
            return slots[number]
        }
    }

    func addSent(_ bytes: [UInt8], response: Bool, slot: Int) {
        state.withLockedValue {
            if response { $0.slots[slot].sent.response += bytes } else { $0.slots[slot].sent.request += bytes }
        }
    }

    func setReceived(request: [UInt8], slot: Int) {
        state.withLockedValue { $0.slots[slot].received.request = request }
    }

    func setReceived(response: [UInt8], slot: Int) {
        state.withLockedValue { $0.slots[slot].received.response = response }
    }

    func setAnswered(_ response: Response, slot: Int) {
        state.withLockedValue { $0.slots[slot].answered = response }
    }

    /// Ends an exchange. Gives the response as it came over the wire at the sender's end.
    func finish(_ slot: Int, failure: Exchange.Failure?, time: Int) -> Exchange.Outcome {
        state.withLockedValue { state in
            state.slots[slot].ended = time
            state.slots[slot].isFinished = true
            if state.pending == slot { state.pending = nil }
            if let failure {
                state.slots[slot].failure = failure
                return .failure(failure)
            }
            let slots = state.slots
            guard
                let response = try? Response(
                    parsing: slots[slot].sent.response, answering: slots[slot].built.method)
            else {
                state.slots[slot].failure = .reset
                return .failure(.reset)
            }
            return .response(response)
        }
    }

    /// Ends an exchange of which only the receiver's end is seen: with the response's bytes, or with a response that could
    /// not be sent any more.
    func finishReceived(_ slot: Int, _ written: Written, time: Int) {
        state.withLockedValue { state in
            guard !state.isFrozen else { return }
            state.slots[slot].ended = time
            state.slots[slot].isFinished = true
            switch written {
            case .sent(let bytes): state.slots[slot].received.response = bytes
            case .lost(let response):
                state.slots[slot].answered = response
                state.slots[slot].failure = .lost
            }
        }
    }

    /// The last exchange in which a party took part.
    func last(of party: String) -> Int? {
        state.withLockedValue { state in
            state.slots.lastIndex { $0.sender == party || $0.receiver == party }
        }
    }

    // MARK: Decisions

    func decide(
        party: String, action: Decision.Action, during: Int?, time: Int, finding: Finding, enforced: Bool,
        values: [TypedValue]
    ) {
        state.withLockedValue { state in
            guard !state.isFrozen else { return }
            state.decisions.append(
                Draft(
                    decision: Decision(
                        id: "d\(state.decisions.count + 1)", party: party, action: action, during: nil,
                        position: state.slots.count, time: time, finding: finding, enforced: enforced, values: values),
                    during: during))
        }
    }

    /// The exchanges as they stand.
    var snapshot: [Slot] { state.withLockedValue { $0.slots } }

    // MARK: The record

    /// Classified exchanges and decisions, with every slot number replaced by an exchange id.
    ///
    /// - Throws: ``Disagreement`` where the two ends of an exchange differ although nothing was meant to be lost.
    public func record() throws -> (exchanges: [Exchange], decisions: [Decision]) {
        let (exchanges, state) = try state.withLockedValue { (try $0.reading().exchanges, $0) }
        for (exchange, slot) in zip(exchanges, state.slots) {
            if let difference = slot.difference { throw Disagreement(exchange: exchange.id, description: difference) }
        }
        let decisions = state.decisions.map { draft in
            var decision = draft.decision
            decision.during = draft.during.map { exchanges[$0].id }
            return decision
        }
        return (exchanges, decisions)
    }

    /// What one exchange turned out to be for.
    func kind(of slot: Int) -> ExchangeKind {
        guard let exchange = try? state.withLockedValue({ $0.slots[slot] }).exchange(parent: nil) else { return .other }
        return classify(exchange.request, origin: exchange.origin, response: exchange.response, known: known())
    }

    /// What the messages so far teach about addresses, for faults that name a kind.
    func known() -> KnownEndpoints {
        state.withLockedValue { state in (try? state.reading().known) ?? state.settled.known }
    }
}

extension Recorder.Slot {
    /// The exchange as its sender saw it, not yet classified.
    func exchange(parent: String?) throws -> Exchange {
        let bytes = sent.request.isEmpty ? received.request : sent.request
        var request = bytes.isEmpty ? built : (try? Request(parsing: bytes)) ?? built
        // More can only come from a refused request, whose bytes stand beside it.
        request.headers.list = Array(request.headers.list.prefix(TraceLimits.pairs))
        let responseBytes = sent.response.isEmpty ? received.response : sent.response
        let outcome: Exchange.Outcome
        if let failure {
            outcome = .failure(failure)
        } else if isFinished, !responseBytes.isEmpty {
            outcome = .response(try Response(parsing: responseBytes, answering: request.method))
        } else {
            outcome = .failure(.silent)
        }
        var framing = Exchange.Framing()
        if !bytes.isEmpty, request.bytes != bytes || request.target.isEmpty { framing.request = bytes }
        if case .response(let response) = outcome, response.bytes != responseBytes { framing.response = responseBytes }
        return Exchange(
            id: "", kind: .other, sender: sender, receiver: receiver, origin: origin,
            parent: parent, started: started, ended: ended, request: request,
            outcome: outcome, answered: answered, framing: framing == .init() ? nil : framing)
    }

    /// How the two ends differ; nil when they agree, when one end was not recorded, or when the message was lost on purpose.
    var difference: String? {
        guard failure == nil, !sent.request.isEmpty, !received.request.isEmpty else { return nil }
        if sent.request != received.request { return "the request at the sender is not the request at the receiver" }
        if sent.response != received.response {
            return "the response at the receiver is not the response at the sender"
        }
        return nil
    }
}

/// One arrow of a text export.
struct FlowMessage: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case request, reply, lost, local, launch, note }

    var from: Int
    var to: Int
    var kind: Kind
    var isFront: Bool
    var text: String
    /// What is said beside the arrow, and the lane that says it: a check that failed, a difference to an earlier run.
    var remark: Remark?

    struct Remark: Hashable, Sendable {
        var lane: Int
        var text: String
    }
}

extension FlowPhase {
    /// The phase as a list of arrows: what every text export writes down.
    var messages: [FlowMessage] {
        items.flatMap { item -> [FlowMessage] in
            switch item {
            case .exchange(let exchange): exchange.messages
            case .local(let step):
                [
                    FlowMessage(
                        from: step.lane, to: step.lane, kind: .local, isFront: false,
                        text: Self.join([step.caption, step.state == .attack ? "" : Self.list(step.cargo)]))
                ]
            case .launch(let hop):
                [FlowMessage(from: hop.from, to: hop.to, kind: .launch, isFront: true, text: hop.caption)]
            case .same(let run): [FlowMessage(from: 0, to: 0, kind: .note, isFront: false, text: run.words)]
            }
        }
    }

    static func list(_ cargo: [Cargo]) -> String {
        cargo.isEmpty ? "" : "[" + cargo.map(\.label).joined(separator: ", ") + "]"
    }

    static func join(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: " ") }
}

extension FlowExchange {
    fileprivate var messages: [FlowMessage] {
        let front = channel == .front
        let request = FlowMessage(
            from: from, to: to, kind: .request, isFront: front,
            text: FlowPhase.join([
                change.map { $0.badge + ":" } ?? "", method, path, caption.isEmpty ? "" : "(" + caption + ")",
                FlowPhase.list(cargo),
            ]))
        var back: FlowMessage
        switch reply {
        case .response(let response):
            back = FlowMessage(
                from: to, to: from, kind: .reply, isFront: front,
                text: FlowPhase.join([
                    String(response.status), response.reason,
                    response.caption.isEmpty ? "" : "(" + response.caption + ")",
                    FlowPhase.list(response.cargo),
                ]))
        case .none(let failure):
            back = FlowMessage(from: to, to: from, kind: .lost, isFront: front, text: "no answer: " + failure.words)
        }
        if !remarks.isEmpty {
            back.remark = FlowMessage.Remark(
                lane: verdict.map { $0.holds ? to : $0.lane } ?? to, text: remarks.joined(separator: " "))
        }
        return [request, back]
    }
}

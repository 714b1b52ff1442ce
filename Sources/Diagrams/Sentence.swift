/// Whole sentences for those who do not see the picture.
enum Sentence {
    static func of(_ exchange: FlowExchange) -> String {
        var out =
            (exchange.change == .removed ? "" : "Step \(exchange.number). ")
            + "\(exchange.fromLabel) to \(exchange.toLabel): \(exchange.method) \(exchange.path)"
        out += with(exchange.cargo) + "."
        switch exchange.reply {
        case .response(let response):
            out += " Response \(response.status)" + with(response.cargo) + "."
        case .none(let failure): out += " No answer: \(failure.words)."
        }
        if exchange.state != .ok {
            out += " \(exchange.state.rawValue.prefix(1).uppercased())\(exchange.state.rawValue.dropFirst())."
        }
        if let change = exchange.change {
            out += " \(change.rawValue.prefix(1).uppercased())\(change.rawValue.dropFirst())."
        }
        return ([out] + exchange.remarks).joined(separator: " ")
    }

    static func of(_ step: LocalStep) -> String { step.laneLabel + " " + step.caption }

    private static func with(_ cargo: [Cargo]) -> String {
        cargo.isEmpty ? "" : " with " + list(cargo.map(\.label))
    }

    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

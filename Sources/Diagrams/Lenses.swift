/// Radio buttons before a figure. Rules of the stylesheet fade what the chosen one does not name, on screens only.
struct Lenses: Sendable {
    let flow: Flow
    let prefix: String

    /// Nil where every choice would show the same.
    var markup: Markup? {
        let choices = choices
        guard !choices.isEmpty else { return nil }
        let all = label("all", "everything", isChosen: true)
        return .tag(
            "fieldset", ["class": "lens"],
            [.tag("legend", [:], [.text("Show")]), all] + choices.map { label($0.value, $0.words, isChosen: false) })
    }

    private var choices: [(value: String, words: String)] {
        let exchanges = flow.exchanges
        func divides(_ isBright: (FlowExchange) -> Bool) -> Bool {
            exchanges.contains(where: isBright) && !exchanges.allSatisfy(isBright)
        }
        func carries(_ hue: Hue) -> (FlowExchange) -> Bool {
            { ($0.cargo + $0.replyCargo).contains { $0.isSecret && $0.hue == hue } }
        }
        var out: [(value: String, words: String)] = []
        if divides({ $0.channel == .front }) { out.append(("fc", "front channel, the rest faded")) }
        if divides(carries(.code)) { out.append(("code", "the code, the rest faded")) }
        if divides(carries(.accessToken)) { out.append(("at", "access tokens, the rest faded")) }
        return out
    }

    private func label(_ value: String, _ words: String, isChosen: Bool) -> Markup {
        .tag(
            "label", [:],
            [
                .tag(
                    "input",
                    [
                        "type": "radio", "name": prefix + "lens", "value": value,
                        "checked": isChosen ? "checked" : nil,
                    ]), .text(words),
            ])
    }
}

import Specs

/// How to read the diagram: the marks that occur in this flow and no other. What only the picture has is not said where the
/// list stands in its place.
struct Legend: Sendable {
    let flow: Flow
    let hasPicture: Bool

    var markup: Markup {
        .tag("ul", ["class": "key", "aria-label": "How to read the diagram"], items)
    }

    private var items: [Markup] {
        var out: [Markup] = [
            arrow("bc", "M0 8H46M54 8l-9-4.6l2 4.6l-2 4.6z", dashed: false, cased: false, "request"),
            arrow("bc", "M54 8H8M0 8l9-4.6l-2 4.6l2 4.6z", dashed: true, cased: false, "response"),
        ]
        let exchanges = flow.exchanges
        if exchanges.contains(where: { $0.channel == .front }) {
            out.append(
                arrow(
                    "fc", "M0 8H46M54 8l-9-4.6l2 4.6l-2 4.6z", dashed: false, cased: true,
                    "via the browser, in the open"))
        }
        let cargo = exchanges.flatMap { $0.cargo + $0.replyCargo }
        if let secret = flow.secrets.first(where: { $0.kind == .codeVerifier })
            ?? flow.secrets.first(where: \.isThreaded)
        {
            let evidence = flow.holdings.first { flow.secrets[$0.secret] == secret }?.evidence ?? Flow.Evidence()
            out.append(.tag("li", [:], [HTMLPiece.chip(Cargo(secret), from: evidence), .text(" secret")]))
        }
        let known: [ValueKind] = [.clientID, .resource, .scope]
        if let open = known.lazy.compactMap({ kind in cargo.first { $0.kind == kind } }).first
            ?? cargo.first(where: { !$0.isSecret })
        {
            let carrier = exchanges.first { ($0.cargo + $0.replyCargo).contains(open) }
            let evidence = Flow.Evidence(exchanges: carrier.map { [$0.id] } ?? [])
            out.append(.tag("li", [:], [HTMLPiece.chip(open, from: evidence), .text(" public value")]))
        }
        guard hasPicture else { return out }
        if let hue = flow.holdings.lazy.map({ flow.secrets[$0.secret] }).first(where: \.isThreaded)?.hue {
            out.append(
                .tag(
                    "li", ["class": "wide"],
                    [
                        .tag(
                            "svg",
                            ["class": "t-" + hue.rawValue, "width": "12", "height": "26", "aria-hidden": "true"],
                            [
                                .tag("path", ["class": "th", "d": "M6 6V26"]),
                                .tag("circle", ["class": "thd", "cx": "6", "cy": "6", "r": "4"]),
                            ]), .text("party holds the secret from here; a crossbar ends it"),
                    ]))
        }
        if exchanges.contains(where: { $0.verdict?.holds == true }) {
            out.append(disc("ck", "M5 10.3l3 3 5.4-6", "a check that held"))
        }
        if exchanges.contains(where: { $0.verdict?.holds == false }) {
            out.append(disc("no", "M6 7l6 6m0-6l-6 6", "a check that failed"))
        }
        return out
    }

    private func arrow(_ channel: String, _ data: String, dashed: Bool, cased: Bool, _ words: String) -> Markup {
        let parts = data.split(separator: "M").map { "M" + $0 }
        var shapes: [Markup] = cased ? [.tag("path", ["class": "cas", "d": "M0 8H54"])] : []
        shapes.append(.tag("path", ["class": dashed ? "ln rs" : "ln", "d": parts[0]]))
        shapes.append(.tag("path", ["class": "hd", "d": parts[1]]))
        return .tag(
            "li", ["class": channel],
            [.tag("svg", ["width": "54", "height": "16", "aria-hidden": "true"], shapes), .text(words)])
    }

    private func disc(_ name: String, _ data: String, _ words: String) -> Markup {
        .tag(
            "li", ["class": "wide"],
            [
                .tag(
                    "svg", ["class": name, "width": "20", "height": "20", "aria-hidden": "true"],
                    [.tag("circle", ["cx": "9", "cy": "10", "r": "8"]), .tag("path", ["d": data])]),
                .text(words),
            ])
    }
}

extension Flow.Evidence {
    /// The value of `data-x`.
    var exchangeList: String? { exchanges.isEmpty ? nil : exchanges.joined(separator: " ") }
    /// The value of `data-d`.
    var decisionList: String? { decisions.isEmpty ? nil : decisions.joined(separator: " ") }
}

extension Markup {
    /// The element with the ids of what it was read from.
    func tracing(_ evidence: Flow.Evidence) -> Markup {
        guard case .element(let name, let attributes, let children) = self else { return self }
        let ids = [("data-x", evidence.exchangeList), ("data-d", evidence.decisionList)]
        return .element(name, attributes + ids.compactMap { id in id.1.map { .init(id.0, $0) } }, children)
    }
}

/// Pieces of HTML that list, table and key share.
enum HTMLPiece {
    static func chip(_ cargo: Cargo) -> Markup {
        .tag("span", ["class": "hc " + Drawing.chipClass(cargo)], [.text(cargo.label)])
    }

    /// A chip that stands outside of what it was read from.
    static func chip(_ cargo: Cargo, from evidence: Flow.Evidence) -> Markup { chip(cargo).tracing(evidence) }

    /// Shapes for others to refer to.
    static func hidden(_ shapes: [Markup]) -> Markup {
        .tag("svg", ["class": "vh", "aria-hidden": "true"], [.tag("defs", [:], shapes)])
    }

    static func chips(_ cargo: [Cargo]) -> [Markup] {
        cargo.isEmpty ? [] : [.tag("span", ["class": "cs"], cargo.map(chip))]
    }

    /// Text with places where a narrow column may break it.
    static func breakable(_ text: String) -> [Markup] {
        let pieces = LineBreaking.pieces(text)
        var out: [Markup] = []
        for (index, piece) in pieces.enumerated() {
            out.append(.text(piece))
            if index < pieces.count - 1, piece.last != " " { out.append(.tag("wbr")) }
        }
        return out
    }
}

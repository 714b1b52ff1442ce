/// Pieces of HTML that list, table and key share.
enum HTMLPiece {
    static func chip(_ cargo: Cargo) -> Markup {
        .tag("span", ["class": "hc " + Drawing.chipClass(cargo)], [.text(cargo.label)])
    }

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

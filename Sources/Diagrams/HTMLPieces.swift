/// Pieces of HTML that list, table and key share.
enum HTMLPiece {
    static let key: Markup = .tag(
        "svg", ["viewBox": "0 0 12 10", "width": "12", "height": "10", "aria-hidden": "true"],
        [.tag("path", ["class": "kg", "d": Icon.key])])

    static func chip(_ cargo: Cargo) -> Markup {
        .tag(
            "span", ["class": "hc " + Drawing.chipClass(cargo)],
            (cargo.isSecret ? [key] : []) + [.text(cargo.label)])
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

/// A line of text at its place, with the width it needs.
struct PlacedText: Hashable, Sendable {
    enum Anchor: String, Hashable, Sendable { case start, middle, end }

    /// How a text looks: the class, and the face and size by which it is measured.
    enum Style: Hashable, Sendable {
        case wire, caption, note, status, phaseTitle, phaseQuestion, laneName, laneDetail, zone, verdict, change,
            badge, operation

        /// Whether the style has its anchor in the stylesheet.
        var isCentred: Bool { self == .status || self == .zone || self == .operation }

        var cssClass: String {
            switch self {
            case .wire: "w"
            case .caption: "c"
            case .note: "note"
            case .status: "stc"
            case .phaseTitle: "pht"
            case .phaseQuestion: "phq"
            case .laneName: "ln1"
            case .laneDetail: "ln2"
            case .zone: "zt"
            case .verdict: "vt"
            case .change: "dt"
            case .badge: "bt"
            case .operation: "op"
            }
        }

        var face: TextWidth.Face {
            switch self {
            case .wire, .status, .laneDetail, .operation: .mono
            case .phaseTitle, .laneName, .badge: .semibold
            case .zone, .verdict, .change: .medium
            case .caption, .note, .phaseQuestion: .regular
            }
        }
    }

    var x: Double
    var y: Double
    var text: String
    var style: Style
    var size: Double
    var anchor = Anchor.start
    /// The width to which the text is fitted, for short texts in boxes.
    var fitted: Double?
    /// How many leading characters are set heavier: the method.
    var heavy = 0
    /// Whether it stands on the line of the text before it, a gap behind where that ends in the reader's font.
    var follows = false

    /// Whether a caption at this height may flow behind this label. Scripts that turn the direction keep their places.
    func isFollowed(by caption: String, at baseline: Double) -> Bool {
        style == .wire && y == baseline && (text + caption).utf8.allSatisfy { $0 < 0x80 }
    }

    /// The box the text fills when measured with these widths.
    func box(_ width: TextWidth) -> Box {
        let measured = fitted ?? width.of(text, style.face, size: size)
        let left =
            switch anchor {
            case .start: x
            case .middle: x - measured / 2
            case .end: x - measured
            }
        return Box(left: left, right: left + measured, top: y - size * 0.78, bottom: y + size * 0.22)
    }
}

/// An upright rectangle.
struct Box: Hashable, Sendable {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func intersects(_ other: Box) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}

/// A chip at its place.
struct PlacedChip: Hashable, Sendable {
    var cargo: Cargo
    /// What is written, where that is not the cargo's label: `+3`.
    var text: String
    var x: Double
    /// The middle.
    var y: Double
    var width: Double
    var textWidth: Double

    func box(_ metrics: Metrics) -> Box {
        Box(left: x, right: x + width, top: y - metrics.chipHeight / 2, bottom: y + metrics.chipHeight / 2)
    }
}

/// Arranges chips in a row.
struct ChipRow {
    let metrics: Metrics

    func width(_ text: String, isSecret: Bool) -> (chip: Double, text: Double) {
        let words = (metrics.text.of(text, .semibold, size: metrics.chip) * 1.03).rounded()
        return ((words + 2 * metrics.chipPadding + (isSecret ? metrics.glyphRoom - 1 : 0)).rounded(.up), words)
    }

    func chip(_ cargo: Cargo, text: String? = nil, x: Double, y: Double) -> PlacedChip {
        let text = text ?? cargo.label
        let width = width(text, isSecret: cargo.isSecret)
        return PlacedChip(cargo: cargo, text: text, x: x, y: y, width: width.chip, textWidth: width.text)
    }

    /// A row that ends at `right`, at most `room` wide. What does not fit collapses: public names first, into `+3`.
    func trailing(_ cargo: [Cargo], right: Double, y: Double, room: Double) -> [PlacedChip] {
        var shown = cargo.map { ($0, $0.label) }
        var hidden: [Cargo] = []
        func total() -> Double {
            let all = shown.map { width($0.1, isSecret: $0.0.isSecret).chip }
            let rest =
                hidden.isEmpty ? [] : [width("+\(hidden.count)", isSecret: hidden.contains(where: \.isSecret)).chip]
            let widths = all + rest
            return widths.reduce(0, +) + metrics.chipGap * Double(max(0, widths.count - 1))
        }
        while total() > room, let last = shown.popLast() { hidden.insert(last.0, at: 0) }
        if let stand = hidden.first(where: \.isSecret) ?? hidden.first {
            shown.append((hidden.count == 1 && shown.isEmpty ? stand : Self.rest(hidden), "+\(hidden.count)"))
        }
        var x = right
        var out: [PlacedChip] = []
        for (cargo, text) in shown.reversed() {
            x -= width(text, isSecret: cargo.isSecret).chip
            out.append(chip(cargo, text: text, x: x, y: y))
            x -= metrics.chipGap
        }
        return out.reversed()
    }

    private static func rest(_ hidden: [Cargo]) -> Cargo {
        let secret = hidden.first(where: \.isSecret)
        return Cargo(label: "+\(hidden.count)", kind: secret == nil ? .endpoint : .cookie, secret: secret?.secret)
    }
}

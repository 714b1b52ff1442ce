/// Shapes that a picture draws in several places: each is defined once and referred to from there on, which keeps long
/// flows small. A shape is recognized by its text.
struct RepeatedShapes: Sendable {
    private let letter: String
    private var ids: [String: String] = [:]
    private var shapes: [Markup] = []

    /// Numbers what occurs at least twice, in order of the second occurrence.
    ///
    /// - Parameter letter: the first letter of the names, different for each picture of a page, and a capital: no heading
    ///   of an author has an anchor with one.
    init(_ candidates: [Markup] = [], letter: String) {
        self.letter = letter
        add(candidates)
    }

    /// Numbers what occurs at least twice among these.
    mutating func add(_ candidates: [Markup]) {
        var counts: [String: Int] = [:]
        for shape in candidates {
            let text = shape.serialized
            counts[text, default: 0] += 1
            guard counts[text] == 2, ids[text] == nil else { continue }
            shapes.append(shape)
            ids[text] = Self.id(letter, shapes.count)
        }
    }

    /// The name of a shape that is defined.
    func id(of shape: Markup) -> String? { ids.isEmpty ? nil : ids[shape.serialized] }

    /// The definitions, to stand once before they are used.
    func definitions(prefix: String) -> [Markup] {
        shapes.enumerated().map { index, shape in shape.with([.init("id", prefix + Self.id(letter, index + 1))]) }
    }

    /// `U1`, …, `U9`, `Ua`, …: in a long flow, names that are one sign shorter.
    private static func id(_ letter: String, _ number: Int) -> String { letter + String(number, radix: 36) }
}

extension Drawing {
    /// Every shape of the picture that may occur again elsewhere in it.
    var candidates: [Markup] {
        var out: [Markup] = []
        for (index, phase) in layout.phases.enumerated() {
            for row in phase.rows {
                switch row {
                case .band(let placed):
                    let band = placed.fromRequest
                    out += [frame(band), arrows(band), reply(band)] + threads(placed, phase: index)
                    out += (band.requestChips + band.responseChips).map(chipShape)
                case .local(let local): out += local.chips.map(chipShape)
                case .launch, .same: break
                }
            }
            out += phase.redirects.map(redirectTag)
        }
        if !layout.phases.isEmpty { out += EndLayout(layout).boxes.flatMap(\.chips).map { chipShape($0.chip) } }
        return out
    }

    /// Parts of those shapes that the picture draws only once.
    var partCandidates: [Markup] {
        layout.phases.flatMap(\.bands).map(\.fromRequest).filter { shapes.id(of: reply($0)) == nil }.map(status)
    }
}

extension Tree {
    /// Gives every heading an anchor made from its text the way GitHub does; a repeated one gets `-1`, `-2`, ….
    ///
    /// A placeholder contributes its name, so that the anchor is the same whatever the recorded value is.
    mutating func setAnchors(reserved: Set<String>, placeholderName: ((Int) -> String)?) {
        var anchors = AnchorNames(taken: reserved)
        var tabs: [ID] = []
        var id: ID = 0
        while id != Tree.none {
            switch self[id].kind {
            case .heading:
                let text = Placeholders.replacing(in: plainText(of: id)) { placeholderName?($0) ?? "" }
                self[id].literal = store(anchors.next(for: text).utf8)
            case .tab: tabs.append(id)
            default: break
            }
            id = following(id, within: 0)
        }
        // Behind all headings, whose anchors shall not depend on the label of a tab.
        for tab in tabs {
            let label = Placeholders.replacing(in: string(self[tab].detail)) { placeholderName?($0) ?? "" }
            self[tab].literal = store(anchors.next(for: label).utf8)
        }
    }
}

/// Gives out the anchors of one document, each once.
struct AnchorNames {
    /// Every anchor given out, and how often another one was made from it.
    private var counts: [String: Int]

    init(taken: Set<String>) { counts = Dictionary(uniqueKeysWithValues: taken.map { ($0, 0) }) }

    /// The anchor of the next text. What is taken gets a number, counted for each text, and goes on where that is taken too.
    mutating func next(for text: String) -> String {
        let slug = AnchorNames.slug(text)
        var anchor = slug
        while counts[anchor] != nil {
            counts[slug, default: 0] += 1
            anchor = "\(slug)-\(counts[slug, default: 0])"
        }
        counts[anchor] = 0
        return anchor
    }

    /// Letters, digits, `-` and `_` in lower case, with `-` for spaces.
    private static func slug(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        var isMarkAllowed = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "-", "_":
                slug.append(scalar)
                isMarkAllowed = true
            case " ", "\n":
                slug.append("-")
                isMarkAllowed = false
            case _ where scalar.isASCII && !("A"..."Z").contains(scalar): isMarkAllowed = false
            default:
                // What does not show neither stands in an anchor nor parts a mark from its letter.
                guard !scalar.properties.isDefaultIgnorableCodePoint else { continue }
                let part = part(scalar)
                if part == .letter || (part == .mark && isMarkAllowed) {
                    slug.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
                }
                if part != .mark { isMarkAllowed = part == .letter }
            }
        }
        return slug.isEmpty ? "section" : String(slug)
    }

    private enum Part { case letter, mark, other }

    /// A mark belongs to the letter before it; the ring of a keycap and marks on a sign belong to what is left out.
    private static func part(_ scalar: Unicode.Scalar) -> Part {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .connectorPunctuation:
            .letter
        case .nonspacingMark, .spacingMark: .mark
        default: .other
        }
    }
}

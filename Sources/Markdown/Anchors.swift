extension Tree {
    /// Gives every heading an anchor made from its text the way GitHub does; a repeated one gets `-2`, `-3`, ….
    ///
    /// A placeholder contributes its name, so that the anchor is the same whatever the recorded value is.
    mutating func setAnchors(reserved: Set<String>, placeholderName: ((Int) -> String)?) {
        var used = reserved
        var counts: [String: Int] = [:]
        var tabs: [ID] = []
        func unused(_ slug: String) -> String {
            var anchor = slug
            while !used.insert(anchor).inserted {
                counts[slug, default: 1] += 1
                anchor = "\(slug)-\(counts[slug, default: 2])"
            }
            return anchor
        }
        var id: ID = 0
        while id != Tree.none {
            switch self[id].kind {
            case .heading:
                let text = Placeholders.replacing(in: plainText(of: id)) { placeholderName?($0) ?? "" }
                self[id].literal = store(unused(Self.slug(text)).utf8)
            case .tab: tabs.append(id)
            default: break
            }
            id = following(id, within: 0)
        }
        // Behind all headings, whose anchors shall not depend on the label of a tab.
        for tab in tabs {
            let label = Placeholders.replacing(in: string(self[tab].detail)) { placeholderName?($0) ?? "" }
            self[tab].literal = store(unused(Self.slug(label)).utf8)
        }
    }

    /// Letters, digits, `-` and `_` in lower case, with `-` for spaces.
    private static func slug(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "-", "_": slug.append(scalar)
            case " ", "\n": slug.append("-")
            case _ where scalar.isASCII && !("A"..."Z").contains(scalar): break
            case _ where isWordCharacter(scalar):
                slug.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            default: break
            }
        }
        return slug.isEmpty ? "section" : String(slug)
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            true
        default: false
        }
    }
}

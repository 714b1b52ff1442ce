import Authoring
import Foundation

/// Words under which pages are found together.
enum Tag {
    /// The part of an address that stands for a tag: `Access tokens` is `access-tokens`, `C++` is `c~2b~2b`.
    ///
    /// Letters and digits stay, in small letters. Spaces are hyphens. A sign is written as its bytes, so that tags that
    /// differ in signs have addresses of their own; only a hyphen, an underscore or a dot between two letters stays. A tag
    /// and the same one with hyphens for its spaces are therefore the only two with one address: ``TagList`` refuses them.
    static func slug(_ tag: String) -> String {
        let scalars = Array(name(tag).unicodeScalars)
        var slug = ""
        for (place, scalar) in scalars.enumerated() {
            if isWord(scalar) {
                slug.unicodeScalars.append(scalar)
            } else if scalar == " " {
                slug += "-"
            } else if "-_.".unicodeScalars.contains(scalar), place > 0, place + 1 < scalars.count,
                isWord(scalars[place - 1]), isWord(scalars[place + 1])
            {
                slug.unicodeScalars.append(scalar)
            } else {
                for byte in String(scalar).utf8 { slug += "~" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            }
        }
        return slug
    }

    /// What is the same for two spellings of one tag: neither capitals count, nor how many spaces stand somewhere, nor what
    /// nobody sees.
    static func name(_ tag: String) -> String {
        let shown = tag.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: shown)
        return String(text).precomposedStringWithCanonicalMapping.lowercased()
            .split(whereSeparator: \.isWhitespace).joined(separator: " ").precomposedStringWithCanonicalMapping
    }

    /// Whether a tag has anything to be called by.
    static func hasWord(_ tag: String) -> Bool { name(tag).unicodeScalars.contains(where: isWord) }

    /// The longest name of a folder that all systems take has 255 bytes.
    static let longest = 200

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    /// Reads the tags of a page's head.
    ///
    /// - Throws: `Problem` as ``read(_:)``, and for several tags in one text, which would be one with commas in it.
    static func list(_ value: YAMLValue) throws(Problem) -> [String] {
        if let text = value.scalar, text.contains(",") {
            let names = text.split(separator: ",").map {
                $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
            throw value.problem(
                "“\(text)” is one text, so it would be one tag with commas in it.",
                remedy: "Write a list: [\(names.filter { !$0.isEmpty }.joined(separator: ", "))].")
        }
        var tags: [String] = []
        for item in try value.list() { tags.append(try read(item)) }
        return tags
    }

    /// Reads a tag of a page's head.
    ///
    /// - Throws: `Problem` for one that has no word, or none that can be the name of a folder.
    static func read(_ value: YAMLValue) throws(Problem) -> String {
        let tag = try value.text()
        guard hasWord(tag) else {
            throw value.problem("“\(tag)” cannot be a tag.", remedy: "A tag needs at least one letter or digit.")
        }
        guard slug(tag).utf8.count <= longest else {
            throw value.problem(
                "the tag has an address of \(slug(tag).utf8.count) bytes, and \(longest) are the most.",
                remedy: "Give it a shorter name.")
        }
        return tag
    }
}

/// Two tags with one address.
struct TagClash: Sendable {
    /// A tag, and the author's file of a page that has it.
    struct Use: Hashable, Sendable {
        var tag: String
        var file: String
    }

    var uses: [Use]
    var path: String

    /// - Parameter place: finds where a tag stands in a file.
    func problems(_ line: (Use) -> Int?) -> [Problem] {
        guard let first = uses.first else { return [] }
        let other = ([first.file] + [line(first).map(String.init)].compactMap { $0 }).joined(separator: ":")
        return uses.dropFirst().map { use in
            Problem(
                file: use.file, line: line(use),
                "the tag “\(use.tag)” has the address \(SitePath.address(of: path)) of the tag “\(first.tag)” in \(other).",
                remedy: "Write both in one way, or give one of them another name.")
        }
    }
}

import Authoring

/// What a site changes of the standard look.
public struct Theme: Sendable {
    public var light = Palette.light
    public var dark = Palette.dark
    public var fonts = Fonts()
    public var radius = "12px"
    /// An image in the head of every page, beside or in place of the name.
    public var logo: Placed<String>?
    /// Stylesheets of the site that follow the standard one.
    public var stylesheets: [Placed<String>] = []

    public init() {}

    /// Families of fonts as CSS writes them.
    public struct Fonts: Hashable, Sendable {
        public var text = ""
        public var code = ""
    }

    static let schema = Schema<Theme>(
        .key("light", \.light, .map(Palette.schema, from: .light), "The colours on light paper."),
        .key("dark", \.dark, .map(Palette.schema, from: .dark), "The colours on dark paper."),
        .key(
            "fonts", \.fonts, .map(fontSchema, from: Fonts()),
            "The families of fonts; nothing is fetched from elsewhere."),
        .key("radius", \.radius, .radius, "How round the corners of cards are; small things are rounded less."),
        .key("logo", \.logo, Setting<String>.file.placed, "An image for the head of every page."),
        .key("css", \.stylesheets, .places(of: .file, "list of files"), "Stylesheets that follow the standard one."))

    private static let fontSchema = Schema<Fonts>(
        .key("text", \.text, .family, "The fonts of text, best first, as in Source Sans 3, sans-serif."),
        .key("code", \.code, .family, "The fonts of code, best first."))
}

/// The colours of one colour scheme by what they are for.
public struct Palette: Sendable {
    /// A colour with its place in the file, where the site gives it.
    public struct Entry: Sendable {
        public var colour: Colour
        public var place: YAMLValue?

        init(_ hex: String) { colour = Colour(hex) ?? Colour(red: 0, green: 0, blue: 0) }
    }

    public var paper: Entry
    public var panel: Entry
    public var sunk: Entry
    public var ink: Entry
    public var ink2: Entry
    public var ink3: Entry
    public var accent: Entry
    public var line: Entry
    public var focus: Entry
    public var browser: Entry
    public var client: Entry
    public var server: Entry
    public var authorization: Entry
    public var attacker: Entry

    /// The standard colours on light paper, as in `templates/assets/diagram.css`; a test compares them.
    public static let light = Palette(
        paper: Entry("#FBFAF6"), panel: Entry("#FFFFFF"), sunk: Entry("#F4F2EB"), ink: Entry("#1A1D27"),
        ink2: Entry("#474D5C"), ink3: Entry("#646A79"), accent: Entry("#1A1D27"), line: Entry("#DEDACE"),
        focus: Entry("#1F5BD8"), browser: Entry("#7F5200"), client: Entry("#3644B8"), server: Entry("#0A6B61"),
        authorization: Entry("#7434AE"), attacker: Entry("#B1221B"))

    /// The standard colours on dark paper.
    public static let dark = Palette(
        paper: Entry("#111319"), panel: Entry("#1A1D26"), sunk: Entry("#0C0E13"), ink: Entry("#ECEEF4"),
        ink2: Entry("#B9C0CE"), ink3: Entry("#949CAD"), accent: Entry("#ECEEF4"), line: Entry("#2C313D"),
        focus: Entry("#8DB4FF"), browser: Entry("#EDBB6A"), client: Entry("#9FAEFF"), server: Entry("#62D2C3"),
        authorization: Entry("#CFA8FF"), attacker: Entry("#FF8F86"))

    /// A colour's name in `wirescribe.yml`, its custom property in the stylesheet, and what it is for.
    struct Token: Sendable {
        var name: String
        var property: String
        var path: WritableKeyPath<Palette, Entry> & Sendable
        var summary: String
    }

    static let tokens: [Token] = [
        Token(name: "paper", property: "--paper", path: \.paper, summary: "The page."),
        Token(name: "panel", property: "--panel", path: \.panel, summary: "Cards and boxes on the page."),
        Token(name: "sunk", property: "--sunk", path: \.sunk, summary: "Code and the heads of tables."),
        Token(name: "ink", property: "--ink", path: \.ink, summary: "Text."),
        Token(name: "ink2", property: "--ink2", path: \.ink2, summary: "Text of second rank."),
        Token(name: "ink3", property: "--ink3", path: \.ink3, summary: "Remarks."),
        Token(name: "accent", property: "--accent", path: \.accent, summary: "The site's name and links in text."),
        Token(name: "line", property: "--line", path: \.line, summary: "Hairlines between parts."),
        Token(name: "focus", property: "--focus", path: \.focus, summary: "The ring around what the keyboard is at."),
        Token(name: "browser", property: "--B", path: \.browser, summary: "The browser's lane."),
        Token(name: "client", property: "--C", path: \.client, summary: "The client's lane."),
        Token(name: "server", property: "--S", path: \.server, summary: "The MCP server's lane."),
        Token(
            name: "authorization", property: "--A", path: \.authorization, summary: "The authorization server's lane."),
        Token(name: "attacker", property: "--X", path: \.attacker, summary: "The attacker's lane."),
    ]

    static let schema = Schema<Palette>(tokens.map { .key($0.name, $0.path, .colour, $0.summary) })
}

extension Setting where Value == Palette.Entry {
    fileprivate static var colour: Setting {
        Setting(
            type: "colour", show: { $0.colour.hex },
            parse: { value, current, problems in
                guard let text = value.scalar, let colour = Colour(text) else {
                    let remedy =
                        value.isNull || value.scalar == nil
                        ? "Write a colour in quotes, such as \"#1F5BD8\"." : "Write it like \"#1F5BD8\"."
                    problems.append(value.problem("this is not a colour.", remedy: remedy))
                    return nil
                }
                var entry = current ?? Palette.Entry("#000000")
                entry.colour = colour
                entry.place = value
                return entry
            })
    }
}

extension Setting where Value == String {
    /// Names of fonts and generic families; nothing that could end a declaration.
    fileprivate static var family: Setting {
        .leaf("list of fonts", show: { $0.isEmpty ? nil : $0 }) { (value) throws(Problem) in
            let text = try value.texts().joined(separator: ", ")
            let allowed = text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789 ,-'\"".unicodeScalars.contains($0)
            }
            guard allowed, text.count(where: { $0 == "\"" }) % 2 == 0, text.count(where: { $0 == "'" }) % 2 == 0 else {
                throw value.problem(
                    "“\(text)” is not a list of fonts.", remedy: "Write names with commas, such as Inter, sans-serif.")
            }
            return text
        }
    }

    fileprivate static var radius: Setting {
        .leaf("length", show: { $0 }) { (value) throws(Problem) in
            let text = try value.text()
            let number = text.hasSuffix("rem") ? text.dropLast(3) : text.hasSuffix("px") ? text.dropLast(2) : ""
            guard let length = Double(number), (0...100).contains(length), !number.contains("e"), !number.contains("x")
            else {
                throw value.problem("“\(text)” is not a length.", remedy: "Write it in px or rem, such as 8px.")
            }
            return text
        }
    }
}

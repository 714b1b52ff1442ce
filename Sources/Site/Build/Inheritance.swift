import Authoring
import Foundation
import Settings
import Wire

/// What a site takes from the program where its own folder has no such file: the explanations, the standard theme, and
/// the scenario pages that it asks for.
public struct Inheritance: Sendable {
    /// Bytes by path from the site's folder, such as `content/fields/code.md`.
    var files: [String: [UInt8]]

    public init(_ files: [String: [UInt8]] = [:]) { self.files = files }

    private static let scenarios = "content/scenarios/"
    private static let glossary = "content/glossary/"

    /// The pages that a site inherits, beside those on its disk.
    ///
    /// A link to a scenario that the site does not have becomes its text, and the names of the demo server become the
    /// company's. A scenario that is asked for and does not exist is a problem.
    func pages(_ config: SiteConfig, besides own: [SourceFile], _ problems: inout [Problem]) -> [SourceFile] {
        guard config.inheritsLibrary else { return [] }
        let taken = Set(own.map(\.path))
        var inherited: [SourceFile] = []
        for (path, bytes) in files where path.hasPrefix("content/") && !taken.contains(path) {
            inherited.append(SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
        }
        inherited.sort { $0.path < $1.path }
        let stories = inherited.filter { $0.path.hasPrefix(Inheritance.scenarios) }
        let wanted = Set(wanted(config.scenarios, among: stories, &problems).map(\.path))
        inherited.removeAll { $0.path.hasPrefix(Inheritance.scenarios) && !wanted.contains($0.path) }
        let present = Set((own + inherited).filter { $0.path.hasPrefix(Inheritance.scenarios) }.map(\.slug))
        let absent = Set(stories.map(\.slug)).subtracting(present)
        let names = config.server.map(DemoNames.init)
        return inherited.map { file in
            var file = file
            file.text = Inheritance.unlinked(file.text, from: absent)
            if let names, file.path.hasPrefix(Inheritance.scenarios) || file.path.hasPrefix(Inheritance.glossary) {
                file.text = names.replaced(in: file.text)
            }
            return file
        }
    }

    private func wanted(
        _ choice: SiteConfig.LibraryScenarios, among stories: [SourceFile], _ problems: inout [Problem]
    ) -> [SourceFile] {
        switch choice {
        case .none: return []
        case .all: return stories
        case .some(let names):
            var ids: [String: SourceFile] = [:]
            for story in stories {
                ids[story.slug] = story
                if let id = Inheritance.id(of: story) { ids[id] = story }
            }
            return names.compactMap { name in
                let text = name.scalar ?? ""
                if let story = ids[text] { return story }
                problems.append(
                    name.problem(
                        "Wirescribe has no scenario “\(text)”.",
                        remedy: Nearest.match(text, among: ids.keys).map { "Did you mean “\($0)”?" }
                            ?? "Name an id such as A04; wirescribe list scenarios shows those of this site."))
                return nil
            }
        }
    }

    private static func id(of story: SourceFile) -> String? {
        let line = story.text.split(separator: "\n").first { $0.hasPrefix("id: ") }
        return line.map { String($0.dropFirst("id: ".count)) }
    }

    /// The text with `[words](/scenarios/SLUG/…)` turned into the words for every slug of a set.
    static func unlinked(_ text: String, from slugs: Set<String>) -> String {
        let mark = "](/scenarios/"
        guard text.contains(mark) else { return text }
        var out = ""
        var rest = text[...]
        while let found = rest.firstRange(of: mark) {
            let slug = rest[found.upperBound...].prefix { $0 != "/" && $0 != ")" && $0 != "#" }
            let close = rest[found.upperBound...].firstIndex(of: ")")
            guard slugs.contains(String(slug)), let close, let open = rest[..<found.lowerBound].lastIndex(of: "[")
            else {
                out += rest[..<found.upperBound]
                rest = rest[found.upperBound...]
                continue
            }
            out += rest[..<open] + rest[rest.index(after: open)..<found.lowerBound]
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }
}

/// The names of the demo servers, as the scenario pages write them, and what a company's site says for them.
struct DemoNames {
    private var replacements: [(demo: String, own: String)]

    init(_ profile: ServerProfile) {
        let first = profile.tools.first
        let second = profile.tools.first { $0.scope != first?.scope } ?? profile.tools.dropFirst().first ?? first
        let url = WebURL(profile.url)
        let issuer = WebURL(profile.issuer ?? url?.origin ?? "")
        let document = WebURL(profile.client.document)
        // Longer names come before their parts.
        replacements = [
            ("mcp.calendar.example/mcp", (url?.authority ?? "") + (url?.path ?? "")),
            ("mcp.calendar.example", url?.authority ?? ""), ("auth.example.com", issuer?.authority ?? ""),
            ("client.example.com", document?.authority ?? ""), ("list_events", first?.name ?? ""),
            ("create_event", second?.name ?? ""), ("events.read", first?.scope ?? ""),
            ("events.write", second?.scope ?? first?.scope ?? ""), ("Calendar Desktop", profile.client.name),
        ].filter { !$0.1.isEmpty }
    }

    /// The text with whole names replaced; a name that goes on, as in `list_events_all`, is another one.
    func replaced(in text: String) -> String {
        var text = text
        for (demo, own) in replacements where text.contains(demo) {
            var out = ""
            var rest = text[...]
            while let found = rest.firstRange(of: demo) {
                let before = rest[..<found.lowerBound].unicodeScalars.last ?? out.unicodeScalars.last
                let after = rest[found.upperBound...].unicodeScalars.first
                let isWhole = ![before, after].contains { $0.map(DemoNames.isInName) ?? false }
                out += rest[..<found.lowerBound] + (isWhole ? own : demo)
                rest = rest[found.upperBound...]
            }
            text = out + rest
        }
        return text
    }

    private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar)
    }
}

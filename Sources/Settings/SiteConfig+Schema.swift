import Authoring
import Foundation
import Wire

extension SiteConfig {
    static let schema = Schema<SiteConfig>(
        .key(
            "name", \.name, .text, "The site's name, in the head of every page.",
            required: "Add a line such as name: Connect to Example."),
        .key("description", \.description, .text, "One sentence about the site, for search engines and feeds."),
        .key(
            "url", \.baseURL, Setting<WebURL>.site.optional,
            "Where the site is published; feeds, sitemaps and previews need it."),
        .key("language", \.language, .language, "The language of the pages."),
        .key(
            "languages", \.languages, .languages,
            "Further languages and their own names, as in de: Deutsch, in the order of the selector."),
        .key(
            "versions", \.versions, versionList,
            "The versions of what the site documents, in the order of the selector."),
        .key(
            "navigation", \.navigation, Setting<[YAMLValue]>.addresses.optional,
            "The pages in the head of every page, as addresses such as /about/, in this order."),
        .key(
            "library", \.inheritsLibrary, .flag,
            "Whether explanations and templates that the site does not have come from Wirescribe's own."),
        .key(
            "scenarios", \.scenarios, .libraryScenarios,
            "Which of Wirescribe's own scenarios the site shows beside those in content/scenarios."),
        .key(
            "catalogue", \.tellsCatalogue, .flag,
            "Whether the site means to tell every story of the catalogue; then those that it lacks are reported."),
        .key(
            "server", \.server, Setting.map(ServerProfile.schema, from: ServerProfile()).optional,
            "Your MCP server and its authorization server, so that recorded pages carry their names."),
        .key(
            "profiles", \.profiles, .foreign("map"),
            "Further sets of parties for scenarios, by name, in the words of a scenario's cast."),
        .key("theme", \.theme, .map(Theme.schema, from: Theme()), "Colours, fonts, logo and stylesheets."),
        .key("markdown", \.markdown, .map(markdownSchema, from: MarkdownSettings()), "How Markdown is read."),
        .key("links", \.links, .map(linkSchema, from: LinkSettings()), "How links are written and checked."),
        .key(
            "edit", \.edit, Setting<String>.editPattern.optional,
            "The address at which a page can be edited, with {path} for its file, for a link on every page."),
        .key(
            "updated", \.updated, .choice(["none": .none, "git": .git]),
            "Where the date of a page's last change comes from."),
        .key("redirects", \.redirects, .redirects, "Addresses that have moved, as in /old/: /new/."),
        .key("tags", \.hasTags, .flag, "Whether there is a page for every tag that pages name."),
        .key("feed", \.hasFeed, .flag, "Whether there is a feed of changed pages; it needs url."),
        .key("drafts", \.showsDrafts, .flag, "Whether pages marked draft: true are built."),
        .key(
            "fingerprint", \.fingerprintsAssets, .flag,
            "Whether stylesheets and scripts carry a hash in their names, so that hosts may cache them for ever."))

    private static let versionSchema = Schema<Version>(
        .key("name", \.name, .text, "What the selector shows.", required: "Add a line such as name: 2.0."),
        .key(
            "folder", \.folder, Setting<String>.folderName.optional,
            "The folder of content that holds its pages; without one they are those outside of such folders."),
        .key(
            "url", \.url, Setting<String>.address.optional,
            "Where it is published, if not by this site."))

    /// A page belongs to one version: no folder has two, and only one version has the rest.
    private static let versionList: Setting<[Version]> = {
        let entries = Setting<[Version]>.maps(versionSchema, from: Version(name: ""), "list of maps")
        return Setting(type: entries.type, show: entries.show, parts: entries.parts) { value, name, problems in
            let before = problems.count
            guard let versions = entries.parse(value, name, &problems), let places = try? value.list() else {
                return nil
            }
            guard problems.count == before else { return versions }
            var taken: [String?: String] = [:]
            for (version, place) in zip(versions, places) {
                if version.url != nil, version.folder != nil {
                    problems.append(
                        place.problem(
                            "version \(version.name) has both a folder and a url.",
                            remedy: "Keep folder if its pages are here, url if they are elsewhere."))
                } else if version.url == nil, let other = taken.updateValue(version.name, forKey: version.folder) {
                    problems.append(
                        place.problem(
                            "the versions \(other) and \(version.name) have the same pages.",
                            remedy: "Give one of them a folder of its own, as in folder: v\(version.name)."))
                }
            }
            let here = versions.filter { $0.url == nil }
            if !here.isEmpty, here.allSatisfy({ $0.folder != nil }) {
                problems.append(
                    value.problem(
                        "every version has a folder, so that the site has no page at its root.",
                        remedy:
                            "Leave folder out where the pages stand in content/ itself, best for the current version."))
            }
            return versions
        }
    }()

    private static let markdownSchema = Schema<MarkdownSettings>(
        .key(
            "html", \.html, .choice(["escape": .escape, "allow": .allow]),
            "Whether raw HTML in Markdown is shown as text or passed on."),
        .key("highlight", \.highlights, .flag, "Whether code is coloured when the site is built."))

    private static let linkSchema = Schema<LinkSettings>(
        .key(
            "style", \.style, .choice(["index": .index, "pretty": .pretty]),
            "Whether links end in index.html, so that pages open from a disk, or in a slash."),
        .key("ignore", \.ignored, .texts, "Addresses that are not checked; a * at the end stands for anything."),
        .key(
            "external", \.external, .choice(["trust": .trust, "check": .check]),
            "Whether a build asks other sites for the pages that are linked, as build --external-links does."))
}

extension Setting where Value == [SiteConfig.Language] {
    fileprivate static var languages: Setting {
        .pairs("map of tags and names") { (key, value) throws(Problem) in
            SiteConfig.Language(tag: try Setting<String>.tag(key), name: try value.text())
        }
    }
}

extension Setting where Value == [SiteConfig.Redirect] {
    fileprivate static var redirects: Setting {
        .pairs("map of addresses") { (key, value) throws(Problem) in
            guard try key.text().hasPrefix("/") else {
                throw key.problem("a moved address is a path of this site.", remedy: "Write it like /old/setup/.")
            }
            guard Slug.isAddress(try key.text().removingPercentEncoding ?? "?") else {
                throw key.problem(
                    "no page can have this address.", remedy: "Write it like /old/setup/, without ? and #.")
            }
            let target = try value.text()
            guard target.hasPrefix("/") || target.hasPrefix("https://") || target.hasPrefix("http://") else {
                throw value.problem(
                    "“\(target)” is neither a path of this site nor a URL.", remedy: "Write it like /setup/.")
            }
            return SiteConfig.Redirect(from: key, to: value)
        }
    }
}

extension Setting where Value == [YAMLValue] {
    fileprivate static var addresses: Setting {
        .leaf("list of addresses", show: { _ in nil }) { (value) throws(Problem) in
            guard value.isList else {
                throw value.problem("expected a list of addresses.", remedy: "Write it like [/, /setup/].")
            }
            let list = try value.list()
            for item in list { _ = try item.text() }
            return list
        }
    }
}

extension Setting where Value == SiteConfig.LibraryScenarios {
    fileprivate static var libraryScenarios: Setting {
        .leaf(
            "list of ids, or a word", allowed: ["none", "all"],
            show: { if case .none = $0 { "none" } else { nil } }
        ) { (value) throws(Problem) in
            switch value.scalar {
            case "none": return .none
            case "all": return .all
            case let word?:
                throw value.problem(
                    "“\(word)” is not known here.", remedy: "Write none, all, or a list of ids such as [A04, B01].")
            case nil:
                let list = try value.list()
                for item in list { _ = try item.text() }
                return .some(list)
            }
        }
    }
}

extension Setting where Value == String {
    fileprivate static var editPattern: Setting {
        .leaf("URL with {path}", show: { $0 }) { (value) throws(Problem) in
            let text = try value.text()
            guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.contains("{path}") else {
                throw value.problem(
                    "“\(text)” does not lead to the file of a page.",
                    remedy: "Write it like https://git.example.com/docs/edit/main/{path}.")
            }
            return text
        }
    }
}

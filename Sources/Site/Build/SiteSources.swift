import Authoring
import Docs
import Foundation
import Settings

/// Everything that is read from a site's folder before anything runs.
public struct SiteSources: Sendable {
    /// The site's folder; nil for a site that is in memory alone.
    public var folder: URL?
    public var config: SiteConfig
    public var content: SiteContent
    /// Stylesheets, scripts and files that are copied as they are.
    public var files: [OutputFile]

    /// The frame of every page.
    public var templates: PageTemplates
    /// The path of the site's logo in the output.
    public var logo: String?
    /// The files outside of the usual folders that the settings and their stylesheets name.
    var namedFiles: [String] = []
    /// The files of the content that are not in the site's folder.
    var inherited: Set<String> = []

    public init(config: SiteConfig, content: SiteContent, templates: PageTemplates, files: [OutputFile] = []) {
        self.config = config
        self.content = content
        self.templates = templates
        self.files = files
    }

    /// Reads `wirescribe.yml`, `content/`, `templates/` and `static/`.
    ///
    /// - Parameters:
    ///   - library: what serves where the folder has no file of the same path.
    ///   - known: the settings, when they have been read already.
    ///   - readsContent: false when somebody else reads the pages.
    /// - Throws: `Problems` with every mistake in every file.
    public init(
        of folder: URL, library: Inheritance = Inheritance(), config known: SiteConfig? = nil,
        readsContent: Bool = true
    ) throws(Problems) {
        var problems: [Problem] = []
        let config: SiteConfig
        do throws(Problems) {
            if let known { config = known } else { config = try SiteConfig(of: folder) }
        } catch {
            // Without its settings nobody can tell what else a site is missing.
            guard let standard = try? SiteConfig(parsing: "name: x") else { throw error }
            problems += error.list
            config = standard
        }
        let own = readsContent ? SiteContent.files(of: folder, &problems) : []
        let inherited = (readsContent ? library.pages(config, besides: own, &problems) : []).filter {
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent($0.path).path)
        }
        var content = SiteContent()
        do throws(Problems) { content = try SiteContent(files: own + inherited) } catch { problems += error.list }
        let shape = SiteSources.templateFiles(folder, config.inheritsLibrary ? library : Inheritance(), &problems)
        let theme = ThemeFiles(config.theme, of: folder, shared: Set(shape.keys), &problems)
        let files =
            SiteSources.assets(shape, theme) + SiteSources.copies(folder.appendingPathComponent("static"), &problems)
            + theme.files
        var templates: PageTemplates?
        do throws(TemplateError) {
            templates = try PageTemplates(SiteSources.frames(shape, &problems))
        } catch {
            problems.append(Problem(file: "templates/" + error.file, line: error.line, error.reason + "."))
        }
        guard let templates, problems.isEmpty else { throw Problems(problems) }
        self.init(config: config, content: content, templates: templates, files: files)
        logo = theme.logo
        namedFiles = config.namedFiles + theme.asked
        self.folder = folder
        self.inherited = Set(inherited.map(\.path))
    }

    /// The same sources with other frames for pages.
    func framing(with templates: PageTemplates) -> SiteSources {
        var sources = self
        sources.templates = templates
        return sources
    }

    /// The files of `templates/` and `templates/assets/` by path below `templates/`; the site's own come first.
    private static func templateFiles(
        _ folder: URL, _ library: Inheritance, _ problems: inout [Problem]
    ) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for (path, bytes) in library.files where path.hasPrefix("templates/") {
            found[String(path.dropFirst("templates/".count))] = bytes
        }
        for part in ["", "assets/"] {
            let place = folder.path + "/templates/" + part
            for name in (Files.entries(of: place) ?? []).filter({ !$0.isFolder }).map(\.name) {
                guard FileStamp(path: place + name) != nil else { continue }
                guard let bytes = Files.read(place + name)?.bytes else {
                    problems.append(
                        Problem(
                            file: "templates/" + part + name, "the file cannot be read.",
                            remedy: "Check its permissions."))
                    continue
                }
                found[part + name] = bytes
            }
        }
        return found
    }

    /// The texts of the Mustache files by name.
    private static func frames(_ files: [String: [UInt8]], _ problems: inout [Problem]) -> [String: String] {
        var found: [String: String] = [:]
        for (name, bytes) in files where name.hasSuffix(".mustache") {
            do throws(Problem) {
                found[String(name.dropLast(".mustache".count))] = try SourceFolder.text(
                    bytes, file: "templates/" + name)
            } catch {
                problems.append(error)
            }
        }
        return found
    }

    /// The parts of the one stylesheet, in order.
    private static let styleParts = [
        "shared.css", "diagram.css", "site.css", "code.css", "search.css", "reference.css", "stories.css", "docs.css",
    ]

    /// `assets/site.css` from its parts and what the site adds to it, and the other files of the templates' `assets`.
    private static func assets(_ files: [String: [UInt8]], _ theme: ThemeFiles) -> [OutputFile] {
        var found: [String: [UInt8]] = [:]
        for (path, bytes) in files where path.hasPrefix("assets/") {
            found[String(path.dropFirst("assets/".count))] = bytes
        }
        let style = styleParts.compactMap { found[$0] } + theme.styles
        for part in styleParts { found[part] = nil }
        if !style.isEmpty { found["site.css"] = Array(style.map(CompactCSS.compacted).joined(separator: [0x0A])) }
        return found.map { OutputFile(path: "assets/" + $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }
    }

    /// The files of `static/`, which keep their paths. Links are left out.
    private static func copies(_ folder: URL, _ problems: inout [Problem]) -> [OutputFile] {
        var files: [OutputFile] = []
        var open = [""]
        while let inside = open.popLast() {
            for entry in Files.entries(of: folder.path + "/" + inside, withHidden: true) ?? [] {
                let name = inside + entry.name
                switch Files.kind(folder.path + "/" + name) {
                case .folder: open.append(name + "/")
                case .file:
                    guard let bytes = Files.read(folder.path + "/" + name)?.bytes else {
                        problems.append(Problem(file: "static/" + name, "the file cannot be read."))
                        continue
                    }
                    files.append(OutputFile(path: name, bytes: bytes, source: "static/" + name))
                case nil: continue
                }
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}

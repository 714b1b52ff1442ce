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
            SiteSources.assets(shape, theme, &problems) + SiteSources.copies(folder, &problems)
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
        var tree = FileTree(of: folder.path)
        for path in tree.files(below: "templates", &problems) {
            let name = String(path.dropFirst("templates/".count))
            let folder = name.split(separator: "/").dropLast()
            guard folder.isEmpty || folder == ["assets"] else {
                problems.append(
                    Problem(
                        file: path, "templates/ has the folder assets and no other, so nothing reads this file.",
                        remedy: "Put it into static/ to publish it as it is."))
                continue
            }
            do throws(Problem) { found[name] = try tree.border.read(path).bytes } catch { problems.append(error) }
        }
        return found
    }

    /// The texts of the Mustache files by name.
    private static func frames(_ files: [String: [UInt8]], _ problems: inout [Problem]) -> [String: String] {
        var found: [String: String] = [:]
        for (name, bytes) in files where name.hasSuffix(".mustache") {
            do throws(Problem) {
                found[String(name.dropLast(".mustache".count))] = try SourceText.text(
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
    private static func assets(
        _ files: [String: [UInt8]], _ theme: ThemeFiles, _ problems: inout [Problem]
    ) -> [OutputFile] {
        var found: [String: [UInt8]] = [:]
        for (path, bytes) in files where path.hasPrefix("assets/") {
            var bytes = bytes
            if path.hasSuffix(".css") {
                do throws(Problem) {
                    bytes = try SourceText.normalized(bytes, file: "templates/" + path)
                } catch {
                    problems.append(error)
                }
            }
            found[String(path.dropFirst("assets/".count))] = bytes
        }
        let style = styleParts.compactMap { found[$0] } + theme.styles
        for part in styleParts { found[part] = nil }
        if !style.isEmpty { found["site.css"] = Array(style.map(CompactCSS.compacted).joined(separator: [0x0A])) }
        return found.map { OutputFile(path: "assets/" + $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }
    }

    /// The files of `static/`, which keep their paths.
    private static func copies(_ folder: URL, _ problems: inout [Problem]) -> [OutputFile] {
        var tree = FileTree(of: folder.path)
        var files: [OutputFile] = []
        for path in tree.files(below: "static", withHidden: true, &problems) {
            do throws(Problem) {
                let bytes = try tree.border.read(path).bytes
                files.append(
                    OutputFile(path: SitePath.ofFile(path.dropFirst("static/".count)), bytes: bytes, source: path))
            } catch {
                problems.append(error)
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}

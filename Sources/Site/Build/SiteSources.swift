import Authoring
import Docs
import Foundation
import Settings

/// Everything that is read from a site's folder before anything runs.
public struct SiteSources: Sendable {
    public var config: SiteConfig
    public var content: SiteContent
    /// Stylesheets, scripts and files that are copied as they are.
    public var files: [OutputFile]

    /// The frame of every page.
    public var templates: PageTemplates
    /// The path of the site's logo in the output.
    public var logo: String?

    public init(config: SiteConfig, content: SiteContent, templates: PageTemplates, files: [OutputFile] = []) {
        self.config = config
        self.content = content
        self.templates = templates
        self.files = files
    }

    /// Reads `wirescribe.yml`, `content/`, `templates/` and `static/`.
    ///
    /// - Parameter defaultTemplates: the folder whose files serve where `templates/` has none of the same name.
    /// - Throws: `Problems` with every mistake in every file.
    public init(of folder: URL, defaultTemplates: URL? = nil) throws(Problems) {
        var problems: [Problem] = []
        var config: SiteConfig?
        do throws(Problems) {
            config = try SiteConfig(of: folder)
        } catch {
            problems += error.list
        }
        var content = SiteContent()
        do throws(Problems) { content = try SiteContent(of: folder) } catch { problems += error.list }
        let folders = [folder.appendingPathComponent("templates")] + (defaultTemplates.map { [$0] } ?? [])
        let theme = ThemeFiles(config?.theme ?? Theme(), of: folder, &problems)
        let files =
            SiteSources.assets(folders, theme) + SiteSources.copies(folder.appendingPathComponent("static"), &problems)
            + theme.files
        var templates: PageTemplates?
        do throws(TemplateError) {
            templates = try PageTemplates(SiteSources.frames(folders, &problems))
        } catch {
            problems.append(Problem(file: "templates/" + error.file, line: error.line, error.reason + "."))
        }
        guard let config, let templates, problems.isEmpty else { throw Problems(problems) }
        self.init(config: config, content: content, templates: templates, files: files)
        logo = theme.logo
    }

    /// The Mustache files by name; the first folder that has one wins.
    private static func frames(_ folders: [URL], _ problems: inout [Problem]) -> [String: String] {
        var found: [String: String] = [:]
        for folder in folders {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            where name.hasSuffix(".mustache") && !name.hasPrefix(".") {
                let key = String(name.dropLast(".mustache".count))
                guard found[key] == nil,
                    let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path)
                else { continue }
                do throws(Problem) {
                    found[key] = try SourceFolder.text(Array(data), file: "templates/" + name)
                } catch {
                    problems.append(error)
                }
            }
        }
        return found
    }

    /// The parts of the one stylesheet, in order.
    private static let styleParts = ["diagram.css", "site.css", "code.css", "reference.css", "stories.css"]

    /// `assets/site.css` from its parts and what the site adds to it, and the other files of the templates' `assets`; the
    /// first folder that has a file wins.
    private static func assets(_ templates: [URL], _ theme: ThemeFiles) -> [OutputFile] {
        var found: [String: [UInt8]] = [:]
        for folder in templates {
            let assets = folder.appendingPathComponent("assets")
            for name in (try? FileManager.default.contentsOfDirectory(atPath: assets.path)) ?? []
            where found[name] == nil && !name.hasPrefix(".") {
                let place = assets.appendingPathComponent(name)
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), !isFolder.boolValue,
                    let data = FileManager.default.contents(atPath: place.path)
                else { continue }
                found[name] = Array(data)
            }
        }
        let style = styleParts.compactMap { found[$0] } + theme.styles
        for part in styleParts { found[part] = nil }
        if !style.isEmpty { found["site.css"] = Array(style.joined(separator: [0x0A])) }
        return found.map { OutputFile(path: "assets/" + $0.key, bytes: $0.value) }.sorted { $0.path < $1.path }
    }

    /// The files of `static/`, which keep their paths.
    private static func copies(_ folder: URL, _ problems: inout [Problem]) -> [OutputFile] {
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else {
            return []
        }
        let base = folder.standardizedFileURL.path + "/"
        var files: [OutputFile] = []
        for case let place as URL in all {
            let path = place.standardizedFileURL.path
            guard path.hasPrefix(base), (try? place.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
            else { continue }
            let name = String(path.dropFirst(base.count))
            guard let data = FileManager.default.contents(atPath: path) else {
                problems.append(Problem(file: "static/" + name, "the file cannot be read."))
                continue
            }
            files.append(OutputFile(path: name, bytes: Array(data), source: "static/" + name))
        }
        return files.sorted { $0.path < $1.path }
    }
}

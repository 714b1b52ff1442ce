import Authoring
import Foundation

/// Everything that a site's authors wrote, read and checked file by file.
public struct SiteContent: Sendable {
    /// `content/scenarios/*.md`, for the engine to read.
    public var scenarioFiles: [SourceFile]
    public var revisions: [RevisionText]
    public var fields: [FieldText]
    public var exchanges: [ExchangeText]
    public var roles: [RoleText]
    public var symptoms: [SymptomText]
    /// `content/index.md`.
    public var home: HomeText?
    /// All other Markdown pages.
    public var pages: [ProseText]

    public init(
        scenarioFiles: [SourceFile] = [], revisions: [RevisionText] = [], fields: [FieldText] = [],
        exchanges: [ExchangeText] = [], roles: [RoleText] = [], symptoms: [SymptomText] = [],
        home: HomeText? = nil, pages: [ProseText] = []
    ) {
        self.scenarioFiles = scenarioFiles
        self.revisions = revisions
        self.fields = fields
        self.exchanges = exchanges
        self.roles = roles
        self.symptoms = symptoms
        self.home = home
        self.pages = pages
    }

    /// Reads `content/` of a site's folder.
    ///
    /// - Throws: `Problems` with every mistake in every file.
    public init(of site: URL) throws(Problems) {
        var problems: [Problem] = []
        let files = SourceFolder(root: site).files(in: "content", withExtension: "md", &problems)
        var content = SiteContent(sorting: files, &problems)
        content.pages.sort { ($0.weight, $0.path) < ($1.weight, $1.path) }
        guard problems.isEmpty else { throw Problems(problems) }
        self = content
    }

    /// Reads files that are already in memory, for tests and for content that is not on disk.
    ///
    /// - Throws: `Problems` with every mistake in every file.
    public init(files: [SourceFile]) throws(Problems) {
        var problems: [Problem] = []
        var content = SiteContent(sorting: files.sorted { $0.path < $1.path }, &problems)
        content.pages.sort { ($0.weight, $0.path) < ($1.weight, $1.path) }
        guard problems.isEmpty else { throw Problems(problems) }
        self = content
    }

    private init(sorting files: [SourceFile], _ problems: inout [Problem]) {
        self.init()
        for file in files {
            let parts = file.path.split(separator: "/").map(String.init)
            guard parts.count >= 2, parts[0] == "content" else { continue }
            let names = parts.dropFirst().dropLast() + [file.slug]
            if let problem = names.lazy.compactMap({ Slug.check($0, file: file.path) }).first {
                problems.append(problem)
                continue
            }
            let libraries = ["scenarios", "revisions", "fields", "exchanges", "roles", "symptoms"]
            if parts.count > 3, libraries.contains(parts[1]) {
                problems.append(
                    Problem(
                        file: file.path, "the file is in a folder of content/\(parts[1]), which has none.",
                        remedy: "Move it up."))
                continue
            }
            do {
                switch parts.count == 3 ? parts[1] : "" {
                case "scenarios": scenarioFiles.append(file)
                case "revisions": revisions.append(try RevisionText(parsing: file))
                case "fields": fields.append(try FieldText(parsing: file))
                case "exchanges": exchanges.append(try ExchangeText(parsing: file))
                case "roles": roles.append(try RoleText(parsing: file))
                case "symptoms": symptoms.append(try SymptomText(parsing: file))
                default:
                    if file.path == "content/index.md" {
                        home = try HomeText(parsing: file)
                    } else {
                        pages.append(try ProseText(parsing: file))
                    }
                }
            } catch let problem as Problem {
                problems.append(problem)
            } catch let several as Problems {
                problems += several.list
            } catch {
                problems.append(Problem(file: file.path, "\(error)"))
            }
        }
    }
}

import Authoring
import Docs
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
    /// All other Markdown files, for the generator of documentation to read.
    public var pages: [SourceFile]
    /// The fingerprints of all files that this was read from, by path.
    private(set) var fingerprints: [String: ContentHash] = [:]

    /// The folders of `content/` whose files are more than pages of documentation.
    static let libraries: Set<String> = ["scenarios", "revisions", "fields", "exchanges", "roles", "symptoms"]
    /// The front page has a form of its own, too.
    static let home = "index.md"

    public init(
        scenarioFiles: [SourceFile] = [], revisions: [RevisionText] = [], fields: [FieldText] = [],
        exchanges: [ExchangeText] = [], roles: [RoleText] = [], symptoms: [SymptomText] = [],
        home: HomeText? = nil, pages: [SourceFile] = []
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

    /// Reads what `content/` of a site's folder holds besides pages of documentation.
    ///
    /// - Throws: `Problems` with every mistake in every file.
    public init(of site: URL) throws(Problems) {
        var problems: [Problem] = []
        let files = SiteContent.files(of: site, &problems)
        let content = SiteContent(sorting: files, &problems)
        guard problems.isEmpty else { throw Problems(problems) }
        self = content
    }

    /// The files of a site's folder that are no pages of documentation.
    static func files(of site: URL, _ problems: inout [Problem]) -> [SourceFile] {
        let folder = SourceFolder(root: site)
        var files: [SourceFile] = []
        if folder.holds("content/" + home) {
            do { files.append(try folder.read("content/" + home)) } catch { problems.append(error) }
        }
        for library in libraries.sorted() {
            files += folder.files(in: "content/" + library, withExtension: "md", &problems)
        }
        return files
    }

    /// Reads files that are already in memory, for tests and for content that is not on disk.
    ///
    /// - Throws: `Problems` with every mistake in every file.
    public init(files: [SourceFile]) throws(Problems) {
        var problems: [Problem] = []
        let content = SiteContent(sorting: files.sorted { $0.path < $1.path }, &problems)
        guard problems.isEmpty else { throw Problems(problems) }
        self = content
    }

    private init(sorting files: [SourceFile], _ problems: inout [Problem]) {
        self.init()
        for file in files {
            fingerprints[file.path] = ContentHash(file.text)
            let parts = file.path.split(separator: "/").map(String.init)
            guard parts.count >= 2, parts[0] == "content" else { continue }
            let names = parts.dropFirst().dropLast() + [file.slug]
            if let problem = names.lazy.compactMap({ Slug.check($0, file: file.path) }).first {
                problems.append(problem)
                continue
            }
            if parts.count > 3, SiteContent.libraries.contains(parts[1]) {
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
                    if file.path == "content/" + SiteContent.home {
                        home = try HomeText(parsing: file)
                    } else {
                        pages.append(file)
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

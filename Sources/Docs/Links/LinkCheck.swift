import Authoring

/// Checks every reference of the finished pages against the finished files.
public struct LinkCheck: Sendable {
    private let files: [OutputFile]
    private let paths: Set<String>
    private let basePath: String?

    /// - Parameter basePath: the path the site is published under; references that begin with it lead into the site.
    public init(_ files: [OutputFile], basePath: String? = nil) {
        self.files = files
        self.basePath = basePath
        paths = Set(files.map(\.path))
    }

    /// Every dead reference, every fragment without its id, every id that stands twice, and everything a page would
    /// load from another host.
    public func problems() -> [Problem] {
        let documents = files.filter { $0.path.hasSuffix(".html") }
        let read = Parallel.map(documents.count) { HTMLReferences(documents[$0].bytes) }
        let pages = Dictionary(zip(documents.map(\.path), read)) { first, _ in first }
        var problems = Parallel.map(documents.count) { check(documents[$0], read[$0], pages) }.flatMap { $0 }
        for file in files where file.path.hasSuffix(".css") {
            for target in HTMLReferences.loadedByStyle(file.bytes) {
                problems.append(
                    Problem(
                        file: file.source ?? file.path, "the stylesheet loads “\(target)” from another host.",
                        remedy: "Put the file into the site."))
            }
        }
        return problems
    }

    private func check(
        _ file: OutputFile, _ page: HTMLReferences, _ pages: [String: HTMLReferences]
    ) -> [Problem] {
        var problems: [Problem] = []
        for id in page.repeatedIDs {
            problems.append(place(of: file, nil, "in \(file.path) the id “\(id)” stands twice."))
        }
        for reference in page.references.sorted(by: { $0.target < $1.target }) {
            if let problem = check(reference, on: file, pages) { problems.append(problem) }
        }
        return problems
    }

    private func check(
        _ reference: HTMLReferences.Reference, on file: OutputFile, _ pages: [String: HTMLReferences]
    ) -> Problem? {
        let target = reference.target
        if LinkResolver.hasScheme(target) || target.hasPrefix("//") { return external(reference, on: file) }
        let hash = target.firstIndex(of: "#") ?? target.endIndex
        let fragment = target[hash...].dropFirst()
        let written = target[..<hash].prefix { $0 != "?" }
        var path = file.path
        if let basePath, written.hasPrefix(basePath) {
            path = HTMLReferences.percentDecoded(written.dropFirst(basePath.count))
            if path.isEmpty { path = "index.html" }
        } else if written.hasPrefix("/") {
            return place(
                of: file, target,
                "in \(file.path) the link “\(target)” begins with a slash and leads nowhere from file://.")
        } else if !written.isEmpty {
            let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
            guard let joined = SitePath.normalized(folder + "/" + HTMLReferences.percentDecoded(written)) else {
                return place(of: file, target, "in \(file.path) the link “\(target)” leads out of the site.")
            }
            path = joined
        }
        guard paths.contains(path) else {
            return place(
                of: file, target, "in \(file.path) the link “\(target)” leads to no file.",
                remedy: paths.contains(path + "/index.html") ? "Let it end in index.html." : nil)
        }
        guard !fragment.isEmpty, let page = pages[path] else { return nil }
        let id = HTMLReferences.percentDecoded(fragment)
        guard !page.ids.contains(id) else { return nil }
        return place(
            of: file, target, "in \(file.path) the link “\(target)” leads to no anchor: \(path) has no id “\(id)”.",
            remedy: Nearest.match(id, among: page.ids).map { "Did you mean “#\($0)”?" })
    }

    private func external(_ reference: HTMLReferences.Reference, on file: OutputFile) -> Problem? {
        let scheme = reference.target.prefix { $0 != ":" }.lowercased()
        if reference.isLoaded, scheme != "data" {
            return place(
                of: file, reference.target,
                "\(file.path) loads “\(reference.target)” from another host.", remedy: "Put the file into the site.")
        }
        guard ["http", "https", "mailto", "data"].contains(scheme) else {
            return place(
                of: file, reference.target,
                "in \(file.path) the link “\(reference.target)” has a scheme that is not allowed.")
        }
        return nil
    }

    private func place(of file: OutputFile, _ target: String?, _ message: String, remedy: String? = nil) -> Problem {
        Problem(
            file: file.source ?? file.path, line: target.flatMap { file.linkLines[$0] }, message, remedy: remedy)
    }
}

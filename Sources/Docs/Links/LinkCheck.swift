import Authoring

/// Checks every reference of finished pages against the finished files.
public struct LinkCheck: Sendable {
    private let files: [OutputFile]
    private let paths: Set<String>
    private let basePath: String?
    private let anchors: [String: Set<String>]
    private let isIgnored: @Sendable (String) -> Bool
    /// The pages among the files, by path.
    private let pages: [String: HTMLReferences]

    /// - Parameters:
    ///   - basePath: the path the site is published under; references that begin with it lead into the site.
    ///   - others: further files of the site, which somebody else checks.
    ///   - anchors: the anchors of those among them that are pages; where they are not known, any will do.
    ///   - isIgnored: whether a destination is not to be checked.
    public init(
        _ files: [OutputFile], basePath: String? = nil, besides others: Set<String> = [],
        anchors: [String: Set<String>] = [:], isIgnored: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.files = files
        self.basePath = basePath
        self.anchors = anchors
        self.isIgnored = isIgnored
        paths = others.union(files.map(\.path))
        let html = files.filter { $0.path.hasSuffix(".html") }
        let read = Parallel.map(html.count) { (html[$0].path, HTMLReferences(html[$0].bytes)) }
        pages = Dictionary(read) { $1 }
    }

    /// The anchors of the pages that are checked, by path.
    package var ownAnchors: [String: Set<String>] { pages.mapValues(\.ids) }

    /// The links of authors to other sites.
    package var outsideLinks: [OutsideLink] {
        files.flatMap { file in
            file.linkLines.filter { OutsideLink.isOutside($0.key) && !isIgnored($0.key) }
                .map { OutsideLink(url: $0.key, file: file.source ?? file.path, line: $0.value) }
        }
    }

    /// Every dead reference, every fragment without its id, every id that stands twice, and everything a page would
    /// load from another host.
    public func problems() -> [Problem] {
        let html = files.filter { pages[$0.path] != nil }
        var problems = Parallel.map(html.count) { check(html[$0]) }.flatMap { $0 }
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

    private func check(_ file: OutputFile) -> [Problem] {
        guard let page = pages[file.path] else { return [] }
        var problems: [Problem] = []
        for id in page.repeatedIDs {
            problems.append(place(of: file, nil, "in \(file.path) the id “\(id)” stands twice."))
        }
        for reference in page.references.sorted(by: { $0.target < $1.target }) {
            if let problem = check(reference, on: file) { problems.append(problem) }
        }
        return problems
    }

    private func check(
        _ reference: HTMLReferences.Reference, on file: OutputFile
    ) -> Problem? {
        let target = reference.target
        if isIgnored(target) { return nil }
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
        guard !fragment.isEmpty, let ids = pages[path]?.ids ?? anchors[path] else { return nil }
        let id = HTMLReferences.percentDecoded(fragment)
        guard !ids.contains(id) else { return nil }
        return place(
            of: file, target, "in \(file.path) the link “\(target)” leads to no anchor: \(path) has no id “\(id)”.",
            remedy: Nearest.match(id, among: ids).map { "Did you mean “#\($0)”?" })
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

import Authoring
import Markdown

/// Checks every reference of finished pages against the finished files.
public struct LinkCheck: Sendable {
    private let files: [OutputFile]
    private let paths: Set<String>
    private let basePath: String?
    private let anchors: [String: Set<String>]
    private let isIgnored: @Sendable (String) -> Bool
    /// The anchors of all pages, when some were left in the output.
    private let kept: [String: [UInt64]]
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
        self.init(files, basePath: basePath, besides: others, anchors: anchors, kept: [], isIgnored: isIgnored)
    }

    /// - Parameter facts: what is known of pages that were left in the output.
    package init(
        _ files: [OutputFile], basePath: String?, besides others: Set<String>, anchors: [String: Set<String>],
        kept facts: [LinkFacts], isIgnored: @escaping @Sendable (String) -> Bool
    ) {
        var kept = LinkFacts.anchors(of: facts)
        if !facts.isEmpty {
            for (path, ids) in anchors { kept[path] = ids.map(LinkFacts.hash).sorted() }
        }
        self.files = files
        self.basePath = basePath
        self.anchors = anchors
        self.isIgnored = isIgnored
        paths = others.union(files.map(\.path))
        let html = files.filter { $0.path.hasSuffix(".html") }
        let read = Parallel.map(html.count) { (html[$0].path, HTMLReferences(html[$0].bytes)) }
        pages = Dictionary(read) { $1 }
        if !facts.isEmpty {
            for (path, page) in pages { kept[path] = page.ids.map(LinkFacts.hash).sorted() }
        }
        self.kept = kept
    }

    /// The anchors of the pages that are checked, by path.
    package var ownAnchors: [String: Set<String>] { pages.mapValues(\.ids) }

    /// The links of authors to other sites in some of the files.
    package func outsideLinks(of files: [OutputFile]) -> [OutsideLink] {
        files.flatMap { file in
            file.linkLines.filter { OutsideLink.isOutside($0.key) && !isIgnored($0.key) }
                .map { OutsideLink(url: $0.key, file: file.source ?? file.path, line: $0.value) }
        }
    }

    /// Every dead reference, every fragment without its id, every id that stands twice, and everything a page would
    /// load from another host.
    public func problems() -> [Problem] { checked().problems }

    /// Like ``problems()``, with what the links of every page need.
    package func checked() -> (problems: [Problem], targets: [String: Set<LinkFacts.Target>]) {
        let html = files.filter { pages[$0.path] != nil }
        let found = Parallel.map(html.count) { check(html[$0]) }
        var problems = found.flatMap(\.problems)
        for file in files where file.path.hasSuffix(".css") {
            for target in HTMLReferences.loadedByStyle(file.bytes) {
                problems.append(
                    Problem(
                        file: file.source ?? file.path, "the stylesheet loads “\(target)” from another host.",
                        remedy: "Put the file into the site."))
            }
        }
        return (problems, Dictionary(zip(html.map(\.path), found.map(\.targets))) { $1 })
    }

    private func check(_ file: OutputFile) -> (problems: [Problem], targets: Set<LinkFacts.Target>) {
        guard let page = pages[file.path] else { return ([], []) }
        var targets: Set<LinkFacts.Target> = []
        var wrong: [(target: String, problem: Problem)] = []
        for reference in page.references {
            switch destination(reference, on: file) {
            case nil: break
            case .problem(let problem): wrong.append((reference.target, problem))
            case .site(let path, let id):
                if path != file.path { targets.insert(LinkFacts.Target(path: path, anchor: LinkFacts.hash(id))) }
                if let problem = check(reference.target, path, id, on: file) {
                    wrong.append((reference.target, problem))
                }
            }
        }
        let repeated = page.repeatedIDs.map { place(of: file, nil, "in \(file.path) the id “\($0)” stands twice.") }
        return (repeated + wrong.sorted { $0.target < $1.target }.map(\.problem), targets)
    }

    private enum Destination {
        case problem(Problem)
        /// The anchor is empty where a link leads to the page as a whole.
        case site(path: String, anchor: String)
    }

    /// Where a reference leads to; nil for another site.
    private func destination(_ reference: HTMLReferences.Reference, on file: OutputFile) -> Destination? {
        let target = reference.target
        if isIgnored(target) { return nil }
        if URLScheme.has(target) || target.hasPrefix("//") {
            return external(reference, on: file).map { .problem($0) }
        }
        let hash = target.utf8.firstIndex(of: UInt8(ascii: "#")) ?? target.endIndex
        let fragment = target[hash...].dropFirst()
        let written = target[..<(target[..<hash].utf8.firstIndex(of: UInt8(ascii: "?")) ?? hash)]
        var path = file.path
        if let basePath, written.hasPrefix(basePath) {
            path = HTMLReferences.percentDecoded(written.dropFirst(basePath.count))
            if path.isEmpty { path = "index.html" }
        } else if written.hasPrefix("/") {
            return .problem(
                place(
                    of: file, target,
                    "in \(file.path) the link “\(target)” begins with a slash and leads nowhere from file://."))
        } else if !written.isEmpty {
            guard let joined = SitePath.joined(file.path, HTMLReferences.percentDecoded(written)) else {
                return .problem(place(of: file, target, "in \(file.path) the link “\(target)” leads out of the site."))
            }
            path = joined
        }
        return .site(path: path, anchor: HTMLReferences.percentDecoded(fragment))
    }

    private func check(_ target: String, _ path: String, _ id: String, on file: OutputFile) -> Problem? {
        guard paths.contains(path) else {
            return place(
                of: file, target, "in \(file.path) the link “\(target)” leads to no file.",
                remedy: paths.contains(path + "/index.html") ? "Let it end in index.html." : nil)
        }
        guard !id.isEmpty else { return nil }
        let ids = pages[path]?.ids ?? anchors[path]
        guard ids.map({ $0.contains(id) }) ?? kept[path].map({ LinkFacts.contains(id, $0) }) == false else {
            return nil
        }
        return place(
            of: file, target, "in \(file.path) the link “\(target)” leads to no anchor: \(path) has no id “\(id)”.",
            remedy: Nearest.match(id, among: ids ?? []).map { "Did you mean “#\($0)”?" })
    }

    /// Whether the links of pages that were left in the output still lead somewhere.
    package func holds(_ facts: LinkFacts) -> Bool {
        facts.targets.allSatisfy { target in
            guard paths.contains(target.path) else { return false }
            guard target.anchor != LinkFacts.hash(""), let anchors = kept[target.path] else { return true }
            return LinkFacts.contains(target.anchor, anchors)
        }
    }

    /// What is to be known of pages to check their links again without them.
    ///
    /// - Parameter targets: what ``checked()`` gave.
    package func facts(of paths: [String], _ targets: [String: Set<LinkFacts.Target>]) -> LinkFacts {
        var facts = LinkFacts()
        var all: Set<LinkFacts.Target> = []
        for path in paths {
            guard let page = pages[path] else { continue }
            facts.anchors[path] = page.ids.map(LinkFacts.hash).sorted()
            all.formUnion(targets[path] ?? [])
        }
        facts.targets = Array(all)
        return facts
    }

    private func external(_ reference: HTMLReferences.Reference, on file: OutputFile) -> Problem? {
        let scheme = reference.target.prefix { $0 != ":" }.lowercased()
        if reference.isLoaded, scheme != "data" {
            return place(
                of: file, reference.target,
                "\(file.path) loads “\(reference.target)” from another host.", remedy: "Put the file into the site.")
        }
        guard let refusal = URLScheme.refusal(of: reference.target.utf8, isPicture: reference.isLoaded) else {
            return nil
        }
        return place(
            of: file, reference.target, "in \(file.path) the address “\(reference.target)” \(refusal.rawValue)",
            remedy: refusal.remedy)
    }

    private func place(of file: OutputFile, _ target: String?, _ message: String, remedy: String? = nil) -> Problem {
        Problem(
            file: file.source ?? file.path, line: target.flatMap { file.linkLines[$0] }, message, remedy: remedy)
    }
}

import Authoring
import Markdown
import Synchronization

// What becomes of the links of authors, and of all others in the finished files.
extension DocsSite {
    // MARK: Before anything is made

    /// The links that lead nowhere whatever the site holds. What earlier builds read had none.
    func deadLinks(besides known: DocsMemory) -> [Problem] {
        pages.map(\.record).filter { known.record(of: $0.file)?.facts.hash != $0.facts.hash }.flatMap(deadLinks)
    }

    /// The links of a page that lead nowhere whatever the site holds.
    func deadLinks(of record: PageRecord) -> [Problem] {
        guard !record.head.isDraft || settings.showsDrafts else { return [] }
        var problems: [Problem] = []
        for link in record.facts.value.links.joined() {
            guard case .dead(let message, let remedy) = link.target,
                let problem = problem(with: link, of: record, message, remedy)
            else { continue }
            // A page that stands in for translations repeats its mistakes.
            if !problems.contains(problem) { problems.append(problem) }
        }
        return problems
    }

    /// Whether no link leads nowhere whatever the site holds.
    package var holdsAlone: Bool { dead.isEmpty }

    // MARK: When everything is made

    /// How the addresses of the finished files are read.
    ///
    /// - Parameter recorded: the names of files that hold recorded text.
    package func linkRules(recorded: Set<String> = []) -> LinkRules {
        LinkRules(
            settings, own: own.union(own.compactMap { names.renamed[$0] }), recorded: recorded,
            searchFolder: builder.makers.search?.folder)
    }

    /// Writes everything and checks what was written.
    ///
    /// - Parameter manifest: the file that says what the site is.
    /// - Throws: `Problems` when a page changed while the site was built, or with every address that leads nowhere.
    package func build(
        to store: some SiteStore, _ memory: inout DocsMemory, manifest: OutputFile? = nil
    ) throws(Problems) {
        let sink = CheckedSink(store, linkRules())
        try write(to: sink, &memory)
        if let manifest { sink.put(manifest) }
        let check = finish(sink)
        let broken = check.broken
        guard broken.isEmpty, dead.isEmpty else { throw problems(of: check, in: broken, sink) }
    }

    /// The check of everything that was written.
    package func finish(_ sink: CheckedSink<some SiteStore>) -> FinishedCheck {
        let check = sink.check()
        finished.value = check
        return check
    }

    /// What is wrong in some finished files, where their authors can mend it.
    ///
    /// - Parameter made: the pages of others that are new, with the lines of their links.
    package func problems(
        of check: FinishedCheck, in broken: [String], _ sink: CheckedSink<some SiteStore>, made: [OutputFile] = []
    ) -> Problems {
        let faults = check.faults(in: broken) { sink.store.bytes(of: $0) }
        let drafts = drafts
        let paths = Set(sink.paths).subtracting(drafts.keys)
        let words = AuthorLinkText(paths: paths, written: names.paths, drafts: drafts)
        let made = Dictionary(made.map { ($0.path, $0) }) { $1 }
        var problems = dead
        var others: [FinishedCheck.Fault] = []
        for fault in faults {
            let own = ownProblems(fault, words)
            if own.isEmpty { others.append(fault) }
            // A page that stands in for translations repeats its mistakes.
            for problem in own where !problems.contains(where: { $0.isAtPlace(of: problem) }) {
                problems.append(problem)
            }
        }
        problems += FinishedCheck.problems(others) { fault in
            guard let source = source(of: fault.path, made) else { return nil }
            return (source, made[fault.path]?.linkLines[fault.target])
        }
        return Problems(distinct: problems)
    }

    /// The author's file that a finished file comes from.
    private func source(of path: String, _ made: [String: OutputFile]) -> String? {
        let page = path.hasSuffix(".md") ? path.dropLast(3) + ".html" : path
        if let source = made[page]?.source ?? builder.others.plan.sources[page] { return source }
        if let page = index.pages.first(where: { $0.entry.path == page }) { return page.entry.source }
        if let file = tree.others.first(where: { SitePath.ofFile($0) == path }) { return "content/" + file }
        return builder.assets.first { $0.path == path || names.renamed[$0.path] == path }?.source
    }

    /// A fault in the words of the author who wrote the link; nothing when nobody did.
    private func ownProblems(_ fault: FinishedCheck.Fault, _ words: AuthorLinkText) -> [Problem] {
        let path = fault.path.hasSuffix(".md") ? fault.path.dropLast(3) + ".html" : fault.path
        if let redirect = redirects.first(where: { $0.path == path }), let file = fault.file {
            return [redirect.problem(file, words)]
        }
        guard let page = index.pages.first(where: { $0.entry.path == path }) else { return [] }
        let record = pages[page.record].record
        let links = record.facts.value.links
        guard links.indices.contains(page.view) else { return [] }
        return links[page.view].compactMap { link in
            guard isSame(link, fault) else { return nil }
            if case .dead(let message, let remedy) = link.target {
                return problem(with: link, of: record, message, remedy)
            }
            let (message, remedy) =
                fault.file.map { words.text(link.url, $0, fault, on: path) } ?? (fault.message, fault.remedy)
            return problem(with: link, of: record, message, remedy)
        }
    }

    private func isSame(_ link: PageLink, _ fault: FinishedCheck.Fault) -> Bool {
        if link.url == fault.target { return true }
        guard case .site(let path, let fragment) = link.target, let file = fault.file else { return false }
        return (names.renamed[path] ?? path) == file && fragment == fault.anchor
    }

    // MARK: Where authors wrote it

    private func problem(
        with link: PageLink, of record: PageRecord, _ message: String, _ remedy: String?
    ) -> Problem? {
        let name = "content/" + record.file
        let folder = builder.folder
        guard let bytes = folder.read(name)?.bytes, let (_, text) = try? reader.parts(of: bytes, file: name) else {
            return nil
        }
        let place = text.place(of: link.line)
        let all = String(decoding: folder.read(place.file)?.bytes ?? [], as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let line = place.line <= all.count && place.line > 0 ? all[place.line - 1] : ""
        let column = line.firstRange(of: link.url).map { line.distance(from: line.startIndex, to: $0.lowerBound) + 1 }
        return Problem(file: place.file, line: place.line, column: column, message, remedy: remedy)
    }

    /// The author's file of every page that is left out, by path.
    private var drafts: [String: String] {
        guard !settings.showsDrafts else { return [:] }
        var drafts: [String: String] = [:]
        for page in pages where page.record.head.isDraft {
            for view in page.record.views { drafts[index.layout.path(view.id)] = "content/" + page.record.file }
        }
        return drafts
    }

    /// The links of authors to other sites; those that the site does not want checked are left out.
    public var outsideLinks: [OutsideLink] {
        var links: [OutsideLink] = []
        for record in pages.map(\.record) where !record.head.isDraft || settings.showsDrafts {
            guard let own = record.facts.value.links.first else { continue }
            let name = "content/" + record.file
            let found = own.filter { OutsideLink.isOutside($0.url) && !settings.isIgnored($0.url) }
            // Lines of a text with others in it are counted through.
            let text =
                found.isEmpty || record.parts.isEmpty
                ? nil : builder.folder.read(name).flatMap { try? reader.parts(of: $0.bytes, file: name).1 }
            for link in found {
                let place = text?.place(of: link.line) ?? (file: name, line: link.line)
                links.append(OutsideLink(url: link.url, file: place.file, line: place.line))
            }
        }
        return OutsideLink.distinct(links)
    }
}

/// The check of what was written last, for everybody who has a copy of the site.
final class LastCheck: Sendable {
    private let last = Mutex<FinishedCheck?>(nil)

    var value: FinishedCheck? {
        get { last.withLock { $0 } }
        set { last.withLock { $0 = newValue } }
    }
}

/// What is to be said of the links that authors wrote.
struct AuthorLinkText {
    /// Everything that the site holds.
    let paths: Set<String>
    /// What of it is known by name before anything is made.
    let written: Set<String>
    /// Pages that are left out, by path, with their authors' files.
    let drafts: [String: String]

    /// - Parameters:
    ///   - url: as written.
    ///   - file: where it leads to.
    ///   - page: where it stands.
    func text(_ url: String, _ file: String, _ fault: FinishedCheck.Fault, on page: String) -> (String, String?) {
        if paths.contains(file), !fault.anchor.isEmpty {
            return (
                "the link “\(url)” leads to no anchor: \(SitePath.address(of: file)) has no “#\(fault.anchor)”.",
                fault.remedy
            )
        }
        if let draft = drafts[file] {
            return (
                "the link “\(url)” leads to \(draft), which is a draft.",
                "Publish it, or take the link out until then."
            )
        }
        let name = file.split(separator: "/").last ?? ""
        if !file.hasSuffix(".html"), name.contains(".") {
            return (
                "the link “\(url)” leads to no file.", nearest(file, isPage: false).map { "Did you mean “/\($0)”?" }
            )
        }
        return (
            "the link “\(url)” leads to no page.",
            nearest(file, isPage: true).map { "Did you mean “\(AuthorLinkText.written(url, $0, page))”?" }
        )
    }

    func nearest(_ path: String, isPage: Bool) -> String? {
        Nearest.match(
            path, among: isPage ? paths.filter { $0.hasSuffix(".html") } : written.filter { !$0.hasSuffix(".html") })
    }

    /// The nearest page in the way the author writes links.
    private static func written(_ url: String, _ path: String, _ page: String) -> String {
        guard url.firstRange(of: ".md") != nil else { return SitePath.address(of: path) }
        let end = "/index.html"
        func file(_ path: String) -> String {
            path.hasSuffix(end) ? String(path.dropLast(end.count)) + ".md" : String(path.dropLast(5)) + ".md"
        }
        return SitePath.relative(from: file(page), to: file(path))
    }
}

extension Problem {
    fileprivate func isAtPlace(of other: Problem) -> Bool {
        file == other.file && line == other.line && column == other.column
    }
}

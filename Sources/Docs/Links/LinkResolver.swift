import Authoring
import Markdown

/// Turns the destinations that authors write into references that work from `file://`, and finds the dead ones.
package struct LinkResolver: Sendable {
    /// Where a link stands, and what it can lead to.
    package struct Scope: Sendable {
        /// The page that is being made.
        package var page: String
        /// The author's file.
        package var file: String
        /// The run whose steps `#s-…` may name.
        package var run: Run?

        package init(page: String, file: String, run: Run? = nil) {
            self.page = page
            self.file = file
            self.run = run
        }
    }

    /// The steps of a run.
    package struct Run: Sendable {
        package var name: String
        package var exchanges: [String]
        /// The page that shows the steps, when it is another one.
        package var page: String?

        package init(name: String, exchanges: [String], page: String? = nil) {
            self.name = name
            self.exchanges = exchanges
            self.page = page
        }
    }

    /// Every page and file of the site.
    package var paths: Set<String>
    /// Whether the page stands alone: a link to another page of the site is then only its text.
    package var isAlone: Bool
    /// The names of files that carry a fingerprint, by their path.
    private let renamed: [String: String]
    /// Destinations that the site does not want checked.
    private let isIgnored: @Sendable (String) -> Bool

    package init(
        paths: Set<String>, renamed: [String: String] = [:], isAlone: Bool = false,
        isIgnored: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.paths = paths
        self.renamed = renamed
        self.isAlone = isAlone
        self.isIgnored = isIgnored
    }

    /// The new destinations, by what the author wrote; nil as one takes the link away and leaves its text. Problems are
    /// added for the dead ones.
    package func rewrite(
        _ links: [(link: Link, line: Int?)], _ scope: Scope, _ problems: inout [Problem]
    ) -> [String: String?] {
        var rewritten: [String: String?] = [:]
        for (link, line) in links {
            do throws(Problem) {
                if let refusal = URLScheme.refusal(of: link.url.utf8, isPicture: link.isImage) {
                    throw Problem(
                        file: scope.file, line: line, "the address “\(link.url)” \(refusal.rawValue)",
                        remedy: refusal.remedy)
                }
                rewritten.updateValue(try resolve(link.url, scope, line: line), forKey: link.url)
            } catch {
                if !problems.contains(error) { problems.append(error) }
            }
        }
        return rewritten
    }

    private func resolve(_ url: String, _ scope: Scope, line: Int?) throws(Problem) -> String? {
        if url.hasPrefix("#s-") { return try step(url, scope, line: line) }
        if url.hasPrefix("#") || URLScheme.has(url) || isIgnored(url) { return url }
        if isAlone { return nil }
        if url.hasPrefix("//") {
            throw Problem(
                file: scope.file, line: line, "the link “\(url)” names no scheme.",
                remedy: "Write https: in front of it.")
        }
        let address = SiteAddress(url)
        guard !address.path.isEmpty else { return url }
        if address.path.hasPrefix("/") {
            guard let path = path(ofAddress: address.path) else { throw dead(url, address.path, scope, line: line) }
            return SitePath.relative(from: scope.page, to: renamed[path] ?? path) + address.rest
        }
        // From the folder of the author's file, as on pages of documentation.
        let folder = SitePath.folder(of: scope.file)
        guard let source = SitePath.normalized(folder + address.path) else {
            throw Problem(
                file: scope.file, line: line, "the link “\(url)” leads out of the site.",
                remedy: "It starts at the folder of its file; begin it with a slash to start at the root of the site.")
        }
        if source.hasSuffix(".md") {
            guard let page = SitePath.page(ofContent: source), paths.contains(page) else {
                throw Problem(
                    file: scope.file, line: line, "the link “\(url)” leads to no page: there is no such file.")
            }
            return SitePath.relative(from: scope.page, to: page) + address.rest
        }
        let inside =
            source.hasPrefix("content/") ? source.dropFirst("content/".count) : source == "content" ? "" : source[...]
        guard let path = path(ofAddress: "/" + inside) else { throw dead(url, "/" + inside, scope, line: line) }
        return SitePath.relative(from: scope.page, to: renamed[path] ?? path) + address.rest
    }

    /// `/scenarios/step-up/`, also without its last slash or with `index.html`.
    private func path(ofAddress address: String) -> String? {
        guard let bare = SitePath.normalized(address) else { return nil }
        return [bare, bare + "/index.html", "index.html"].prefix(bare.isEmpty ? 3 : 2).first(where: paths.contains)
    }

    private func step(_ url: String, _ scope: Scope, line: Int?) throws(Problem) -> String {
        guard let run = scope.run else {
            throw Problem(
                file: scope.file, line: line, "the link “\(url)” names a step, and this page shows no run.",
                remedy: "Write the page too, as in /scenarios/step-up/2026-07-28/\(url).")
        }
        let step = String(url.dropFirst("#s-".count))
        guard run.exchanges.contains(step) else {
            throw Problem(
                file: scope.file, line: line, "the link “\(url)” leads to no step of run \(run.name).",
                remedy: Nearest.match(step, among: run.exchanges).map { "Did you mean “#s-\($0)”?" }
                    ?? "Put it into a section such as {{#exchange.\(step)}}.")
        }
        return run.page.map { SitePath.relative(from: scope.page, to: $0) + url } ?? url
    }

    private func dead(_ url: String, _ place: String, _ scope: Scope, line: Int?) -> Problem {
        let addresses = paths.filter { $0.hasSuffix(".html") }.map(SitePath.address(of:))
        let wanted = place.hasSuffix("/") ? place : place + "/"
        return Problem(
            file: scope.file, line: line, "the link “\(url)” leads to no page.",
            remedy: Nearest.match(wanted, among: addresses).map { "Did you mean “\($0)”?" })
    }
}

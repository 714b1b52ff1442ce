import Authoring

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

    /// The destinations that change, by what the author wrote. Problems are added for the dead ones.
    package func rewrite(
        _ links: [(url: String, line: Int?)], _ scope: Scope, _ problems: inout [Problem]
    ) -> [String: String] {
        var rewritten: [String: String] = [:]
        for link in links {
            do throws(Problem) {
                rewritten[link.url] = try resolve(link.url, scope, line: link.line)
            } catch {
                if !problems.contains(error) { problems.append(error) }
            }
        }
        return rewritten
    }

    private func resolve(_ url: String, _ scope: Scope, line: Int?) throws(Problem) -> String {
        if url.hasPrefix("#s-") { return try step(url, scope, line: line) }
        if url.hasPrefix("#") || LinkResolver.hasScheme(url) || isIgnored(url) { return url }
        // The renderer refuses an unknown scheme, and the text of the link stays.
        if isAlone { return "elsewhere:" + url }
        let hash = url.firstIndex(of: "#") ?? url.endIndex
        let (place, fragment) = (SitePath.ofFile(HTMLReferences.percentDecoded(url[..<hash])), url[hash...])
        if place.hasPrefix("//") {
            throw Problem(
                file: scope.file, line: line, "the link “\(url)” names no scheme.",
                remedy: "Write https: in front of it.")
        }
        if place.hasPrefix("/") {
            guard let path = path(ofAddress: place) else { throw dead(url, place, scope, line: line) }
            return SitePath.relative(from: scope.page, to: renamed[path] ?? path) + fragment
        }
        guard place.hasSuffix(".md") else { return url }
        let folder = scope.file.split(separator: "/").dropLast().joined(separator: "/")
        let page = SitePath.normalized(folder + "/" + place).flatMap(SitePath.page(ofContent:))
        guard let page, paths.contains(page) else {
            throw Problem(file: scope.file, line: line, "the link “\(url)” leads to no page: there is no such file.")
        }
        return SitePath.relative(from: scope.page, to: page) + fragment
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

    /// Whether a destination begins with a scheme such as `https:`.
    package static func hasScheme(_ url: String) -> Bool {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")), colon > url.startIndex else { return false }
        return url.utf8[..<colon].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}

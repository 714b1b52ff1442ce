import Authoring

/// Every file of a site before any is made: who makes it, and what it is called. Whatever writes a file claims its address
/// here. Two claims of one address are a mistake, and so is a file where another one needs a folder.
package struct SitePlan: Sendable {
    private var claims: [String: AddressClaim] = [:]
    /// Folders that belong to one maker as a whole.
    private var folders: [String: AddressClaim] = [:]
    /// The titles of pages by path, for navigation.
    package private(set) var titles: [String: String] = [:]
    /// The author's files by the paths of what comes from them.
    package private(set) var sources: [String: String] = [:]
    private var found: [Problem] = []
    /// The addresses that are claimed twice.
    private var clashing: Set<String> = []
    /// The pages that have a copy in Markdown.
    package private(set) var copied: Set<String> = []

    package init() {}

    package var paths: Set<String> { Set(claims.values.map(\.path)) }

    /// Plans a file that comes from an author's file.
    ///
    /// - Parameters:
    ///   - line: where in it the address is written, if it is.
    ///   - hasCopy: whether a copy in Markdown stands beside it, as it does beside every other page.
    package mutating func add(
        _ path: String, from file: String, line: Int? = nil, title: String? = nil, hasCopy: Bool = true
    ) {
        if hasCopy, path.hasSuffix(".html") { copied.insert(path) }
        if sources[path] == nil { sources[path] = file }
        add(AddressClaim(path, from: file, line: line))
        if let title { titles[path] = title }
    }

    /// Plans a file that every site has; `name` is a phrase for messages.
    ///
    /// - Parameter source: the author's file that has a share in it.
    package mutating func add(_ path: String, by name: String, title: String? = nil, source: String? = nil) {
        sources[path] = source
        if path.hasSuffix(".html") { copied.insert(path) }
        add(AddressClaim(path, by: name))
        if let title { titles[path] = title }
    }

    /// Claims a folder with everything that will ever be in it.
    mutating func reserve(_ folder: String, by name: String) {
        folders[SitePlan.key(folder)] = AddressClaim(folder, by: name)
    }

    /// Claims the address of a file.
    mutating func add(_ claim: AddressClaim) {
        let key = SitePlan.key(claim.path)
        guard let first = claims[key] else {
            claims[key] = claim
            return
        }
        if first.path == claim.path {
            if claim.givesWay, first.isFile { return }
            if first.givesWay, claim.isFile {
                claims[key] = claim
                return
            }
        }
        clashing.insert(key)
        found.append(SitePlan.problem(first, claim))
    }

    /// Claims what is made beside a page. A page whose own address is not its alone is told once, without all of that.
    mutating func add(_ claims: [AddressClaim], beside page: String) {
        guard !clashing.contains(SitePlan.key(page)) else { return }
        for claim in claims { add(claim) }
    }

    /// Notes what else is wrong with an address.
    mutating func add(_ problems: [Problem]) { found += problems }

    /// Addresses that differ in capitals alone are one file on many systems.
    private static func key(_ path: String) -> String { path.lowercased() }

    private static func problem(_ first: AddressClaim, _ second: AddressClaim) -> Problem {
        let (one, other) = second.isFile || !first.isFile ? (second, first) : (first, second)
        let place = other.givesWay && one.isFile ? "Call it “\(other.path)” to put it in that one's place." : nil
        return Problem(
            file: one.name, line: one.line,
            "the address “\(SitePath.address(of: one.path))” also comes from \(other.place).",
            remedy: place ?? other.remedy ?? one.remedy ?? "Rename one of them.")
    }

    // MARK: Problems

    /// Everything that is claimed twice, or is a file and a folder at once.
    package var problems: [Problem] {
        var problems = found
        var checked: Set<Substring> = []
        for (key, claim) in claims {
            var parent = key[...]
            while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
                parent = parent[..<slash]
                guard checked.insert(parent).inserted else { break }
                if let file = claims[String(parent)] { problems.append(problem(file, above: below(parent) ?? claim)) }
            }
        }
        for (key, folder) in folders { problems += intruders(key, folder) }
        return problems
    }

    /// The first of the files below a path, so that a message does not depend on an order.
    private func below(_ parent: Substring) -> AddressClaim? {
        claims.lazy.filter { $0.key.hasPrefix(parent + "/") }.map(\.value).min {
            ($0.isFile ? 0 : 1, $0.path, $0.name) < ($1.isFile ? 0 : 1, $1.path, $1.name)
        }
    }

    private func problem(_ file: AddressClaim, above other: AddressClaim) -> Problem {
        let (one, second) = file.isFile || !other.isFile ? (file, other) : (other, file)
        let isFolder = one.path == other.path
        return Problem(
            file: one.name, line: one.line,
            isFolder
                ? "“/\(other.path)” needs a folder where \(second.place) has the file “/\(file.path)”."
                : "“/\(file.path)” is a file, and \(second.place) needs a folder there for “/\(other.path)”.",
            remedy: "Rename one of them.")
    }

    /// Whoever wants to write into a folder that belongs to somebody else, or to write a file in its place.
    private func intruders(_ key: String, _ folder: AddressClaim) -> [Problem] {
        claims.filter { $0.key.hasPrefix(key) || $0.key + "/" == key }.map { _, claim in
            Problem(
                file: claim.name, line: claim.line,
                "the address “\(SitePath.address(of: claim.path))” is in the folder of \(folder.name), “/\(folder.path)”.",
                remedy: "Rename it, or put it into another folder.")
        }
    }
}

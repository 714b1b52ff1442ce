import Authoring

/// Every file of a site before any is made: who makes it, and what it is called. Two makers of one address are a mistake.
package struct SitePlan: Sendable {
    private struct Owner: Sendable {
        var path: String
        var name: String
        var isFile: Bool
    }

    private var owners: [String: Owner] = [:]
    /// The titles of pages by path, for navigation.
    package private(set) var titles: [String: String] = [:]
    /// The author's files by the paths of what comes from them.
    package private(set) var sources: [String: String] = [:]
    package internal(set) var problems: [Problem] = []
    /// The pages that have a copy in Markdown.
    package private(set) var copied: Set<String> = []

    package init() {}

    package var paths: Set<String> { Set(owners.values.map(\.path)) }

    /// Plans a file that comes from an author's file.
    /// - Parameter hasCopy: whether a copy in Markdown stands beside it, as it does beside every other page.
    package mutating func add(_ path: String, from file: String, title: String? = nil, hasCopy: Bool = true) {
        if hasCopy, path.hasSuffix(".html") { copied.insert(path) }
        if sources[path] == nil { sources[path] = file }
        add(path, Owner(path: path, name: file, isFile: true), title)
    }

    /// Plans a file that every site has; `name` is a phrase for messages.
    ///
    /// - Parameter source: the author's file that has a share in it.
    package mutating func add(_ path: String, by name: String, title: String? = nil, source: String? = nil) {
        sources[path] = source
        if path.hasSuffix(".html") { copied.insert(path) }
        add(path, Owner(path: path, name: name, isFile: false), title)
    }

    private mutating func add(_ path: String, _ owner: Owner, _ title: String?) {
        // Addresses that differ in case alone are one file on many systems.
        let key = path.lowercased()
        if let first = owners[key] {
            let (file, other) = owner.isFile || !first.isFile ? (owner.name, first.name) : (first.name, owner.name)
            problems.append(
                Problem(
                    file: file, "the address “\(SitePath.address(of: path))” also comes from \(other).",
                    remedy: "Rename one of them."))
            return
        }
        owners[key] = owner
        titles[path] = title
    }
}

extension Files {
    /// A path as the system spells it, where it holds its names with other characters for the same letters; nil when there
    /// is none.
    package static func spelled(_ path: String, in folder: String) -> String? {
        var found: [String] = []
        for part in path.split(separator: "/") {
            // Texts are equal when people cannot tell them apart.
            let entries = Files.entries(of: ([folder] + found).joined(separator: "/"), withHidden: true) ?? []
            guard let name = entries.first(where: { $0.name == part })?.name else { return nil }
            found.append(name)
        }
        return found.joined(separator: "/")
    }
}

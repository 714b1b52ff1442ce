import Authoring

extension OutputWriter {
    /// Whether the folder is at a place where an output can be: not among what the site is made from, and not around it.
    ///
    /// - Throws: ``OutputError`` when it is not, whatever links lead there.
    package func checkPlace(of site: String) throws(OutputError) {
        guard let root = Files.realPath(site) else { return }
        func refuse(_ reason: String) -> OutputError {
            OutputError(folder: folder, reason: reason + " Choose another output folder, such as _site in the site's.")
        }
        if folder == root { throw refuse("this is the site's own folder.") }
        if OutputWriter.holds(folder, root) { throw refuse("the folder holds the site itself.") }
        for name in ["content", "static", "templates", SiteCache.name, ".git"] {
            let part = Files.realPath(root + "/" + name) ?? root + "/" + name
            if folder == part || OutputWriter.holds(part, folder) {
                throw refuse("the folder is in \(name)/, which belongs to the site's sources.")
            }
            if OutputWriter.holds(folder, part) { throw refuse("the folder holds \(name)/, a part of the site.") }
        }
    }

    private static func holds(_ folder: String, _ other: String) -> Bool {
        other.hasPrefix(folder == "/" ? folder : folder + "/")
    }
}

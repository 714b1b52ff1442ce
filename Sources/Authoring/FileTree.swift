/// Walks through the folders of a site. Nothing is opened that is no folder.
package struct FileTree {
    package let border: SiteBorder
    private let site: String
    /// The folders on the way, because a link to one of them leads round in a circle.
    private var open: [Files.Identity] = []
    /// How many links lead to the folder that is looked at.
    private var links = 0
    /// Links that lead to links multiply the files of a site.
    private static let mostLinks = 4

    package init(of site: String) {
        self.site = site
        border = SiteBorder(of: site)
    }

    /// The files below a folder by their paths from the site's folder, sorted.
    ///
    /// - Parameter problems: gets what is no part of a site, and folders that cannot be read.
    package mutating func files(
        below folder: String, withHidden: Bool = false, _ problems: inout [Problem]
    ) -> [String] {
        var found: [String] = []
        walk(folder, withHidden: withHidden, &problems) { found.append($0) }
        return found.sorted()
    }

    /// Looks through a folder; one that does not exist holds nothing.
    ///
    /// - Parameters:
    ///   - isWanted: whether an entry is looked at, by the path of its folder and its name.
    ///   - file: gets the path of each file.
    package mutating func walk(
        _ folder: String, withHidden: Bool = false, _ problems: inout [Problem],
        isWanted: (_ folder: String, _ name: String) -> Bool = { _, _ in true }, file: (String) -> Void
    ) {
        do throws(Problem) {
            switch try border.place(of: folder) {
            case nil: break
            case .folder?: enter(folder, withHidden: withHidden, &problems, isWanted, file)
            case .file?:
                throw Problem(file: folder, "this is a file, and a folder is wanted.", remedy: "Give it another name.")
            }
        } catch {
            problems.append(error)
        }
    }

    private mutating func enter(
        _ folder: String, withHidden: Bool, _ problems: inout [Problem],
        _ isWanted: (_ folder: String, _ name: String) -> Bool, _ file: (String) -> Void
    ) {
        guard let identity = Files.identity(site + "/" + folder) else { return }
        // A link to a folder that it is in adds nothing.
        guard !open.contains(identity) else { return }
        guard let entries = Files.entries(of: site + "/" + folder, withHidden: withHidden) else {
            problems.append(SiteBorder.unreadable(folder: folder))
            return
        }
        open.append(identity)
        defer { open.removeLast() }
        for entry in entries where isWanted(folder, entry.name) && !EditorFiles.isOne(entry.name) {
            let path = folder + "/" + entry.name
            do throws(Problem) {
                switch try border.place(of: path, entry.kind) {
                case .file: file(path)
                case .folder:
                    let isLink = entry.kind == .link
                    guard !isLink || links < FileTree.mostLinks else {
                        throw Problem(
                            file: path, "this is a link in a folder that \(links) links lead to.",
                            remedy: "Let links lead to the folders themselves.")
                    }
                    links += isLink ? 1 : 0
                    enter(path, withHidden: withHidden, &problems, isWanted, file)
                    links -= isLink ? 1 : 0
                }
            } catch {
                problems.append(error)
            }
        }
    }
}

import Foundation

/// Reads the text files of a site's folder.
package struct SourceFolder: Sendable {
    /// The site's folder.
    private let root: String
    private let border: SiteBorder

    package init(root: URL) {
        self.root = root.path
        border = SiteBorder(of: root.path)
    }

    /// Every file with the extension, sorted by path. Hidden files and folders are left out. A symbolic link is followed
    /// once: a folder that was already visited under another name is not entered again.
    ///
    /// A missing folder has no files. Mistakes are appended to `problems`, the rest is still read.
    package func files(in folder: String, withExtension ext: String, _ problems: inout [Problem]) -> [SourceFile] {
        var found: [SourceFile] = []
        var visited: Set<Files.Identity> = []
        do throws(Problem) {
            guard try border.place(of: folder) == .folder else { return [] }
        } catch {
            problems.append(error)
            return []
        }
        collect(folder, ext, &visited, &found, &problems)
        return found.sorted { $0.path < $1.path }
    }

    private func collect(
        _ folder: String, _ ext: String, _ visited: inout Set<Files.Identity>, _ found: inout [SourceFile],
        _ problems: inout [Problem]
    ) {
        guard let identity = Files.identity(root + "/" + folder), visited.insert(identity).inserted else { return }
        guard let entries = Files.entries(of: root + "/" + folder) else {
            problems.append(SiteBorder.unreadable(folder: folder))
            return
        }
        for entry in entries {
            let path = folder + "/" + entry.name
            do throws(Problem) {
                switch try border.place(of: path, entry.kind) {
                case .folder: collect(path, ext, &visited, &found, &problems)
                case .file: if entry.name.hasSuffix("." + ext) { found.append(try read(path)) }
                }
            } catch {
                problems.append(error)
            }
        }
    }

    /// The text of one file.
    ///
    /// - Throws: `Problem` when it cannot be read, is no part of the site, is larger than ``SourceText/largest`` or is not
    ///   UTF-8; the line of the first wrong byte is named.
    package func read(_ path: String) throws(Problem) -> SourceFile {
        if try border.place(of: path) == .folder {
            throw Problem(file: path, "this is a folder, not a file.", remedy: "Remove it, or give it another name.")
        }
        let size = FileStamp(path: root + "/" + path)?.size ?? 0
        guard size <= SourceText.largest else { throw SourceText.tooLarge(Int(size), file: path) }
        return SourceFile(path: path, text: try SourceText.text(try border.read(path).bytes, file: path))
    }

    /// Whether there is something at a path.
    package func holds(_ path: String) -> Bool { Files.kind(root + "/" + path) != nil }
}

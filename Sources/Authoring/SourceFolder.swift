import Foundation

/// Reads the text files below a folder.
package struct SourceFolder {
    /// The site's folder.
    package var root: URL

    package init(root: URL) { self.root = root }

    /// Every file with the extension, sorted by path. Hidden files and folders are left out. A symbolic link is followed
    /// once: a folder that was already visited under another name is not entered again.
    ///
    /// A missing folder has no files. Mistakes are appended to `problems`, the rest is still read.
    package func files(in folder: String, withExtension ext: String, _ problems: inout [Problem]) -> [SourceFile] {
        var found: [SourceFile] = []
        var visited: Set<String> = []
        collect(folder, ext, &visited, &found, &problems)
        return found.sorted { $0.path < $1.path }
    }

    private func collect(
        _ folder: String, _ ext: String, _ visited: inout Set<String>, _ found: inout [SourceFile],
        _ problems: inout [Problem]
    ) {
        let place = root.appendingPathComponent(folder)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue,
            visited.insert(place.resolvingSymlinksInPath().path).inserted
        else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        } catch {
            problems.append(Problem(file: folder, "the folder cannot be read."))
            return
        }
        for name in names where !name.hasPrefix(".") {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
            if exists, isFolder.boolValue {
                collect(path, ext, &visited, &found, &problems)
            } else if name.hasSuffix("." + ext) {
                do { found.append(try read(path)) } catch { problems.append(error) }
            }
        }
    }

    /// The text of one file.
    ///
    /// - Throws: `Problem` when it cannot be read or is not UTF-8; the line of the first wrong byte is named.
    package func read(_ path: String) throws(Problem) -> SourceFile {
        guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
            throw Problem(file: path, "the file cannot be read.", remedy: "Check that it exists and its permissions.")
        }
        return SourceFile(path: path, text: try SourceFolder.text(Array(data), file: path))
    }

    /// Bytes as text.
    package static func text(_ bytes: [UInt8], file: String) throws(Problem) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw Problem(
            file: file, line: line.map { $0 + 1 }, "this line is not UTF-8.", remedy: "Save the file as UTF-8.")
    }
}

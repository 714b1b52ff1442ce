import Foundation
import Scenarios

/// A text file of a site, under the path its author knows.
public struct SourceFile: Hashable, Sendable {
    /// Relative to the site's folder, with `/` between names: `content/scenarios/step-up.md`.
    public var path: String
    public var text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The file's name without its extension.
    public var slug: String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.hasSuffix(".md") ? name.dropLast(3) : name)
    }

    /// The path of the folder it is in, without a slash at the end.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
}

/// Names that become part of an address.
enum Slug {
    /// Whether a name can be a part of a path on every system and in every URL: letters, digits, `-`, `_` and `.`, the
    /// dot never first, last or twice in a row.
    static func isValid(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return allowed && !name.isEmpty && !name.hasPrefix(".") && !name.hasSuffix(".") && !name.contains("..")
    }

    static func check(_ name: String, file: String) -> Problem? {
        guard !isValid(name) else { return nil }
        return Problem(
            file: file, "“\(name)” cannot be part of an address.",
            remedy: "Use letters, digits, “-”, “_” and single dots, as in step-up.")
    }
}

/// Reads the text files below a folder.
struct SourceFolder {
    /// The site's folder.
    var root: URL

    /// Every file with the extension, sorted by path. Hidden files and folders are left out. A symbolic link is followed
    /// once: a folder that was already visited under another name is not entered again.
    ///
    /// A missing folder has no files. Mistakes are appended to `problems`, the rest is still read.
    func files(in folder: String, withExtension ext: String, _ problems: inout [Problem]) -> [SourceFile] {
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
    func read(_ path: String) throws(Problem) -> SourceFile {
        guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
            throw Problem(file: path, "the file cannot be read.", remedy: "Check that it exists and its permissions.")
        }
        return SourceFile(path: path, text: try SourceFolder.text(Array(data), file: path))
    }

    /// Bytes as text.
    static func text(_ bytes: [UInt8], file: String) throws(Problem) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .firstIndex { String(validating: $0, as: UTF8.self) == nil }
        throw Problem(
            file: file, line: line.map { $0 + 1 }, "this line is not UTF-8.", remedy: "Save the file as UTF-8.")
    }
}

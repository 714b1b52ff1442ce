import ArgumentParser
import Foundation
import Library

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new site that builds at once.",
        discussion: "Asks nothing. Writes a small site with comments; nothing that exists is touched.")

    @Argument(help: "The folder of the new site; it must be empty or not exist.")
    var folder: String

    func run() throws {
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw refusal("there is a file of this name.") }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: root.path) else {
                throw refusal("the folder cannot be read.")
            }
            // What version control keeps does not make a folder less empty.
            guard names.allSatisfy({ $0.hasPrefix(".git") }) else { throw refusal("the folder is not empty.") }
        }
        let starter = "starter/"
        for (path, bytes) in Library.files.sorted(by: { $0.key < $1.key }) where path.hasPrefix(starter) {
            let place = root.appending(path: path.dropFirst(starter.count))
            do {
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: place)
            } catch {
                throw refusal("\(place.lastPathComponent) cannot be written: \(Console.words(for: error))")
            }
            Console.remark("wrote " + path.dropFirst(starter.count))
        }
        Console.remark("Now:")
        Console.print("wirescribe build \(quoted)")
        Console.print("wirescribe serve \(quoted)")
    }

    /// The folder as one word of a shell, which no command takes for an option.
    private var quoted: String {
        let folder = folder.hasPrefix("-") ? "./" + folder : folder
        let isPlain = folder.utf8.allSatisfy { byte in
            byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || "-_./".utf8.contains(byte)
        }
        return isPlain ? folder : "'" + folder.replacing("'", with: "'\\''") + "'"
    }

    private func refusal(_ reason: String) -> ExitCode {
        Console.remark("error: \(folder): \(reason) Name a new folder, as in: wirescribe init docs")
        return ExitCode(1)
    }
}

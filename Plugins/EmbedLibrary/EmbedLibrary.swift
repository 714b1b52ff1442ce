import Foundation
import PackagePlugin

/// Packs what every site inherits, and what tells one build of the program from another, into the target's sources.
@main
struct EmbedLibrary: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let content = root.appending(path: "content")
        let folders = ["exchanges", "fields", "glossary", "revisions", "roles", "scenarios", "symptoms"]
        let packed =
            folders.flatMap { files(below: content.appending(path: $0)) }
            + files(below: root.appending(path: "templates")) + files(below: root.appending(path: "starter"))
        let program = files(below: root.appending(path: "Sources")) + [root.appending(path: "Package.resolved")]
        let library = context.pluginWorkDirectoryURL.appending(path: "Library+Files.swift")
        let fingerprint = context.pluginWorkDirectoryURL.appending(path: "Library+Fingerprint.swift")
        let tool = try context.tool(named: "embed-library")
        return [
            .buildCommand(
                displayName: "Packing the library", executable: tool.url,
                arguments: ["files", root.path, library.path],
                inputFiles: packed, outputFiles: [library]),
            .buildCommand(
                displayName: "Hashing the engine", executable: tool.url,
                arguments: ["fingerprint", root.path, fingerprint.path], inputFiles: program, outputFiles: [fingerprint]
            ),
        ]
    }

    private func files(below folder: URL) -> [URL] {
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        var found: [URL] = []
        for case let file as URL in all where !file.lastPathComponent.hasPrefix(".") && !file.hasDirectoryPath {
            found.append(file)
        }
        return found.sorted { $0.path < $1.path }
    }
}

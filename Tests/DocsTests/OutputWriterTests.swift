import Foundation
import Testing

@testable import Docs

@Suite struct OutputWriterTests {
    private let marker = OutputFile(path: "build.json", text: "{\"generator\": \"Wirescribe\"}\n")

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func theOutputIsReplacedAsAWhole() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            try OutputWriter(output).write([marker, OutputFile(path: "old/index.html", text: "old")])
            #expect(try names(folder) == ["_site", "_site/build.json", "_site/old", "_site/old/index.html"])
            try OutputWriter(output).write([marker, OutputFile(path: "new/a/index.html", text: "new")])
            #expect(
                try names(folder) == [
                    "_site", "_site/build.json", "_site/new", "_site/new/a", "_site/new/a/index.html",
                ])
        }
    }

    @Test func aFailureLeavesTheOldOutputWhole() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            try OutputWriter(output).write([marker, OutputFile(path: "old.html", text: "old")])
            let before = try names(folder)
            // A file cannot stand where a folder is needed.
            let broken = [marker, OutputFile(path: "a", text: "1"), OutputFile(path: "a/b", text: "2")]
            #expect(throws: OutputError.self) { try OutputWriter(output).write(broken) }
            #expect(try names(folder) == before)
            for path in ["../escape.html", "/etc/escape.html", "a/../../b", ""] {
                #expect(throws: OutputError(folder: output.path, reason: "“\(path)” is not a path inside the output."))
                {
                    try OutputWriter(output).write([marker, OutputFile(path: path, text: "x")])
                }
            }
            #expect(try names(folder) == before)
            #expect(
                FileManager.default.contents(atPath: output.appendingPathComponent("old.html").path) == Data("old".utf8)
            )
        }
    }

    @Test func aFolderOfSomebodyElseIsRefused() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("work")
            try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
            try OutputWriter(output).checkTarget()
            try Data("precious".utf8).write(to: output.appendingPathComponent("thesis.txt"))
            let expected = OutputError(
                folder: output.path,
                reason: "the folder holds files that Wirescribe did not make, so it is not replaced. "
                    + "Choose another output folder, or empty this one.")
            #expect(throws: expected) { try OutputWriter(output).write([marker]) }
            try Data("{\"generator\":\"other\"}".utf8).write(to: output.appendingPathComponent("build.json"))
            #expect(throws: expected) { try OutputWriter(output).checkTarget() }
            #expect(try names(output) == ["build.json", "thesis.txt"])
            let file = output.appendingPathComponent("thesis.txt")
            #expect(throws: OutputError(folder: file.path, reason: "this is a file, not a folder.")) {
                try OutputWriter(file).checkTarget()
            }
        }
    }

    @Test func leftoversOfKilledBuildsAreCleanedUp() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            // No process has this number: the largest that Linux and macOS give is smaller.
            let leftover = folder.appendingPathComponent("._site.wirescribe-99999999-1")
            try FileManager.default.createDirectory(at: leftover, withIntermediateDirectories: true)
            let aside = folder.appendingPathComponent("._site.wirescribe-99999999-1.old")
            try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
            try Data(marker.bytes).write(to: aside.appendingPathComponent("build.json"))
            let broken = [marker, OutputFile(path: "a", text: "1"), OutputFile(path: "a/b", text: "2")]
            #expect(throws: OutputError.self) { try OutputWriter(output).write(broken) }
            #expect(try names(folder) == ["_site", "_site/build.json"])
        }
    }

    @Test func theNextBuildDoesTheRestOfWhatWasBegun() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            let writer = OutputWriter(output)
            let first = try writer.begin()
            for file in [marker, OutputFile(path: "a", text: "old"), OutputFile(path: "b/c", text: "old")] {
                first.put(file)
            }
            let second = try writer.begin(try writer.finish(first))
            for file in [marker, OutputFile(path: "a", text: "new"), OutputFile(path: "b", text: "no folder")] {
                second.put(file)
            }
            #expect((second.count, second.writtenCount) == (3, 2))
            try writer.note(second.result.gone, in: second)
            // The build ends here, and its process with it.
            let leftover = folder.appendingPathComponent("._site.wirescribe-99999999-1")
            try FileManager.default.moveItem(atPath: second.folder, toPath: leftover.path)
            #expect(try names(folder).contains("_site/b/c"))
            writer.removeLeftovers()
            #expect(try names(folder) == ["_site", "_site/a", "_site/b", "_site/build.json"])
            #expect(FileManager.default.contents(atPath: output.path + "/a") == Data("new".utf8))
        }
    }

    @Test func aLinkToTheOutputStaysALink() async throws {
        try await withFolder { folder in
            let real = folder.appendingPathComponent("real")
            let link = folder.appendingPathComponent("_site")
            try FileManager.default.createDirectory(at: real, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
            try OutputWriter(link).write([marker])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == real.path)
            #expect(try names(real) == ["build.json"])
        }
    }
}

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
            func expected(_ names: String) -> OutputError {
                OutputError(
                    folder: output.path,
                    reason: "no build is recorded to have written what is in the folder: \(names). "
                        + "Choose another output folder, or empty this one.")
            }
            #expect(throws: expected("thesis.txt")) { try OutputWriter(output).write([marker]) }
            // Saying that one is a list of files is not enough.
            for claim in [#"{"generator":"other"}"#, String(decoding: marker.bytes, as: UTF8.self)] {
                try Data(claim.utf8).write(to: output.appendingPathComponent("build.json"))
                #expect(throws: expected("build.json, thesis.txt")) { try OutputWriter(output).checkTarget() }
            }
            #expect(try names(output) == ["build.json", "thesis.txt"])
            let file = output.appendingPathComponent("thesis.txt")
            #expect(throws: OutputError(folder: file.path, reason: "this is a file, not a folder.")) {
                try OutputWriter(file).checkTarget()
            }
        }
    }

    @Test func whatOthersPutThereStays() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            try OutputWriter(output).write([marker, OutputFile(path: "old/index.html", text: "old")])
            for name in [".git/HEAD", "CNAME", "old/notes.txt", "theirs/a"] {
                let place = output.appendingPathComponent(name)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("precious".utf8).write(to: place)
            }
            try OutputWriter(output).write([marker, OutputFile(path: "new.html", text: "new")])
            let kept = [
                ".git", ".git/HEAD", "CNAME", "build.json", "new.html", "old", "old/notes.txt", "theirs", "theirs/a",
            ]
            #expect(try names(output) == kept)
            for name in ["CNAME", "theirs", "old/notes.txt"] {
                let error = #expect(throws: OutputError.self) {
                    try OutputWriter(output).write([marker, OutputFile(path: name, text: "ours")])
                }
                #expect(error?.reason.contains(name) == true)
            }
            #expect(try names(output) == kept)
            #expect(FileManager.default.contents(atPath: output.path + "/CNAME") == Data("precious".utf8))
        }
    }

    @Test func whatSomebodyChangedIsPutAside() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            try OutputWriter(output).write(
                [marker, OutputFile(path: "a.html", text: "old"), OutputFile(path: "b.html", text: "old")])
            for name in ["a.html", "b.html"] {
                try Data("changed by hand".utf8).write(to: output.appendingPathComponent(name))
            }
            let new = [marker, OutputFile(path: "a.html", text: "new")]
            #expect(throws: OutputError.self) { try OutputWriter(output).write(new) }
            let aside = folder.appendingPathComponent("aside").path
            try OutputWriter(output, aside: aside).write(new)
            #expect(FileManager.default.contents(atPath: output.path + "/a.html") == Data("new".utf8))
            #expect(FileManager.default.contents(atPath: aside + "/a.html") == Data("changed by hand".utf8))
            // The site has it no more, and it is not what a build wrote.
            #expect(FileManager.default.contents(atPath: output.path + "/b.html") == Data("changed by hand".utf8))
        }
    }

    @Test func leftoversOfKilledBuildsAreCleanedUp() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            // No process has this number: the largest that Linux and macOS give is smaller.
            let leftover = folder.appendingPathComponent("._site.wirescribe-99999999-1")
            try FileManager.default.createDirectory(
                at: leftover.appendingPathComponent("files"), withIntermediateDirectories: true)
            try Data("new".utf8).write(to: leftover.appendingPathComponent("files/x"))
            let broken = [marker, OutputFile(path: "a", text: "1"), OutputFile(path: "a/b", text: "2")]
            #expect(throws: OutputError.self) { try OutputWriter(output).write(broken) }
            #expect(try names(folder) == [])
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
            let known = try writer.finish(first).record
            writer.clear(first)
            let second = try writer.begin(known)
            for file in [marker, OutputFile(path: "a", text: "new"), OutputFile(path: "b", text: "no folder")] {
                second.put(file)
            }
            second.putManifest()
            let (record, written, gone) = second.result
            #expect((written.sorted(), gone) == (["a", "b", "build.json"], ["b/c"]))
            var new: [String: ContentHash] = [:]
            for path in written { new[path] = record.files[path]?.hash }
            let plan = OutputPlan(writer.folder, new: new, gone: gone, owned: second.owned)
            #expect(plan.journal.write(to: second.folder))
            // The build ends here, and its process with it.
            let leftover = folder.appendingPathComponent("._site.wirescribe-99999999-1")
            try FileManager.default.moveItem(atPath: second.folder, toPath: leftover.path)
            #expect(try names(folder).contains("_site/b/c"))
            writer.endLeftovers()
            let moved = ["_site", "_site/a", "_site/b", "_site/build.json"]
            #expect(try names(folder).filter { $0.hasPrefix("_site") } == moved)
            #expect(FileManager.default.contents(atPath: output.path + "/a") == Data("new".utf8))
            // The build that moved them is killed as well, somebody writes into the list, and the site has “b” no more:
            // only the journal knows that “b” is no file of somebody else.
            try Data("{}".utf8).write(to: output.appendingPathComponent("build.json"))
            let third = try writer.begin(OutputRecord())
            #expect(third.owned.record.files.keys.sorted() == ["a", "b", "b/c", "build.json"])
            for file in [marker, OutputFile(path: "a", text: "new")] { third.put(file) }
            #expect(throws: OutputError.self) { try writer.finish(third) }
            try FileManager.default.removeItem(atPath: output.path + "/build.json")
            let fourth = try writer.begin(OutputRecord())
            for file in [marker, OutputFile(path: "a", text: "new")] { fourth.put(file) }
            _ = try writer.finish(fourth)
            writer.clear(fourth)
            #expect(try names(folder) == ["_site", "_site/a", "_site/build.json"])
        }
    }

    /// Each of them once, however many files of the site are to go there, and nothing is written.
    @Test func whatIsInTheWayIsToldOnce() async throws {
        try await withFolder { folder in
            let output = folder.appendingPathComponent("_site")
            try OutputWriter(output).write([marker, OutputFile(path: "a.html", text: "a")])
            try FileManager.default.createDirectory(
                at: output.appendingPathComponent("empty"), withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: output.appendingPathComponent("file"))
            try Data("b".utf8).write(to: output.appendingPathComponent("b.html"))
            let before = try names(folder)
            let new = ["a.html", "b.html", "empty/a", "empty/b", "empty/deep/c", "file/a", "file/b"]
            let error = #expect(throws: OutputError.self) {
                try OutputWriter(output).write([marker] + new.map { OutputFile(path: $0, text: "b") })
            }
            let reason = try #require(error?.reason)
            for (what, why) in [
                ("empty", " is an empty folder that no build made"), ("file", " is no folder"),
                ("b.html", " is a file that no build wrote"),
            ] { #expect(reason.components(separatedBy: what + why).count == 2, "\(what): \(reason)") }
            #expect(try names(folder) == before)
        }
    }

    @Test func aLinkToTheOutputStaysALink() async throws {
        try await withFolder { folder in
            let real = folder.appendingPathComponent("real")
            let link = folder.appendingPathComponent("_site")
            try FileManager.default.createDirectory(at: real, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
            try OutputWriter(link).write([marker, OutputFile(path: "a.html", text: "a")])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == real.path)
            #expect(try names(real) == ["a.html", "build.json"])
        }
    }
}

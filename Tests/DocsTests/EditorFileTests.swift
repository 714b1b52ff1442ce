import Authoring
import Foundation
import Testing

@testable import Docs

/// What editors leave beside a file while it is open is no part of a site, and no mistake either.
@Suite struct EditorFileTests {
    static let names = [
        "a.md~", "#a.md#", ".#a.md", ".a.md.swp", ".a.md.swx", "a.md___jb_tmp___", "a.md___jb_old___",
        ".goutputstream-X",
        ".~lock.a.odt#", "folder~/a.md",
    ]

    @Test func theyAreNeitherPagesNorFilesBesidePages() async throws {
        try await withFolder { folder in
            for name in ["a.md"] + Self.names {
                let place = folder.appendingPathComponent("content/" + name)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("---\ntitle: A\n---\n".utf8).write(to: place)
            }
            // Emacs marks an open file by a link that leads to nothing.
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/content/.#b.md", withDestinationPath: "user@host.1:2")
            var problems: [Problem] = []
            let tree = ContentTree(of: folder.path, excluding: [], &problems)
            #expect(tree.pages == ["a.md"] && tree.others.isEmpty)
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    @Test(arguments: ["a.md", "a~b.png", "#a.md", "a#", "x.tmp"])
    func otherNamesAreOfTheAuthor(_ name: String) { #expect(!EditorFiles.isOne(name)) }
}

import Foundation
import Testing

@testable import Preview

/// Edits that `serve` must see. Nothing here depends on how long a notice takes.
struct FolderWatchTests {
    /// A folder that is gone afterwards.
    private final class Folder: Sendable {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: url.appending(path: "content/real"), withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: url.appending(path: path))
        }

        func make(_ path: String) throws {
            try FileManager.default.createDirectory(at: url.appending(path: path), withIntermediateDirectories: true)
        }

        func remove(_ path: String) throws { try FileManager.default.removeItem(at: url.appending(path: path)) }

        func link(_ path: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: url.appending(path: path).path, withDestinationPath: target)
        }

        func watch(most: Int = .max) -> FolderChanges {
            FolderWatch(url, ignoring: ["_site"], most: most).changes()
        }
    }

    /// Waits until a change is told that may be that of a file.
    private func expect(_ path: String, in changes: FolderChanges) async {
        for await _ in changes.bursts {
            guard let paths = changes.take() else { return }
            if paths.contains(path) { return }
        }
    }

    @Test(arguments: [Int.max, 0])
    func anEditIsSeen(most: Int) async throws {
        let folder = try Folder()
        try folder.write("content/a.md", "1")
        let changes = folder.watch(most: most)
        try folder.write("content/a.md", "22")
        await expect("content/a.md", in: changes)
        #expect((changes.notice() != nil) == (most == 0))
    }

    @Test(arguments: [Int.max, 0])
    func editsInAFolderThatWasReplacedAreSeen(most: Int) async throws {
        let folder = try Folder()
        let changes = folder.watch(most: most)
        for round in 0..<3 {
            try folder.remove("content/real")
            try folder.make("content/real")
            try folder.write("content/real/a.md", "\(round)")
            await expect("content/real/a.md", in: changes)
            try folder.write("content/real/b.md", "later \(round)")
            await expect("content/real/b.md", in: changes)
        }
    }

    @Test(arguments: [Int.max, 0])
    func editsOfWhatALinkLeadsToAreSeen(most: Int) async throws {
        let folder = try Folder()
        let outside = try Folder()
        try folder.make(".parts")
        try folder.write(".parts/p.md", "1")
        try folder.write("content/real/r.md", "1")
        try outside.write("content/o.md", "1")
        try folder.link("content/p.md", to: "../.parts/p.md")
        try folder.link("content/r.md", to: "real/r.md")
        try folder.link("content/o.md", to: outside.url.path + "/content/o.md")
        try folder.link("content/parts", to: "../.parts")
        let changes = folder.watch(most: most)
        try folder.write(".parts/p.md", "22")
        await expect("content/p.md", in: changes)
        try folder.write("content/real/r.md", "22")
        await expect("content/r.md", in: changes)
        try outside.write("content/o.md", "22")
        await expect("content/o.md", in: changes)
        try folder.link("content/later.md", to: "../.later.md")
        await expect("content/later.md", in: changes)
    }

    @Test func theLimitOfTheKernelIsToldAndPassedBy() async throws {
        let folder = try Folder()
        let changes = folder.watch(most: 3)
        #expect(changes.notice() == nil)
        try folder.make("content/new/deep")
        await expect("content/new/deep", in: changes)
        #expect(changes.notice()?.contains("max_user_watches") == true)
        #expect(changes.notice() == nil)
        try folder.write("content/new/deep/a.md", "1")
        await expect("content/new/deep/a.md", in: changes)
    }

    @Test func aSiteThatIsTakenAwayAndBroughtBackIsSeen() async throws {
        let folder = try Folder()
        let changes = folder.watch()
        let aside = folder.url.path + "-aside"
        defer { try? FileManager.default.removeItem(atPath: aside) }
        try FileManager.default.moveItem(atPath: folder.url.path, toPath: aside)
        try FileManager.default.moveItem(atPath: aside, toPath: folder.url.path)
        await expect("content", in: changes)
        try folder.write("content/real/a.md", "1")
        await expect("content/real/a.md", in: changes)
    }

    @Test func whatTheBuildReadsIsWatched() throws {
        let folder = try Folder()
        for path in ["static/.well-known", "_site/content", ".git", "node_modules/x", "content/real/node_modules"] {
            try folder.make(path)
        }
        try folder.link("content/circle", to: "..")
        let watched = WatchedFolders(root: folder.url.path, ignored: ["_site"])
        let paths = Set(watched.scan().folders.compactMap(\.path))
        #expect(
            paths == [
                "", "content", "content/real", "content/real/node_modules", "static", "static/.well-known",
            ])
        #expect(watched.isRead(".nojekyll", in: "static"))
        #expect(!watched.isRead(".page.md.swp", in: "content"))
        #expect(!watched.isRead("page.md~", in: "content"))
        #expect(!watched.isRead(".env", in: ""))
    }
}

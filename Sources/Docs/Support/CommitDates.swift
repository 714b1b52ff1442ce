import Authoring
import Foundation

/// When files were last changed, as the version control knows it. It is asked once for a whole site.
package enum CommitDates {
    /// Seconds since 1970 by the path of a file, relative to the site's folder; nothing when that is no checkout.
    static func read(in root: String) -> [String: Int] {
        let log = output(
            of: [
                "-c", "core.quotePath=false", "log", "--format=%x00%ct", "--name-only", "--relative", "--no-renames",
                "--",
                "content",
            ], in: root)
        return log.map(parse) ?? [:]
    }

    /// Differs whenever the dates may: the newest commit, and where a shallow history begins.
    package static func state(of root: String) -> ContentHash {
        let places = output(of: ["rev-parse", "HEAD", "--show-prefix", "--git-path", "shallow"], in: root) ?? ""
        var hasher = ContentHasher()
        hasher.add(places)
        if let shallow = places.split(separator: "\n").last {
            let path = shallow.hasPrefix("/") ? String(shallow) : root + "/" + shallow
            hasher.add(Files.read(path)?.bytes ?? [])
        }
        return hasher.finish()
    }

    /// What git says; nil when it fails.
    private static func output(of arguments: [String], in root: String) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", root] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Commits come newest first, so the first one that names a file counts. A clock that was wrong beyond all calendars says
    /// nothing.
    static func parse(_ log: String) -> [String: Int] {
        var dates: [String: Int] = [:]
        var date: Int?
        for line in log.split(separator: "\n") {
            if line.first == "\u{0}" {
                date = Int(line.dropFirst()).flatMap { Day.seconds.contains($0) ? $0 : nil }
            } else if let date, dates[String(line)] == nil {
                dates[String(line)] = date
            }
        }
        return dates
    }
}

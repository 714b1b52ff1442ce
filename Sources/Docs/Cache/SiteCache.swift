import Authoring
import Foundation
import Wire

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What builds of a site leave for the next one: files in `.wirescribe/` of the site's folder.
///
/// A file appears whole or not at all, whenever a build ends. One that another program wrote, or that is damaged, counts
/// as none.
public struct SiteCache: Sendable {
    /// The folder's name in that of the site.
    public static let name = ".wirescribe"
    private static let magic = Array("wirescribe cache 1\n".utf8)

    let folder: String
    /// Differs between two programs that may make something else of the same site.
    private let program: ContentHash

    /// Makes the folder where a site has none; nil when that cannot be.
    public init?(of site: String, program: ContentHash) {
        // A folder that is no site gets none.
        guard Files.kind(site + "/wirescribe.yml") != nil else { return nil }
        folder = site + "/" + SiteCache.name
        self.program = program
        guard Files.makeFolder(folder + "/runs") else { return nil }
        // The folder tells version control itself that it is nobody's business.
        let ignore = folder + "/.gitignore"
        if FileStamp(path: ignore) == nil { _ = Files.write(Array("*\n".utf8), to: ignore) }
    }

    /// The parts of a file, ready to be read; nil when there is none that can be used.
    package func read(_ name: String) -> [ByteReader]? {
        guard let bytes = Files.read(folder + "/" + name)?.bytes, bytes.starts(with: SiteCache.magic) else {
            return nil
        }
        var place = SiteCache.magic.count
        var reader = ByteReader(bytes, in: place..<bytes.count)
        guard let written = try? ContentHash(from: &reader), written == program else { return nil }
        place += 16
        var parts: [ByteReader] = []
        while true {
            var head = ByteReader(bytes, in: place..<bytes.count)
            guard let length = try? head.fixed(), let sum = try? ContentHash(from: &head) else { return nil }
            place += 24
            if length == SiteCache.end { return place == bytes.count ? parts : nil }
            guard length <= UInt64(bytes.count - place) else { return nil }
            let range = place..<(place + Int(length))
            var hasher = ContentHasher()
            bytes.withUnsafeBytes { hasher.add(UnsafeRawBufferPointer(rebasing: $0[range])) }
            guard hasher.finish() == sum else { return nil }
            parts.append(ByteReader(bytes, in: range))
            place = range.upperBound
        }
    }

    /// What stands for the length of a part where there is none left.
    private static let end = UInt64.max

    /// Writes a file beside its place and moves it there. A file that cannot be written costs time, not a build.
    ///
    /// - Parameter parts: made one after the other, so that they need not all be in memory.
    package func write(_ name: String, parts count: Int = 1, _ part: (Int) -> [UInt8]) {
        let place = folder + "/" + name
        let new = place + ".\(getpid())-\(UInt32.random(in: .min ... .max)).new"
        let stamp = Files.write(to: new) { put in
            var head = ByteWriter()
            program.write(to: &head)
            guard put(SiteCache.magic + head.bytes) else { return false }
            for number in 0..<count {
                let content = part(number)
                head = ByteWriter()
                head.write(UInt64(content.count))
                ContentHash(content).write(to: &head)
                guard put(head.bytes), put(content) else { return false }
            }
            head = ByteWriter()
            head.write(SiteCache.end)
            ContentHash().write(to: &head)
            return put(head.bytes)
        }
        guard stamp != nil, rename(new, place) == 0 else {
            unlink(new)
            return
        }
    }

    /// Removes the files whose names begin like this, but for one.
    func removeFiles(_ prefix: String, besides kept: String) {
        for entry in Files.entries(of: folder) ?? [] where entry.name.hasPrefix(prefix) && entry.name != kept {
            remove(entry.name)
        }
    }

    func remove(_ name: String) { unlink(folder + "/" + name) }

    /// Removes what builds that were killed left half written, and runs that nobody asked for in a week.
    ///
    /// - Parameter used: the names of the runs that this build used.
    package func tidy(keepingRuns used: Set<String>) {
        let week: Int64 = 7 * 86_400_000_000_000
        let now = FileStamp.now
        for part in ["", "runs/"] {
            for entry in Files.entries(of: folder + "/" + part) ?? [] where entry.kind == .file {
                let name = part + entry.name
                if entry.name.hasSuffix(".new") {
                    let process = entry.name.split(separator: ".").dropLast().last?.prefix { $0.isNumber } ?? ""
                    if let id = pid_t(process), isRunning(id) { continue }
                    remove(name)
                } else if !part.isEmpty, !used.contains(name), let stamp = FileStamp(path: folder + "/" + name),
                    stamp.modified < now - week
                {
                    remove(name)
                }
            }
        }
    }
}

/// Whether there is a process with this number.
func isRunning(_ process: pid_t) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

extension ContentHash {
    package func write(to writer: inout ByteWriter) {
        writer.write(high)
        writer.write(low)
    }

    package init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        self.init(high: try reader.fixed(), low: try reader.fixed())
    }
}

extension FileStamp {
    func write(to writer: inout ByteWriter) {
        writer.write(Int(size))
        writer.write(UInt64(bitPattern: modified))
        writer.write(UInt64(bitPattern: changed))
        writer.write(inode)
    }

    init(from reader: inout ByteReader) throws(ByteReader.Damage) {
        self.init()
        size = Int64(try reader.int())
        modified = Int64(bitPattern: try reader.fixed())
        changed = Int64(bitPattern: try reader.fixed())
        inode = try reader.fixed()
    }
}

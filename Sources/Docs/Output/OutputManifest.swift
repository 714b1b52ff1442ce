import Authoring
import Wire

/// The list of an output's files in its `build.json`: by it a build knows what earlier ones wrote, wherever the folder has
/// been since. A file with other bytes is somebody else's.
struct OutputManifest {
    /// The fingerprints of all other files, by path.
    private(set) var files: [String: ContentHash] = [:]

    private init() {}

    /// Reads a list; nil where there is none, or where somebody has changed it.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["generator"]?.string == OutputWriter.generator,
            case .object(let members)? = json["files"], let sum = json["sum"]?.string
        else { return nil }
        for member in members {
            guard let text = member.value.string, let hash = ContentHash(digits: text),
                OutputManifest.isInside(member.name)
            else { return nil }
            files[member.name] = hash
        }
        guard sum == OutputManifest.sum(OutputManifest.sorted(files)).description else { return nil }
    }

    /// Whether a path can be that of a file in a folder.
    static func isInside(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0) && SitePath.normalized(path) == path
    }

    /// A `build.json` with the list.
    ///
    /// - Parameter head: what it says besides, as an object.
    static func text(_ head: [UInt8], _ files: [String: ContentHash]) -> [UInt8] {
        let sorted = sorted(files)
        var out = Array(head.reversed().drop { $0 <= 0x20 }.dropFirst().drop { $0 <= 0x20 }.reversed())
        if out.last != UInt8(ascii: "{") { out.append(UInt8(ascii: ",")) }
        out += "\n  \"files\": {".utf8
        for (number, (path, hash)) in sorted.enumerated() {
            out += (number == 0 ? "\n" : ",\n").utf8
            out += JSON.string(path).text().utf8
            out += ":\"\(hash)\"".utf8
        }
        out += "\n  },\n  \"sum\": \"\(sum(sorted))\"\n}\n".utf8
        return out
    }

    private static func sorted(_ files: [String: ContentHash]) -> [(String, ContentHash)] {
        files.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    private static func sum(_ files: [(String, ContentHash)]) -> ContentHash {
        var hasher = ContentHasher()
        for (path, hash) in files {
            hasher.add(path)
            hasher.add(hash)
        }
        return hasher.finish()
    }
}

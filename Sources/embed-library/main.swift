import Foundation

/// Writes one Swift file for the target `Library`.
///
///     embed-library files ROOT OUTPUT         the library content, as pairs of a path and its bytes in base 64
///     embed-library fingerprint ROOT OUTPUT   a hash of the program's sources and of the versions it is built with
///
/// The output is touched only when it changes, so that nothing is compiled in vain.
let arguments = CommandLine.arguments
guard arguments.count == 4 else { fatalError("embed-library files|fingerprint ROOT OUTPUT") }
let root = URL(filePath: arguments[2], directoryHint: .isDirectory)

/// Every file below some folders of the root, sorted by path.
func files(_ folders: [String]) -> [String] {
    var found: [String] = []
    for folder in folders {
        let place = root.appending(path: folder)
        guard let all = FileManager.default.enumerator(atPath: place.path) else { continue }
        for case let name as String in all where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            var isFolder: ObjCBool = false
            let path = place.appending(path: name).path
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            found.append(folder + "/" + name)
        }
    }
    return found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
}

func bytes(_ path: String) throws -> Data { try Data(contentsOf: root.appending(path: path)) }

func packedLibrary() throws -> String {
    let folders = ["exchanges", "fields", "glossary", "revisions", "roles", "scenarios", "symptoms"].map {
        "content/" + $0
    }
    let paths = files(folders + ["starter", "templates"])
    var text = """
        // Made by embed-library from content/, starter/ and templates/.

        extension Library {
            /// Differs between two programs that carry different files.
            public static let digest = "\(try digest(paths))"
            static let packed: [(StaticString, StaticString)] = [

        """
    for path in paths { text += "        (\"\(path)\", \"\(try bytes(path).base64EncodedString())\"),\n" }
    return text + "    ]\n}\n"
}

/// A hash of the names and contents of files, 32 hexadecimal digits.
func digest(_ paths: [String]) throws -> String {
    // FNV-1a over 128 bits in two halves with different starts: no secret depends on it, only that a change shows.
    var halves: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4]
    func add(_ data: some Sequence<UInt8>) {
        for byte in data {
            halves[0] = (halves[0] ^ UInt64(byte)) &* 0x100_0000_01B3
            halves[1] = (halves[1] ^ UInt64(byte ^ 0x5A)) &* 0x1000_0000_01B3
        }
    }
    for path in paths {
        add(path.utf8)
        add([0])
        add(try bytes(path))
        add([0])
    }
    return halves.map { half in
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}

func fingerprint() throws -> String {
    let versions = ["Package.resolved"].filter { (try? bytes($0)) != nil }
    return """
        // Made by embed-library from Sources/ and Package.resolved.

        extension Library {
            /// Differs between two builds of the program that may record or render differently. The version of libcmark is
            /// known only at run time, and belongs to every cache key as well.
            public static let fingerprint = "\(try digest(files(["Sources"]) + versions))"
        }

        """
}

let text = Data(try (arguments[1] == "files" ? packedLibrary() : fingerprint()).utf8)
let output = URL(filePath: arguments[3])
if (try? Data(contentsOf: output)) != text { try text.write(to: output) }

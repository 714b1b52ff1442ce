import Foundation

/// What every site inherits without having it on disk: explanations, scenario pages and the standard theme, as they were
/// when the program was built.
public enum Library {
    /// The files by path, such as `content/fields/code.md` or `templates/page.mustache`. Decoded on first use.
    public static let files = files(below: "")

    /// Those below a folder, such as `templates/`.
    public static func files(below folder: String) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (path, text) in packed {
            let path = path.description
            guard path.hasPrefix(folder) else { continue }
            let encoded = text.withUTF8Buffer { Data($0) }
            files[path] = Data(base64Encoded: encoded).map(Array.init) ?? []
        }
        return files
    }
}

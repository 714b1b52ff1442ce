import Foundation

/// What every site inherits without having it on disk: explanations, scenario pages and the standard theme, as they were
/// when the program was built.
public enum Library {
    /// The files by path, such as `content/fields/code.md` or `templates/page.mustache`. Decoded on first use.
    public static let files: [String: [UInt8]] = {
        var files: [String: [UInt8]] = [:]
        for (path, text) in packed {
            let encoded = text.withUTF8Buffer { Data($0) }
            files[path.description] = Data(base64Encoded: encoded).map(Array.init) ?? []
        }
        return files
    }()
}

/// Names of files that carry a fingerprint of their content, so that browsers may keep them for ever.
struct Fingerprints {
    /// The new names by the old ones.
    private(set) var names: [String: String] = [:]

    init(_ files: [OutputFile]) {
        for file in files where Fingerprints.isFingerprinted(file.path) {
            names[file.path] = Fingerprints.name(file.path, file.bytes)
        }
    }

    /// Stylesheets, scripts, pictures and fonts.
    static func isFingerprinted(_ path: String) -> Bool {
        let kinds = ["css", "js", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "woff2"]
        return path.split(separator: "/").last?.split(separator: ".").last.map { kinds.contains(String($0)) } ?? false
    }

    /// `assets/site.css` becomes `assets/site.0123456789.css`.
    static func name(_ path: String, _ bytes: [UInt8]) -> String {
        guard let dot = path.lastIndex(of: ".") else { return path }
        return path[..<dot] + "." + ContentHash(bytes).short + path[dot...]
    }
}

extension PageTemplates {
    /// The same templates with other names for the files that stand behind `{{root}}`.
    func renaming(_ names: [String: String]) -> PageTemplates { PageTemplates(renamed: self, names) }
}

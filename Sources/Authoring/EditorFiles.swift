/// Names under which editors keep for a while what is not saved yet, or what was there before.
package enum EditorFiles {
    /// Whether such a file is no part of a site: neither built nor watched.
    package static func isOne(_ name: some StringProtocol) -> Bool {
        if name.hasSuffix("~") || name.hasPrefix(".#") || name.hasPrefix("#") && name.hasSuffix("#") { return true }
        if name.hasSuffix("___jb_tmp___") || name.hasSuffix("___jb_old___") { return true }
        guard name.hasPrefix(".") else { return false }
        return [".swp", ".swo", ".swx", ".tmp", ".kate-swp"].contains { name.hasSuffix($0) }
            || name.hasPrefix(".goutputstream") || name.hasPrefix(".~lock")
    }
}

/// Names that become part of an address.
package enum Slug {
    /// Whether a name can be a part of a path on every system and, percent-encoded, in every address.
    ///
    /// Letters, digits, marks, signs and spaces of all scripts will do. What ends a path or a part of an address, what one
    /// of the systems takes for something else, and what nobody sees will not; the dot is never first, last or twice in a
    /// row, the space never first or last.
    package static func isValid(_ name: String) -> Bool {
        if name.isEmpty || name.hasPrefix(".") || name.hasSuffix(".") || name.contains("..") { return false }
        guard let first = name.unicodeScalars.first, let last = name.unicodeScalars.last else { return false }
        return !first.properties.isWhitespace && !last.properties.isWhitespace
            && name.unicodeScalars.allSatisfy(isAllowed)
    }

    private static let reserved = Set("/\\?#%*:|\"<>`".unicodeScalars)

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if reserved.contains(scalar) { return false }
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        // Joiners shape letters and pictures; what else is invisible would let two names look alike.
        case .format: return scalar.value == 0x200C || scalar.value == 0x200D
        default: return true
        }
    }

    /// Whether an address that begins at the root of a site, without percent signs, can be that of a page: also one where
    /// the standards of the web look for files (RFC 8615).
    package static func isAddress(_ address: String) -> Bool {
        let parts = address.split(separator: "/")
        let inside = parts.first == ".well-known" && parts.count > 1 ? parts.dropFirst() : parts[...]
        return address.hasPrefix("/") && inside.allSatisfy { isValid(String($0)) }
    }

    package static func check(_ name: String, file: String) -> Problem? {
        guard !isValid(name) else { return nil }
        return Problem(
            file: file, "“\(name)” cannot be part of an address.",
            remedy:
                "Use letters, digits, spaces, “-”, “_” and single dots, as in step-up; none of / \\ ? # % * : | < >.")
    }
}

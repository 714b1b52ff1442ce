/// Names that become part of an address.
package enum Slug {
    /// Whether a name can be a part of a path on every system and in every URL: letters, digits, `-`, `_` and `.`, the
    /// dot never first, last or twice in a row.
    package static func isValid(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return allowed && !name.isEmpty && !name.hasPrefix(".") && !name.hasSuffix(".") && !name.contains("..")
    }

    package static func check(_ name: String, file: String) -> Problem? {
        guard !isValid(name) else { return nil }
        return Problem(
            file: file, "“\(name)” cannot be part of an address.",
            remedy: "Use letters, digits, “-”, “_” and single dots, as in step-up.")
    }
}

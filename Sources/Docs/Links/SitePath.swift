import Foundation

/// Addresses inside the site. An address such as `/scenarios/step-up/` is what authors write; a path such as
/// `scenarios/step-up/index.html` is where the page is written.
package enum SitePath {
    /// The way from a page back to the site's root: empty, or `../` repeated.
    package static func root(of page: String) -> String {
        String(repeating: "../", count: page.utf8.count { $0 == UInt8(ascii: "/") })
    }

    /// Where a file of an author is written. Systems spell one name in several ways; addresses have one of them.
    package static func ofFile(_ path: some StringProtocol) -> String {
        path.utf8.allSatisfy { $0 < 0x80 } ? String(path) : path.precomposedStringWithCanonicalMapping
    }

    /// A path as a part of an address, in which everything has its percent sign that RFC 3986 does not let stand. A colon
    /// has one too, so that no name looks like a scheme.
    package static func encoded(_ path: some StringProtocol) -> String {
        if path.utf8.allSatisfy(isPlain) { return String(path) }
        var out: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) {
                out.append(byte)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                out += Array(("%" + (digits.count < 2 ? "0" : "") + digits).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=@/".utf8.contains(byte)
        }
    }

    /// The reference from one page to another, as it stands in `href`.
    ///
    /// - Parameter isPretty: whether `index.html` at its end is left out, which needs a server.
    package static func relative(from page: String, to path: String, isPretty: Bool = false) -> String {
        guard isPretty, path == "index.html" || path.hasSuffix("/index.html") else {
            return relative(from: page, toFile: path)
        }
        let folder = relative(from: page, toFile: path).dropLast("index.html".count)
        return folder.isEmpty ? "./" : String(folder)
    }

    private static func relative(from page: String, toFile path: String) -> String {
        // Both begin with the same folders up to the last slash before they differ.
        var common = path.startIndex
        var rest = page.utf8[...]
        for (index, byte) in zip(path.utf8.indices, path.utf8) {
            guard let first = rest.first, first == byte else { break }
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "/") { common = path.utf8.index(after: index) }
        }
        let shared = path.utf8.distance(from: path.startIndex, to: common)
        let ups = page.utf8.dropFirst(shared).count { $0 == UInt8(ascii: "/") }
        return String(repeating: "../", count: ups) + encoded(path[common...])
    }

    /// The address of a page.
    package static func address(of path: String) -> String {
        "/" + (path.hasSuffix("index.html") ? path.dropLast("index.html".count) : path[...])
    }

    /// The folder of a file, with a slash at its end; empty for one that is in none.
    static func folder(of file: String) -> String {
        file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[...$0]) } ?? ""
    }

    /// Whether the path of an address can only be that of a folder.
    static func isFolder(_ path: String) -> Bool {
        let last = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return last.isEmpty || last == "." || last == ".."
    }

    /// The page that comes from a Markdown file of `content/`.
    package static func page(ofContent file: String) -> String? {
        guard file.hasPrefix("content/"), file.hasSuffix(".md") else { return nil }
        let inside = file.dropFirst("content/".count).dropLast(".md".count)
        if inside == "index" { return "index.html" }
        return (inside.hasSuffix("/index") ? inside.dropLast("/index".count) : inside) + "/index.html"
    }

    /// The path that a relative reference on a page leads to, or nil when it leaves the root.
    static func joined(_ page: String, _ reference: String) -> String? {
        var rest = reference[...]
        var folder = page[...]
        func dropName() -> Bool {
            guard let slash = folder.utf8.dropLast().lastIndex(of: UInt8(ascii: "/")) else {
                defer { folder = "" }
                return !folder.isEmpty
            }
            folder = folder[...slash]
            return true
        }
        _ = dropName()
        while rest.utf8.starts(with: "../".utf8) {
            guard dropName() else { return nil }
            rest = rest.dropFirst(3)
        }
        // What is left has seldom anything else that normalizing would change.
        var last = UInt8(ascii: "/")
        for byte in rest.utf8 {
            if last == UInt8(ascii: "/"), byte == last || byte == UInt8(ascii: ".") {
                return normalized(String(folder + "/" + rest))
            }
            last = byte
        }
        return last == UInt8(ascii: "/") ? normalized(String(folder + "/" + rest)) : String(folder + rest)
    }

    /// A path without `.` and `..`, or nil when it leaves the root.
    package static func normalized(_ path: String) -> String? {
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return String(decoding: Array(parts.joined(separator: CollectionOfOne(UInt8(ascii: "/")))), as: UTF8.self)
    }
}

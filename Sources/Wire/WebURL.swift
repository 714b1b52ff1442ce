/// An absolute `http` or `https` URL, split but never normalized: comparing issuers and redirect URIs is comparing strings.
public struct WebURL: Hashable, Sendable, CustomStringConvertible {
    public var scheme: String
    /// Host and optional port as written.
    public var authority: String
    /// Starts with `/`, or is empty.
    public var path: String
    /// Without the `?`.
    public var query: String?
    /// Without the `#`.
    public var fragment: String?

    /// Nil unless the text is `http://…` or `https://…` with a host.
    public init?(_ text: String) {
        let lower = text.prefix(8).lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return nil }
        scheme = lower.hasPrefix("https://") ? "https" : "http"
        var rest = text.dropFirst(scheme.count + 3)
        // Byte by byte: a delimiter with a combining mark behind it is one Character, and still a delimiter.
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(rest[rest.utf8.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        authority = String(rest[..<slash])
        path = String(rest[slash...])
        guard !authority.isEmpty, !authority.utf8.contains(UInt8(ascii: "@")),
            !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
    }

    public var origin: String { scheme + "://" + authority }

    /// The host without its port; brackets of an IPv6 literal stay.
    public var host: String {
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return authority }
        return String(authority[..<colon])
    }

    /// The port, explicit or by scheme.
    public var port: Int {
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            return scheme == "https" ? 443 : 80
        }
        let digits = authority[authority.index(after: colon)...]
        return digits.isEmpty ? (scheme == "https" ? 443 : 80) : Int(digits) ?? 0
    }

    /// Whether the host is `localhost` or a loopback address.
    public var isLoopback: Bool {
        host == "localhost" || host == "[::1]"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// Path and query as a request target (RFC 9112 section 3.2.1).
    public var target: String { (path.isEmpty ? "/" : path) + (query.map { "?" + $0 } ?? "") }

    public var description: String {
        origin + path + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }

    /// As it may stand in a header: what stands in no URI is percent-encoded (RFC 3986 section 2).
    public var headerValue: String { Percent.encodeForURI(description) }

    /// The query's fields, decoded.
    public var form: Form { Form(parsing: query ?? "") }

    /// The same URL with these fields added to its query.
    public func adding(_ fields: Form) -> WebURL {
        guard !fields.fields.isEmpty else { return self }
        var copy = self
        copy.query = [query, fields.encoded].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "&")
        return copy
    }

    /// The URL of a reference seen in a page or a `Location` header: absolute, or a path on this origin.
    public func resolving(_ reference: String) -> WebURL? {
        if let absolute = WebURL(reference) { return absolute }
        guard reference.hasPrefix("/"), !reference.hasPrefix("//") else { return nil }
        return WebURL(origin + reference)
    }

    /// The well-known URL of this identifier: the suffix stands between host and path or query (RFC 8414 section 3.1,
    /// RFC 9728 section 3.1). A path of just `/` counts as none.
    public func inserting(wellKnown suffix: String) -> String {
        origin + "/.well-known/" + suffix + (path == "/" ? "" : path) + (query.map { "?" + $0 } ?? "")
    }

    /// The well-known URL with the suffix after the path (OpenID Connect Discovery 1.0 section 4).
    public func appending(wellKnown suffix: String) -> String {
        origin + (path.hasSuffix("/") ? String(path.dropLast()) : path) + "/.well-known/" + suffix
    }
}

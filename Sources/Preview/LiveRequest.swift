/// What a browser asks the preview for.
struct LiveRequest {
    var method: String
    /// The host and port that are meant; nil when the request does not say, or says it twice.
    var host: String?
    /// As it was sent, without the query.
    var path: Substring
    /// With its question mark; empty when there is none.
    var query: Substring
    /// The values of `Range` and `If-Range`.
    var range: String?
    var condition: String?
    /// The values of `If-Match` and `If-None-Match`; nil where there are none.
    var match: String?
    var noneMatch: String?

    /// - Parameters:
    ///   - target: a path, or a whole address, in which case the host in it is the one that is meant (RFC 9112, section
    ///     3.2.2).
    ///   - hosts: the values of `Host`.
    ///   - matches: the values of `If-Match`.
    ///   - noneMatches: the values of `If-None-Match`.
    init(
        method: String, target: String, hosts: [String], range: String? = nil, condition: String? = nil,
        matches: [String] = [], noneMatches: [String] = []
    ) {
        self.method = method
        self.range = range
        self.condition = condition
        match = matches.isEmpty ? nil : matches.joined(separator: ",")
        noneMatch = noneMatches.isEmpty ? nil : noneMatches.joined(separator: ",")
        host = hosts.count == 1 ? hosts[0] : nil
        var rest = target[...]
        let scheme = "http://"
        if rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            if hosts.count <= 1 { host = String(rest[..<end]) }
            rest = rest[end...]
        }
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        path = rest[..<mark]
        query = rest[mark...]
        if path.isEmpty { path = "/" }
    }

    /// What the conditions of a request say about a file with this tag (RFC 9110, section 13.2.2).
    func precondition(_ tag: String) -> Precondition {
        if let match, !LiveRequest.names(tag, in: match, isWeak: false) { return .failed }
        if let noneMatch, LiveRequest.names(tag, in: noneMatch, isWeak: true) { return .unchanged }
        return .holds
    }

    enum Precondition { case holds, failed, unchanged }

    /// Whether a list of tags has this one, or stands for all. A tag of ours has no comma.
    private static func names(_ tag: String, in list: String, isWeak: Bool) -> Bool {
        list.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " || $0 == "\t" }
            let bare = isWeak && part.hasPrefix("W/") ? part.dropFirst(2) : part
            let end = bare.lastIndex { $0 != " " && $0 != "\t" }.map { bare.index(after: $0) } ?? bare.endIndex
            return bare[..<end] == "*" || bare[..<end] == tag
        }
    }

    /// Percent-encoding taken off; nil when it is not UTF-8.
    static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(isHexadecimal),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A path as it stands in an address: what would end it or mean something else is percent-encoded.
    static func encoded(_ path: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) { out.append(byte) } else { out += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
            || "-._~/".utf8.contains(byte)
    }
}

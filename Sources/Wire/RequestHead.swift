/// The head of a request with what it says of the message and of the connection (RFC 9112 sections 3 to 9).
struct RequestHead: Sendable {
    enum Framing: Hashable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    /// Bytes, with the empty line at its end.
    var size: Int
    var method: String
    var target: String
    var version: String
    var headers = Headers()
    var framing = Framing.none
    var expectsContinue = false
    var keepsOpen = true
    var asksToKeepOpen = false

    static let targetTooLong = RequestRefusal(414, "The request target is too long.", "RFC 9110 section 15.5.15")
    static let headTooLong = RequestRefusal(431, "The head of the request is too long.", "RFC 6585 section 5")
    static let bodyTooLong = RequestRefusal(413, "The body of the request is too long.", "RFC 9110 section 15.5.14")

    /// Refuses what cannot become a request, such as the start of TLS, before anybody waits for the rest of it.
    static func checkStart(_ first: UInt8) throws(RequestRefusal) {
        if first == 0x16 { throw RequestRefusal(400, "This port speaks HTTP without TLS.", "RFC 9112 section 3") }
        guard isToken(first) else {
            throw RequestRefusal(400, "The request does not begin with a method.", "RFC 9112 section 3.1")
        }
    }

    init(reading bytes: ArraySlice<UInt8>, limits: HTTPLimits) throws(RequestRefusal) {
        size = bytes.count
        let lines = headLines(bytes.dropLast(4))
        (method, target, version) = try RequestHead.requestLine(lines[0], limits: limits)
        if bytes.count > limits.head || lines.count - 1 > limits.fields { throw RequestHead.headTooLong }
        for line in lines.dropFirst() { headers.list.append(try RequestHead.field(line)) }
        try checkTarget()
        try checkHost()
        try readFraming(limits: limits)
        readConnection()
        try readExpectation()
    }

    /// The request with its body, decoded from its transfer coding.
    func request(_ bytes: [UInt8]) throws(RequestRefusal) -> Request {
        do {
            let rest = bytes[size...]
            let body = framing == .chunked ? try dechunk(rest) : Array(rest)
            return Request(method: method, target: target, version: version, headers: headers, body: body)
        } catch {
            throw RequestRefusal(400, "A chunk is malformed.", "RFC 9112 section 7.1")
        }
    }

    var isOld: Bool { version == "HTTP/1.0" }

    // MARK: The request line (RFC 9112 section 3)

    private static func requestLine(
        _ line: ArraySlice<UInt8>, limits: HTTPLimits
    ) throws(RequestRefusal) -> (String, String, String) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty else {
            throw RequestRefusal(
                400, "The request line is not a method, a target and a version with one space between them.",
                "RFC 9112 section 3")
        }
        guard !parts[0].isEmpty, parts[0].allSatisfy(isToken) else {
            throw RequestRefusal(400, "The method is no token.", "RFC 9112 section 3.1")
        }
        let version = parts[2]
        guard version.count == 8, version.starts(with: "HTTP/".utf8), isDigit(version[version.startIndex + 5]),
            version[version.startIndex + 6] == UInt8(ascii: "."), isDigit(version[version.startIndex + 7])
        else { throw RequestRefusal(400, "The version is not like HTTP/1.1.", "RFC 9112 section 2.3") }
        guard version[version.startIndex + 5] == UInt8(ascii: "1") else {
            throw RequestRefusal(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.", "RFC 9110 section 15.6.6")
        }
        if parts[1].count > limits.target { throw targetTooLong }
        guard parts[1].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw RequestRefusal(
                400, "The target holds bytes that stand in no URI; they are percent-encoded there.",
                "RFC 9112 section 3.2")
        }
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        return (texts[0], texts[1], texts[2])
    }

    /// The four forms of a target (RFC 9112 section 3.2).
    private func checkTarget() throws(RequestRefusal) {
        let rule = "RFC 9112 section 3.2"
        if target.contains("#") { throw RequestRefusal(400, "The target holds a fragment.", rule) }
        if method == "CONNECT" {
            guard RequestHead.isAuthority(target, needsPort: true) else {
                throw RequestRefusal(400, "The target of CONNECT is a host and a port.", rule + ".3")
            }
        } else if target == "*" {
            if method != "OPTIONS" {
                throw RequestRefusal(400, "The target * belongs to OPTIONS alone.", rule + ".4")
            }
        } else if !target.hasPrefix("/") {
            guard let url = WebURL(target), RequestHead.isAuthority(url.authority, needsPort: false) else {
                throw RequestRefusal(400, "The target is neither a path nor an http or https URL.", rule)
            }
        }
    }

    // MARK: Fields (RFC 9112 section 5)

    /// The field on a line of the head, or of the trailers behind a chunked body.
    static func field(_ line: ArraySlice<UInt8>) throws(RequestRefusal) -> Headers.Header {
        if let first = line.first, first == 0x20 || first == 0x09 {
            throw RequestRefusal(400, "A header goes on in a second line.", "RFC 9112 section 5.2")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isToken)
        else {
            throw RequestRefusal(400, "A header is not a name with a colon directly behind it.", "RFC 9112 section 5.1")
        }
        guard line[colon...].allSatisfy(isTextByte) else {
            throw RequestRefusal(400, "The value of a header holds a control character.", "RFC 9110 section 5.5")
        }
        return Headers.Header(headText(line[..<colon]), headText(line[(colon + 1)...]).trimmed)
    }

    private func checkHost() throws(RequestRefusal) {
        let hosts = headers.all("Host")
        let rule = "RFC 9112 section 3.2"
        if hosts.isEmpty, !isOld { throw RequestRefusal(400, "The Host header is missing.", rule) }
        if hosts.count > 1 { throw RequestRefusal(400, "There is more than one Host header.", rule) }
        if let host = hosts.first, !RequestHead.isAuthority(host, needsPort: false) {
            throw RequestRefusal(400, "The Host header names no host.", rule)
        }
    }

    /// Whether a text is a host with an optional port, and nothing else.
    static func isAuthority(_ text: String, needsPort: Bool) -> Bool {
        var host = Substring(text)
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            let port = text[text.index(after: colon)...]
            guard port.utf8.allSatisfy(isDigit), port.isEmpty || (Int(port).map { $0 <= 65535 } ?? false),
                !(needsPort && port.isEmpty)
            else { return false }
            host = text[..<colon]
        } else if needsPort {
            return false
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.dropFirst().dropLast().utf8.allSatisfy { isToken($0) || $0 == UInt8(ascii: ":") }
        }
        return !host.isEmpty && host.utf8.allSatisfy { isToken($0) && !"#^`|".utf8.contains($0) }
    }

    // MARK: The body (RFC 9112 section 6)

    private mutating func readFraming(limits: HTTPLimits) throws(RequestRefusal) {
        let lengths = headers.all("Content-Length")
        let codings = headers.all("Transfer-Encoding")
        guard codings.isEmpty else {
            try readCodings(codings, hasLength: !lengths.isEmpty)
            return
        }
        guard let length = lengths.first else { return }
        guard lengths.count == 1, !length.isEmpty, length.utf8.allSatisfy(isDigit) else {
            throw RequestRefusal(400, "The Content-Length is not one number.", "RFC 9112 section 6.3")
        }
        guard let count = Int(length), count <= limits.body else { throw RequestHead.bodyTooLong }
        framing = count == 0 ? .none : .length(count)
    }

    private mutating func readCodings(_ values: [String], hasLength: Bool) throws(RequestRefusal) {
        let rule = "RFC 9112 section 6.1"
        if hasLength {
            throw RequestRefusal(400, "The request has both a Content-Length and a Transfer-Encoding.", rule)
        }
        if isOld { throw RequestRefusal(400, "HTTP/1.0 knows no Transfer-Encoding.", rule) }
        let codings = values.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .map { $0.trimmed.lowercased() }
        guard codings.last == "chunked", !codings.dropLast().contains("chunked") else {
            throw RequestRefusal(400, "The last transfer coding is not chunked, so nothing ends the body.", rule)
        }
        guard codings.count == 1 else {
            throw RequestRefusal(501, "Of the transfer codings only chunked is known here.", rule)
        }
        framing = .chunked
    }

    // MARK: The connection (RFC 9112 section 9, RFC 9110 section 10.1.1)

    private mutating func readConnection() {
        let options = headers.all("Connection").flatMap { $0.split(separator: ",") }.map { $0.trimmed.lowercased() }
        asksToKeepOpen = isOld && options.contains("keep-alive") && !options.contains("close")
        keepsOpen = !options.contains("close") && (!isOld || asksToKeepOpen)
    }

    private mutating func readExpectation() throws(RequestRefusal) {
        let expectations = headers.all("Expect")
        guard !expectations.isEmpty, !isOld else { return }
        guard expectations.allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw RequestRefusal(
                417, "Only the expectation 100-continue can be met.", "RFC 9110 section 15.5.18")
        }
        expectsContinue = true
    }
}

/// Whether a byte may stand in a token (RFC 9110 section 5.6.2).
func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}

/// Whether a byte may stand in the value of a header (RFC 9110 section 5.5).
func isTextByte(_ byte: UInt8) -> Bool { byte == 0x09 || (byte >= 0x20 && byte != 0x7F) }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

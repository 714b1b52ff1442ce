/// A header list in the order and spelling of the wire.
public struct Headers: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public var list: [Header]

    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ list: [Header] = []) { self.list = list }
    public init(dictionaryLiteral elements: (String, String)...) { list = elements.map { Header($0, $1) } }

    /// The first value with this name, compared without case.
    public subscript(name: String) -> String? { list.first { $0.name.isSameHeader(as: name) }?.value }

    public func all(_ name: String) -> [String] { list.filter { $0.name.isSameHeader(as: name) }.map(\.value) }

    public mutating func add(_ name: String, _ value: String?) {
        if let value { list.append(Header(name, value)) }
    }

    /// Replaces the first header of this name where it stands, or appends it; nil removes every one.
    public mutating func set(_ name: String, _ value: String?) {
        guard let value else { return list.removeAll { $0.name.isSameHeader(as: name) } }
        if let index = list.firstIndex(where: { $0.name.isSameHeader(as: name) }) {
            list[index] = Header(name, value)
        } else {
            list.append(Header(name, value))
        }
    }

    /// The media type without its parameters, in lower case.
    public var mediaType: String? {
        self["Content-Type"].map { type in
            String(type.prefix { $0 != ";" }).lowercased().trimmed
        }
    }
}

/// An HTTP/1.1 request as it stands on the wire; the body is decoded from its transfer coding.
public struct Request: Hashable, Sendable {
    public var method: String
    /// As it stands in the first line: a path, an absolute URL, a host with its port, or `*` (RFC 9112 section 3.2).
    public var target: String
    /// `HTTP/1.1` unless the client speaks an older or a newer one.
    public var version: String
    public var headers: Headers
    public var body: [UInt8]

    public init(
        method: String, target: String, version: String = "HTTP/1.1", headers: Headers = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
    }

    public var path: String {
        let target = pathAndQuery
        return String(target[..<(Request.question(in: target) ?? target.endIndex)])
    }

    public var query: Form {
        let target = pathAndQuery
        return Form(parsing: Request.question(in: target).map { target[target.utf8.index(after: $0)...] } ?? "")
    }

    /// The target without scheme and authority.
    public var pathAndQuery: String {
        target.hasPrefix("/") ? target : WebURL(target)?.target ?? target
    }

    /// What was asked for at an origin. A request that is for a server as a whole, or for another host, has no path.
    public func url(at origin: String) -> String {
        if target.hasPrefix("/") { return origin + target }
        return WebURL(target) == nil ? origin : target
    }

    /// Whether a browser asks on behalf of a page before it sends the page's request (Fetch standard, CORS preflight).
    public var isPreflight: Bool {
        method == "OPTIONS" && headers["Origin"] != nil && headers["Access-Control-Request-Method"] != nil
    }

    /// Whether a browser opens a page with it, as far as the message tells: by the metadata that browsers send (Fetch
    /// Metadata), or where they send none by asking for a page. A script's `fetch()` is none.
    public var isNavigation: Bool {
        if let mode = headers["Sec-Fetch-Mode"] { return mode == "navigate" }
        return headers.all("Accept").contains { $0.lowercased().contains("text/html") }
    }

    /// Whether it says of itself that a page's script fetches with it (Fetch Metadata).
    public var isSentByScript: Bool {
        headers["Sec-Fetch-Mode"].map { ["cors", "no-cors", "same-origin"].contains($0) } ?? false
    }

    /// Whether it asks as programs do: with an `Accept` that leaves out pages, and without what browsers add.
    public var isSentByProgram: Bool {
        headers["Sec-Fetch-Mode"] == nil && headers["Accept"] != nil && !isNavigation
    }

    private static func question(in target: String) -> String.Index? { target.utf8.firstIndex(of: UInt8(ascii: "?")) }

    public var startLine: String { method + " " + target + " " + version }
    /// The exact bytes when the body is sent with its length.
    public var bytes: [UInt8] { Wire.bytes(startLine, headers, body) }
}

/// An HTTP/1.1 response as it stands on the wire; the body is decoded from its transfer coding.
public struct Response: Hashable, Sendable {
    public var status: Int
    public var reason: String
    public var headers: Headers
    public var body: [UInt8]

    public init(status: Int, reason: String? = nil, headers: Headers = [:], body: [UInt8] = []) {
        self.status = status
        self.reason = reason ?? Response.standardReason(status)
        self.headers = headers
        self.body = body
    }

    public var startLine: String { "HTTP/1.1 \(status) \(reason)" }
    public var bytes: [UInt8] { Wire.bytes(startLine, headers, body) }
    public var isSuccess: Bool { (200..<300).contains(status) }
    public var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) && headers["Location"] != nil }

    /// Whether a response to a request with this method has content, whatever its headers say (RFC 9112 section 6.3).
    static func hasContent(_ status: Int, answering method: String?) -> Bool {
        !(method == "HEAD" || (100..<200).contains(status) || status == 204 || status == 304)
    }

    /// The response as it may be written: without content where a request with this method gets none, with the length of
    /// what there is, and with what it means for the connection (RFC 9110 section 8.6, RFC 9112 section 9.6).
    ///
    /// - Parameter connection: the value of `Connection`; nil where the connection goes on as usual.
    public func fitted(answering method: String, connection: String?) -> Response {
        guard canBeWritten else {
            let text = Array("A header of this answer would have held a line break.\n".utf8)
            let headers: Headers = ["Content-Type": "text/plain; charset=utf-8", "Content-Length": String(text.count)]
            return Response(status: 500, headers: headers, body: text)
                .fitted(answering: method, connection: connection)
        }
        var response = self
        if !Response.hasContent(status, answering: method) {
            response.body = []
            if status == 204 || status < 200 { response.headers.set("Content-Length", nil) }
        } else {
            response.headers.set("Content-Length", String(body.count))
        }
        if let connection { response.headers.set("Connection", connection) }
        return response
    }

    /// Whether each header stays one header (RFC 9110 section 5.5).
    private var canBeWritten: Bool {
        let isBreak = { (byte: UInt8) in byte == 13 || byte == 10 || byte == 0 }
        return !reason.utf8.contains(where: isBreak)
            && headers.list.allSatisfy { header in
                !header.name.isEmpty && header.name.utf8.allSatisfy(isToken)
                    && !header.value.utf8.contains(where: isBreak)
            }
    }

    /// The reason phrase of RFC 9110 section 15 for the codes that this field meets.
    public static func standardReason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

private func bytes(_ startLine: String, _ headers: Headers, _ body: [UInt8]) -> [UInt8] {
    var out = Array(startLine.utf8)
    out += [0x0D, 0x0A]
    for header in headers.list {
        out += Array(header.name.utf8)
        out += [0x3A, 0x20]
        out += Array(header.value.utf8)
        out += [0x0D, 0x0A]
    }
    out += [0x0D, 0x0A]
    return out + body
}

extension String {
    /// Whether two names are those of one header: names are ASCII and compared without case (RFC 9110 section 5.1).
    fileprivate func isSameHeader(as other: String) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        return utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { lower($0) == lower($1) }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    public var trimmed: String {
        var view = Substring(self).unicodeScalars
        while let first = view.first, first == " " || first == "\t" { view = view.dropFirst() }
        while let last = view.last, last == " " || last == "\t" { view = view.dropLast() }
        return String(Substring(view))
    }

    /// Whether both texts are the same code points. `==` also holds for texts that only look the same, which is no
    /// answer for issuers, audiences and redirect URIs (RFC 8414 section 4).
    public func isIdentical(to other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}

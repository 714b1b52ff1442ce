/// Why recorded bytes are no HTTP/1.1 message.
public struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String
    public var description: String { "not an HTTP/1.1 message: " + reason }
}

extension Request {
    /// Reads one recorded request. Throws when the head is malformed or the body shorter than announced.
    public init(parsing bytes: [UInt8]) throws(MessageError) {
        let (start, headers, rest) = try parse(bytes)
        let parts = start.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1."), !parts[0].isEmpty, parts[0].utf8.allSatisfy(isToken),
            !parts[1].isEmpty, parts[1].utf8.allSatisfy(isTextByte)
        else { throw MessageError(reason: "request line “\(start)”") }
        self.init(
            method: String(parts[0]), target: String(parts[1]), version: String(parts[2]), headers: headers,
            body: try decodedBody(headers, rest))
    }

    /// What can be read of bytes that are no request, for a record that leaves nothing out: method and target are empty
    /// where the first line is none, and only whole headers count. The bytes themselves are kept beside it.
    public init(salvaging bytes: [UInt8]) {
        let end = headEnd(bytes)
        var lines = headLines(bytes[..<(end ?? bytes.count)])
        let parts = lines.removeFirst().split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
        self.init(method: "", target: "")
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(isToken), parts[1].allSatisfy(isTextByte) else {
            return
        }
        method = headText(parts[0])
        target = headText(parts[1])
        if let space = target.lastIndex(of: " "), target[space...].hasPrefix(" HTTP/") {
            version = String(target[target.index(after: space)...])
            target = String(target[..<space])
        }
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(isToken), line[colon...].allSatisfy(isTextByte)
            else { continue }
            headers.add(headText(line[..<colon]), headText(line[(colon + 1)...]).trimmed)
        }
        if let end { body = Array(bytes[(end + 4)...]) }
    }
}

extension Response {
    /// Reads one recorded response. Throws when the head is malformed or the body shorter than announced.
    ///
    /// - Parameter method: that of the request, where it is known: the response to HEAD has no content. Interim responses
    ///   (RFC 9110 section 15.2) before the response are passed over.
    public init(parsing bytes: [UInt8], answering method: String? = nil) throws(MessageError) {
        let (start, headers, rest) = try parse(bytes)
        let parts = start.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].count == 3, let status = digits(parts[1]) else {
            throw MessageError(reason: "status line “\(start)”")
        }
        if (100..<200).contains(status), status != 101, !rest.isEmpty {
            try self.init(parsing: Array(rest), answering: method)
            return
        }
        let content = Response.hasContent(status, answering: method) ? try decodedBody(headers, rest) : []
        self.init(status: status, reason: parts.count > 2 ? String(parts[2]) : "", headers: headers, body: content)
    }
}

/// Splits a message into start line, headers and what follows the head.
private func parse(_ bytes: [UInt8]) throws(MessageError) -> (String, Headers, ArraySlice<UInt8>) {
    guard let end = headEnd(bytes) else { throw MessageError(reason: "the head does not end") }
    var lines = headLines(bytes[..<end])
    let start = headText(lines.removeFirst())
    var headers = Headers()
    for line in lines {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isToken)
        else { throw MessageError(reason: "header line “\(headText(line))”") }
        headers.add(headText(line[..<colon]), headText(line[(colon + 1)...]).trimmed)
    }
    return (start, headers, bytes[(end + 4)...])
}

/// The body of a message, decoded from its transfer coding.
private func decodedBody(_ headers: Headers, _ rest: ArraySlice<UInt8>) throws(MessageError) -> [UInt8] {
    if headers["Transfer-Encoding"]?.lowercased() == "chunked" { return try dechunk(rest) }
    if let length = headers["Content-Length"].flatMap({ digits($0) }) {
        guard rest.count >= length else { throw MessageError(reason: "body shorter than its Content-Length") }
        return Array(rest.prefix(length))
    }
    return Array(rest)
}

/// A line of a head as text. Bytes that are no UTF-8 are read as ISO-8859-1, as HTTP once did (RFC 9110 section 5.5), so
/// that none is lost.
func headText(_ line: ArraySlice<UInt8>) -> String {
    String(validating: line, as: UTF8.self) ?? String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
}

/// A number of digits alone: `Int` would take a sign as well.
private func digits(_ text: some StringProtocol, radix: Int = 10) -> Int? {
    text.first == "-" || text.first == "+" ? nil : Int(text, radix: radix)
}

private func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first {
        bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
    }
}

/// The lines of a head. A carriage return alone, or a line feed alone, is part of its line.
func headLines(_ head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = head.startIndex
    var index = start
    while index + 1 < head.endIndex {
        if head[index] == 13, head[index + 1] == 10 {
            lines.append(head[start..<index])
            index += 2
            start = index
        } else {
            index += 1
        }
    }
    return lines + [head[start...]]
}

/// Decodes the chunked transfer coding (RFC 9112 section 7.1); trailers are dropped.
func dechunk(_ bytes: ArraySlice<UInt8>) throws(MessageError) -> [UInt8] {
    var out: [UInt8] = []
    var rest = bytes
    while true {
        guard let lineEnd = rest.firstIndex(of: 13), rest[lineEnd...].dropFirst().first == 10 else {
            throw MessageError(reason: "truncated chunk")
        }
        let sizeText = String(
            decoding: rest[rest.startIndex..<lineEnd].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
        guard let size = digits(sizeText.trimmed, radix: 16) else {
            throw MessageError(reason: "chunk size “\(sizeText)”")
        }
        rest = rest.dropFirst(lineEnd - rest.startIndex + 2)
        if size == 0 { return out }
        guard rest.count - 2 >= size else { throw MessageError(reason: "truncated chunk") }
        out += rest.prefix(size)
        rest = rest.dropFirst(size + 2)
    }
}

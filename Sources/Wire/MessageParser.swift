/// Why recorded bytes are no HTTP/1.1 message.
public struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String
    public var description: String { "not an HTTP/1.1 message: " + reason }
}

extension Request {
    /// Reads one recorded request. Throws when the head is malformed or the body shorter than announced.
    public init(parsing bytes: [UInt8]) throws(MessageError) {
        let (start, headers, body) = try parse(bytes)
        let parts = start.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1.") else {
            throw MessageError(reason: "request line “\(start)”")
        }
        self.init(method: String(parts[0]), target: String(parts[1]), headers: headers, body: body)
    }
}

extension Response {
    /// Reads one recorded response. Throws when the head is malformed or the body shorter than announced.
    public init(parsing bytes: [UInt8]) throws(MessageError) {
        let (start, headers, body) = try parse(bytes)
        let parts = start.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].count == 3, let status = digits(parts[1]) else {
            throw MessageError(reason: "status line “\(start)”")
        }
        self.init(status: status, reason: parts.count > 2 ? String(parts[2]) : "", headers: headers, body: body)
    }
}

/// Splits a message into start line, headers and decoded body.
private func parse(_ bytes: [UInt8]) throws(MessageError) -> (String, Headers, [UInt8]) {
    guard let end = headEnd(bytes) else { throw MessageError(reason: "the head does not end") }
    var lines = lines(bytes[..<end])
    let start = String(decoding: lines.removeFirst(), as: UTF8.self)
    var headers = Headers()
    for line in lines {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw MessageError(reason: "header line “\(String(decoding: line, as: UTF8.self))”")
        }
        headers.add(
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: line[(colon + 1)...], as: UTF8.self).trimmed)
    }
    let rest = bytes[(end + 4)...]
    if headers["Transfer-Encoding"]?.lowercased() == "chunked" {
        return (start, headers, try dechunk(rest))
    }
    if let length = headers["Content-Length"].flatMap({ digits($0) }) {
        guard rest.count >= length else { throw MessageError(reason: "body shorter than its Content-Length") }
        return (start, headers, Array(rest.prefix(length)))
    }
    return (start, headers, Array(rest))
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
private func lines(_ head: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
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
private func dechunk(_ bytes: ArraySlice<UInt8>) throws(MessageError) -> [UInt8] {
    var out: [UInt8] = []
    var rest = bytes
    while true {
        guard let lineEnd = rest.firstIndex(of: 13) else { throw MessageError(reason: "truncated chunk") }
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

/// What an HTTP server of this package takes in. A request that is larger is refused with the status that RFC 9110 has
/// for it; a connection that keeps it waiting is closed.
public struct HTTPLimits: Hashable, Sendable {
    /// Bytes of a request target; longer ones get 414.
    public var target = 16 << 10
    /// Bytes of a request's head, with its first line, and of the trailers behind a chunked body; longer ones get 431.
    public var head = 64 << 10
    /// Header fields of one request; more get 431.
    public var fields = 200
    /// Bytes of a request's body; longer ones get 413.
    public var body = 1 << 20
    /// Bytes of the line before a chunk; longer ones get 400.
    public var chunkLine = 4 << 10
    /// Connections that are open at a time on one port; requests on further ones get 503.
    public var connections = 512
    /// Milliseconds that a connection may be open between two requests.
    public var idle = 60_000
    /// Milliseconds that the rest of a request may take to come; then it gets 408.
    public var patience = 30_000
    /// Milliseconds that a client has to read the last answer before its connection is cut off.
    public var lingering = 2_000
    /// Bytes that are read and thrown away meanwhile.
    public var discarded = 64 << 20
    /// Milliseconds that open requests have to end when the server ends.
    public var ending = 5_000

    public init() {}
}

/// Why a server does not take a request: the status, the reason in a sentence, and where the rule stands.
public struct RequestRefusal: Error, Hashable, Sendable {
    public var status: Int
    public var reason: String
    public var rule: String

    public init(_ status: Int, _ reason: String, _ rule: String) {
        self.status = status
        self.reason = reason
        self.rule = rule
    }
}

/// Cuts the bytes of one connection into requests (RFC 9112), each with exactly the bytes in which it came.
public struct RequestReader: Sendable {
    /// One request, or why it is none.
    public struct Message: Sendable {
        public var bytes: [UInt8]
        public var request: Result<Request, RequestRefusal>
        /// Whether the connection may serve further requests.
        public var keepsOpen: Bool
        /// Whether the client waits to be told that the connection stays open, as in HTTP/1.0.
        public var asksToKeepOpen: Bool

        public init(refusing bytes: [UInt8], because refusal: RequestRefusal) {
            self.init(bytes: bytes, request: .failure(refusal), keepsOpen: false, asksToKeepOpen: false)
        }

        init(bytes: [UInt8], request: Result<Request, RequestRefusal>, keepsOpen: Bool, asksToKeepOpen: Bool) {
            self.bytes = bytes
            self.request = request
            self.keepsOpen = keepsOpen
            self.asksToKeepOpen = asksToKeepOpen
        }
    }

    private let limits: HTTPLimits
    /// What came since the end of the last message.
    private var buffer: [UInt8] = []
    /// How far the buffer has been searched for the end of the head.
    private var searched = 0
    private var head: RequestHead?
    private var chunks: ChunkReader?
    private var hasContinued = false
    /// After a refusal nobody knows where the next request begins.
    private var isOver = false

    public init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Bytes that no message has taken yet.
    public var waiting: Int { buffer.count }

    /// Whether a client holds its body back until it is told to go on (RFC 9110 section 10.1.1).
    public var awaitsContinue: Bool {
        guard let head, head.expectsContinue, !hasContinued else { return false }
        return buffer.count == head.size && head.framing != .none
    }

    /// Notes that the client has been told to go on.
    public mutating func didContinue() { hasContinued = true }

    public mutating func append(_ bytes: some Collection<UInt8>) {
        if !isOver { buffer += bytes }
    }

    /// The next message that is there as a whole, or is refused already.
    public mutating func next() -> Message? {
        guard !isOver else { return nil }
        do throws(RequestRefusal) {
            guard let head = try readHead(), let end = try bodyEnd(head) else { return nil }
            let bytes = Array(buffer[..<end])
            buffer.removeFirst(end)
            (self.head, chunks, searched, hasContinued) = (nil, nil, 0, false)
            return Message(
                bytes: bytes, request: .success(try head.request(bytes)), keepsOpen: head.keepsOpen,
                asksToKeepOpen: head.asksToKeepOpen)
        } catch {
            return refuse(error)
        }
    }

    /// The client sends no more. Gives what it left unfinished.
    public mutating func end() -> Message? {
        buffer.isEmpty || isOver
            ? nil : refuse(RequestRefusal(400, "The connection ended within the request.", "RFC 9112 section 8"))
    }

    /// The client took too long. Gives what it left unfinished.
    public mutating func expire() -> Message? {
        buffer.isEmpty || isOver
            ? nil : refuse(RequestRefusal(408, "The rest of the request took too long.", "RFC 9110 section 15.5.9"))
    }

    private mutating func refuse(_ refusal: RequestRefusal) -> Message {
        isOver = true
        defer { buffer = [] }
        return Message(refusing: buffer, because: refusal)
    }

    /// The head of the message that begins the buffer, once it is there. Empty lines before it are no part of it
    /// (RFC 9112 section 2.2).
    private mutating func readHead() throws(RequestRefusal) -> RequestHead? {
        if let head { return head }
        while searched == 0, buffer.starts(with: [13, 10]) { buffer.removeFirst(2) }
        guard let first = buffer.first else { return nil }
        // Half of an empty line.
        if buffer == [13] { return nil }
        try RequestHead.checkStart(first)
        guard let end = try headEnd() else { return nil }
        let head = try RequestHead(reading: buffer[..<end], limits: limits)
        self.head = head
        if head.framing == .chunked { chunks = ChunkReader(offset: head.size, limits: limits) }
        return head
    }

    /// Where the empty line ends that ends the head. A line feed without a carriage return is no line end that a server
    /// has to know (RFC 9112 section 2.2), and taking it for one makes two readers read two messages.
    private mutating func headEnd() throws(RequestRefusal) -> Int? {
        while searched < buffer.count {
            defer { searched += 1 }
            guard buffer[searched] == 10 else { continue }
            guard searched > 0, buffer[searched - 1] == 13 else {
                throw RequestRefusal(400, "A line of the head ends without a carriage return.", "RFC 9112 section 2.2")
            }
            if searched >= 3, buffer[searched - 2] == 10 { return searched + 1 }
        }
        if buffer.count > limits.head {
            let line = buffer.prefix { $0 != 13 }
            throw line.count > limits.target ? RequestHead.targetTooLong : RequestHead.headTooLong
        }
        return nil
    }

    private mutating func bodyEnd(_ head: RequestHead) throws(RequestRefusal) -> Int? {
        switch head.framing {
        case .none: return head.size
        case .length(let length): return buffer.count >= head.size + length ? head.size + length : nil
        case .chunked: return try chunks?.end(in: buffer)
        }
    }
}

/// Finds the end of a chunked body (RFC 9112 section 7.1) in bytes that come little by little.
private struct ChunkReader: Sendable {
    /// Where the next line before a chunk begins, or the trailers do.
    var offset: Int
    let limits: HTTPLimits
    private let start: Int
    private var size = 0
    /// Where the trailers begin, once they are reached.
    private var trailers: Int?

    init(offset: Int, limits: HTTPLimits) {
        self.offset = offset
        self.limits = limits
        start = offset
    }

    mutating func end(in bytes: [UInt8]) throws(RequestRefusal) -> Int? {
        // What frames the chunks is limited as well, or it would be a body without limit.
        if bytes.count - start > 4 * limits.body + limits.head { throw RequestHead.bodyTooLong }
        while trailers == nil {
            guard let line = try line(in: bytes, longest: limits.chunkLine, or: malformed) else { return nil }
            let count = try chunkSize(bytes[offset..<line])
            if size + count > limits.body { throw RequestHead.bodyTooLong }
            if count == 0 {
                offset = line + 2
                trailers = offset
                break
            }
            let chunkEnd = line + 2 + count
            guard bytes.count >= chunkEnd + 2 else { return nil }
            guard bytes[chunkEnd] == 13, bytes[chunkEnd + 1] == 10 else { throw malformed }
            offset = chunkEnd + 2
            size += count
        }
        let first = trailers ?? offset
        while let line = try line(in: bytes, longest: limits.head, or: RequestHead.headTooLong) {
            let isEmpty = line == offset
            if !isEmpty { _ = try RequestHead.field(bytes[offset..<line]) }
            offset = line + 2
            if isEmpty { return offset }
            if offset - first > limits.head { throw RequestHead.headTooLong }
        }
        return nil
    }

    private var malformed: RequestRefusal { RequestRefusal(400, "A chunk is malformed.", "RFC 9112 section 7.1") }

    /// Where the line that begins at the offset ends.
    private func line(
        in bytes: [UInt8], longest: Int, or refusal: RequestRefusal
    ) throws(RequestRefusal) -> Int? {
        guard let end = bytes[offset...].firstIndex(of: 10) else {
            if bytes.count - offset > longest { throw refusal }
            return nil
        }
        guard end > offset, bytes[end - 1] == 13 else { throw malformed }
        if end - offset > longest { throw refusal }
        return end - 1
    }

    /// Hexadecimal digits, and behind them an extension that says nothing here. A carriage return in it would be the end
    /// of the line for another reader.
    private func chunkSize(_ line: ArraySlice<UInt8>) throws(RequestRefusal) -> Int {
        let text = line.prefix { $0 != UInt8(ascii: ";") }
        var digits = text
        while let last = digits.last, last == 0x20 || last == 0x09 { digits = digits.dropLast() }
        guard !digits.isEmpty, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            digits.count == text.count || text.count < line.count, line.allSatisfy(isTextByte)
        else { throw malformed }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        guard significant.count <= 8 else { throw RequestHead.bodyTooLong }
        return significant.isEmpty ? 0 : Int(String(decoding: significant, as: UTF8.self), radix: 16) ?? 0
    }
}

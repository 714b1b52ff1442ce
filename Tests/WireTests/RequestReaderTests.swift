import Testing

@testable import Wire

/// Requests cut from the bytes of a connection (RFC 9112).
@Suite struct RequestReaderTests {
    private static let post = "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=1"
    private static let chunked =
        "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\na=1\r\n00\r\nT: u\r\n\r\n"
    private static let get = "GET /a?b=c HTTP/1.0\r\n\r\n"

    /// The messages of a text that comes in pieces of a size.
    private func messages(_ text: String, pieces: Int, limits: HTTPLimits = HTTPLimits()) -> [RequestReader.Message] {
        var reader = RequestReader(limits: limits)
        var out: [RequestReader.Message] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            reader.append(bytes[start..<min(start + pieces, bytes.count)])
            while let message = reader.next() { out.append(message) }
        }
        return out
    }

    /// However the network cuts them: each message has its own bytes, and empty lines before one belong to none.
    @Test(arguments: [1, 2, 3, 5, 7, 11, 64, 100_000])
    func messagesAreTheSameInPiecesOfAnySize(pieces: Int) throws {
        let parts = [Self.post, Self.chunked, Self.get, Self.post]
        let messages = messages("\r\n\r\n" + parts.joined(separator: "\r\n"), pieces: pieces)
        #expect(messages.map(\.bytes) == parts.map { Array($0.utf8) })
        let requests = try messages.map { try $0.request.get() }
        #expect(requests.map(\.body) == ["a=1", "a=1", "", "a=1"].map { Array($0.utf8) })
        #expect(requests.map(\.version) == ["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.1"])
        #expect(messages.map(\.keepsOpen) == [true, true, false, true])
        for message in messages { #expect(try Request(parsing: message.bytes) == message.request.get()) }
    }

    /// What a reader takes is what the reader of recordings takes, and nothing follows what is refused.
    @Test(arguments: [1, 3, 100_000])
    func nothingFollowsARefusal(pieces: Int) {
        for bad in ["GET / HTTP/1.1\r\n\r\n", "G T / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/3.0\r\nHost: a\r\n\r\n"]
        {
            let messages = messages(Self.post + bad + Self.post, pieces: pieces)
            #expect(messages.count == 2)
            #expect(throws: RequestRefusal.self) { try messages.last?.request.get() }
            #expect(messages.last?.keepsOpen == false)
            #expect(messages.last.map { $0.bytes.starts(with: bad.utf8.prefix(1)) } == true)
        }
    }

    @Test(arguments: [
        ("Connection: close", "HTTP/1.1", false, false), ("Connection: a, CLOSE", "HTTP/1.1", false, false),
        ("Connection: keep-alive", "HTTP/1.1", true, false), ("A: b", "HTTP/1.1", true, false),
        ("A: b", "HTTP/1.0", false, false), ("Connection: Keep-Alive", "HTTP/1.0", true, true),
        ("Connection: keep-alive, close", "HTTP/1.0", false, false), ("Connection: closed", "HTTP/1.1", true, false),
    ])
    func connectionsStayOpenAsTheClientSays(header: String, version: String, keeps: Bool, asks: Bool) {
        let message = messages("GET / \(version)\r\nHost: a\r\n\(header)\r\n\r\n", pieces: 9).first
        #expect(message?.keepsOpen == keeps)
        #expect(message?.asksToKeepOpen == asks)
    }

    @Test(arguments: [
        ("Expect: 100-continue\r\nContent-Length: 3", true),
        ("expect: 100-Continue\r\nTransfer-Encoding: chunked", true),
        ("Expect: 100-continue", false), ("Expect: 100-continue\r\nContent-Length: 0", false),
        ("Content-Length: 3", false),
    ])
    func whoHoldsItsBodyBackIsToldOnce(headers: String, awaits: Bool) {
        var reader = RequestReader()
        reader.append("POST / HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\r\n".utf8)
        _ = reader.next()
        #expect(reader.awaitsContinue == awaits)
        reader.didContinue()
        #expect(!reader.awaitsContinue)
    }

    /// Each limit is taken, and one more is refused with its status.
    @Test(arguments: [
        ("target", 414), ("head", 431), ("fields", 431), ("length", 413), ("chunks", 413), ("trailers", 431),
    ])
    func limitsAreTakenAndOneMoreIsRefused(part: String, status: Int) {
        var limits = HTTPLimits()
        (limits.target, limits.head, limits.fields, limits.body) = (20, 200, 5, 30)
        func text(_ more: Int) -> String {
            let start = "POST / HTTP/1.1\r\nHost: a\r\n"
            let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
            switch part {
            case "target": return "GET /\(String(repeating: "a", count: 19 + more)) HTTP/1.1\r\nHost: a\r\n\r\n"
            case "head":
                let head = "GET / HTTP/1.1\r\nHost: a\r\nA: "
                return head + String(repeating: "a", count: 200 - head.utf8.count - 4 + more) + "\r\n\r\n"
            case "fields": return start + String(repeating: "A: b\r\n", count: 4 + more) + "\r\n"
            case "length":
                return start + "Content-Length: \(30 + more)\r\n\r\n" + String(repeating: "a", count: 30 + more)
            case "chunks":
                let count = 15 + more
                return chunked + "f\r\n" + String(repeating: "a", count: 15) + "\r\n" + String(count, radix: 16)
                    + "\r\n"
                    + String(repeating: "b", count: count) + "\r\n0\r\n\r\n"
            default:
                return chunked + "0\r\n" + String(repeating: "T: trailer\r\n", count: 16 + more) + "\r\n"
            }
        }
        for pieces in [1, 13, 1000] {
            let taken = messages(text(0), pieces: pieces, limits: limits)
            #expect(taken.count == 1)
            #expect((try? taken.first?.request.get()) != nil, "\(part) in pieces of \(pieces)")
            let refused = messages(text(1), pieces: pieces, limits: limits).last
            guard case .failure(let refusal) = refused?.request else {
                Issue.record("\(part) beyond its limit is taken in pieces of \(pieces)")
                continue
            }
            #expect(refusal.status == status)
        }
    }

    @Test func whatIsCutOffIsNoRequest() {
        for (end, status) in [(true, 400), (false, 408)] {
            var reader = RequestReader()
            #expect((end ? reader.end() : reader.expire()) == nil)
            reader.append("GET / HT".utf8)
            #expect(reader.next() == nil)
            let message = end ? reader.end() : reader.expire()
            guard case .failure(let refusal) = message?.request else {
                Issue.record("taken")
                continue
            }
            #expect(refusal.status == status)
            #expect(message?.bytes == Array("GET / HT".utf8))
            #expect((end ? reader.end() : reader.expire()) == nil)
        }
    }

    /// Whatever comes, in whatever pieces, the reader ends and loses no byte of what it took.
    @Test func noMutationOfARequestLosesBytes() throws {
        let seeds = [Self.post, Self.chunked, Self.get].map { Array($0.utf8) }
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let signs = Array("\r\n\t :;,0f-\u{0}*#%".utf8) + [0xFF, 0x80]
        for _ in 0..<20_000 {
            var bytes = seeds[random(3)] + seeds[random(3)]
            for _ in 0..<(1 + random(4)) {
                let place = random(bytes.count)
                switch random(3) {
                case 0: bytes[place] = signs[random(signs.count)]
                case 1: bytes.insert(signs[random(signs.count)], at: place)
                default: bytes.remove(at: place)
                }
            }
            var reader = RequestReader()
            var taken: [UInt8] = []
            let cut = random(bytes.count + 1)
            for piece in [bytes[..<cut], bytes[cut...]] {
                reader.append(piece)
                while let message = reader.next() {
                    taken += message.bytes
                    guard case .success(let request) = message.request else { continue }
                    #expect(try Request(parsing: message.bytes) == request)
                }
            }
            if let rest = reader.end() { taken += rest.bytes }
            // Only empty lines between messages, and what follows a refusal, belong to none.
            #expect(taken.count <= bytes.count)
            #expect(taken.isEmpty || bytes.contains(taken[0]))
        }
    }
}

import Testing
import Wire

/// `application/x-www-form-urlencoded` (WHATWG, RFC 6749 appendix B) and percent encoding (RFC 3986 section 2.1).
@Suite struct FormTests {
    /// The example of RFC 6749 appendix B: space, percent, ampersand, plus, pound sign, euro sign.
    @Test func rfc6749AppendixB() {
        let value = " %&+£€"
        #expect(Form([.init("v", value)]).encoded == "v=+%25%26%2B%C2%A3%E2%82%AC")
        #expect(Form(parsing: "v=+%25%26%2B%C2%A3%E2%82%AC")["v"] == value)
    }

    @Test func plusIsASpaceInAFormAndStaysInAPath() {
        #expect(Form(parsing: "scope=read+write")["scope"] == "read write")
        #expect(Percent.decode("read+write") == "read+write")
        #expect(Percent.decode("a%2Bb", plusIsSpace: true) == "a+b")
        #expect(Percent.encode("a b") == "a%20b")
        #expect(Percent.encode("a b", spaceAsPlus: true) == "a+b")
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("100%", "100%"), ("%%41", "%A"), ("%+1", "%+1")])
    func brokenEscapesStayAsTheyAre(text: String, decoded: String) {
        #expect(Percent.decode(text) == decoded)
    }

    @Test func decodingHappensOnce() {
        #expect(Form(parsing: "u=https%253A%252F%252Fa")["u"] == "https%3A%2F%2Fa")
        #expect(Percent.decode("%41%c3%A9") == "Aé")
    }

    @Test(arguments: [
        ("a%FFb", "a%FFb"), ("%e9", "%E9"), ("%E2%82", "%E2%82"), ("%ED%A0%80", "%ED%A0%80"), ("%C3%A9%C3", "é%C3"),
        ("%F0%9F%98", "%F0%9F%98"), ("%C0%AF", "%C0%AF"),
    ])
    func bytesThatAreNoUTF8StayEncoded(text: String, decoded: String) {
        #expect(Percent.decode(text) == decoded)
    }

    /// RFC 6749 section 4.1.2: the exact value that was received, whatever its bytes are.
    @Test func everyPairOfBytesSurvivesTheRoundTrip() {
        func escaped(_ byte: Int) -> String {
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }
        func bytes(of value: Substring) -> [UInt8] {
            var out: [UInt8] = []
            var rest = Array(value.utf8)[...]
            while let byte = rest.popFirst() {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard byte == UInt8(ascii: "%"), let decoded = UInt8(digits, radix: 16) else {
                    out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                    continue
                }
                out.append(decoded)
                rest = rest.dropFirst(2)
            }
            return out
        }
        for first in 0...255 {
            for second in stride(from: 0, through: 255, by: 3) {
                let text = "state=" + escaped(first) + escaped(second)
                let back = Form(parsing: text).encoded
                #expect(bytes(of: back.dropFirst(6)) == [UInt8(first), UInt8(second)], "\(text) became \(back)")
            }
        }
    }

    @Test func aValueThatIsSetForgetsTheBytesBefore() {
        var form = Form(parsing: "state=%E9&b=%25E9")
        #expect(form["state"] == "%E9")
        #expect(form["b"] == "%E9")
        #expect(form.encoded == "state=%E9&b=%25E9")
        form.set("state", "new")
        #expect(form.encoded == "state=new&b=%25E9")
    }

    @Test func aBodyIsReadFromItsBytes() {
        let form = Form(parsing: [0x61, 0x3D, 0xE9, 0x26, 0x62, 0x3D, 0x31] as [UInt8])
        #expect(form["a"] == "%E9")
        #expect(form.encoded == "a=%E9&b=1")
    }

    @Test func everythingButUnreservedCharactersIsEncoded() {
        let unreserved = "ABCXYZabcxyz0189-._~"
        #expect(Percent.encode(unreserved) == unreserved)
        #expect(Percent.encode(":/?#[]@!$&'()*+,;=") == "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D")
    }

    @Test func orderRepeatsAndEmptyValuesAreKept() {
        let form = Form(parsing: "b=2&a=1&b=3&empty=&bare&=nameless")
        #expect(form.fields.map(\.name) == ["b", "a", "b", "empty", "bare", ""])
        #expect(form["b"] == "2")
        #expect(form.all("b") == ["2", "3"])
        #expect(form["empty"]?.isEmpty == true)
        #expect(form["bare"]?.isEmpty == true)
        #expect(form["absent"] == nil)
        #expect(form.encoded == "b=2&a=1&b=3&empty=&bare=&=nameless")
    }

    @Test func onlyTheFirstEqualsSignSeparates() {
        #expect(Form(parsing: "token=YWJj==").fields == [.init("token", "YWJj==")])
    }

    @Test func emptyPairsAreSkipped() {
        #expect(Form(parsing: "").fields.isEmpty)
        #expect(Form(parsing: "&&a=1&").fields == [.init("a", "1")])
    }

    /// A combining mark after a separator makes one Character of both; the separator still separates.
    @Test func separatorsAreBytesNotCharacters() {
        #expect(Form(parsing: "a=1&\u{301}b=2").fields == [.init("a", "1"), .init("\u{301}b", "2")])
        #expect(Form(parsing: "a=\u{301}1")["a"] == "\u{301}1")
    }

    @Test(arguments: [
        "", "&=&", "a b+c%20", "é😀", "line\r\nbreak", "\"<script>", "\u{301}", "https://a.example/?x=1&y=2#f",
    ])
    func anyTextSurvivesTheRoundTrip(text: String) {
        let form = Form([.init("name", text), .init(text, "value")])
        let read = Form(parsing: form.encoded)
        #expect(read == form)
        #expect(read.fields.first?.value.utf8.elementsEqual(text.utf8) == true)
    }

    @Test func addAndSet() {
        var form: Form = ["a": "1", "b": "2", "a": "3"]
        form.add("c", nil)
        form.add("c", "4")
        form.set("a", "new")
        form.set("d", "5")
        #expect(form.encoded == "a=new&b=2&a=3&c=4&d=5")
        form.set("a", nil)
        #expect(form.encoded == "b=2&c=4&d=5")
    }
}

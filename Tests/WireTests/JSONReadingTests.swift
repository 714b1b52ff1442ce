import Testing
import Wire

/// RFC 8259: what is a JSON text, and where a text stops being one.
@Suite struct JSONReading {
    static let values: [(text: String, value: JSON)] = [
        ("null", .null), ("true", true), ("false", false), ("0", 0), ("\"\"", ""), ("[]", .array([])),
        ("{}", .object([])), (" \t\r\n1 \t\r\n", 1), ("[1,[2,{\"a\":[]}]]", [1, [2, ["a": .array([])]]]),
        ("{ \"a\" : { \"b\" : null } }", ["a": ["b": .null]]),
    ]

    @Test(arguments: values)
    func everyKindOfValueIsRead(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    /// RFC 8259 section 6. The spelling is kept, since a recorded body is shown as it was sent.
    @Test(arguments: ["-0", "0.10", "1e5", "1E+05", "-1.5e-3", "123456789012345678901234567890"])
    func numbersKeepTheirSpelling(text: String) throws {
        #expect(try JSON(parsing: text) == .number(text))
    }

    @Test(arguments: ["01", "-", "-a", "1.", ".5", "+1", "1e", "1e+", "0x10", "Infinity", "NaN", "1_000"])
    func otherNumbersAreRefused(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    /// RFC 8259 section 7.
    @Test(arguments: [
        (#""\"\\\/""#, "\"\\/"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u00E9""#, "Aéé"),
        (#""\u0000""#, "\0"), (#""\ud83d\ude00""#, "😀"), (#""\uD834\uDD1E!""#, "𝄞!"), ("\"é😀\"", "é😀"),
    ])
    func escapesAreDecoded(text: String, value: String) throws {
        #expect(try JSON(parsing: text).string == value)
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    ])
    func loneSurrogatesBecomeReplacementCharacters(text: String, value: String) throws {
        #expect(try JSON(parsing: text).string == value)
    }

    @Test(arguments: [#""\u12""#, #""\u12G4""#, #""\u+123""#, #""\u-000""#, #""\u 123""#, #""\ud83d\u+123""#])
    func escapesNeedFourHexadecimalDigits(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test(arguments: [#""\x41""#, #""\'""#, #""\U0041""#, #""\"#, "\"a\nb\"", "\"a\u{1}\"", "\"a\tb\"", "\"a"])
    func otherEscapesAndControlCharactersAreRefused(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func memberOrderIsKept() throws {
        let json = try JSON(parsing: #"{"z":1,"a":2,"m":3}"#)
        #expect(json.members?.map(\.name) == ["z", "a", "m"])
        #expect(json != ["a": 2, "m": 3, "z": 1])
    }

    @Test func duplicateNamesAreKeptAndTheLastCounts() throws {
        var json = try JSON(parsing: #"{"iss":"first","x":0,"iss":"last"}"#)
        #expect(json.members?.count == 3)
        #expect(json["iss"]?.string == "last")
        json["iss"] = "changed"
        #expect(json.text() == #"{"iss":"first","x":0,"iss":"changed"}"#)
        json["iss"] = nil
        #expect(json.text() == #"{"iss":"first","x":0}"#)
    }

    @Test func nestingIsReadTo256LevelsAndNoDeeper() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSON(parsing: nested(256)).array?.count == 1)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: nested(257)) }
        #expect(error?.offset == 256)
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
        let wide = "[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]"
        #expect(try JSON(parsing: wide).array?.count == 1000)
    }

    @Test(arguments: [
        ("", 0, "the text ends where a value should be"), ("   ", 3, "the text ends where a value should be"),
        ("[1,2", 4, "expected “,”"), ("[1,]", 3, "no value starts here"), ("[1 2]", 3, "expected “,”"),
        ("{\"a\" 1}", 5, "expected “:”"), ("{\"a\":1,}", 7, "expected “\"”"), ("{a:1}", 1, "expected “\"”"),
        ("nul", 0, "expected null"), ("truE", 0, "expected true"), ("1 2", 2, "text after the value"),
        ("null,", 4, "text after the value"), ("\"abc", 4, "the string does not end"),
        ("'a'", 0, "no value starts here"), ("\u{FEFF}1", 0, "no value starts here"),
        ("[\"é\" x]", 6, "expected “,”"),
    ])
    func malformedTextsAreRefusedWithTheByteOffset(text: String, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
        #expect(error?.description == "not JSON at byte \(offset): \(reason)")
    }

    /// RFC 8259 section 8.1: a text that systems exchange is UTF-8.
    @Test(
        arguments: [
            [0x22, 0x61, 0xFF, 0x62, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xC0, 0xAF, 0x22],
            [0x7B, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D], [0xEF, 0xBB, 0xBF, 0x31], [0x31, 0xFF], [0xFF],
        ] as [[UInt8]])
    func bytesThatAreNoUTF8AreRefused(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }
}

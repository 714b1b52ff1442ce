import Testing
import Wire

@Suite struct JSONWriting {
    static let texts = [
        #"{"b":[1,2.50,-0,1e9],"a":{"x":null,"y":[true,false]},"":""}"#, "[]", "{}", #"[[],{},[{}]]"#,
        #""quote \" backslash \\ tab \t line \n return \r""#, #""\u0000\u001f\u0008""#, "\"é 😀 /\"",
        #"{"same":1,"same":2}"#,
    ]

    @Test(arguments: texts) func compactTextIsReadAndWrittenBackUnchanged(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(json.text() == text)
        #expect(json.bytes == Array(text.utf8))
    }

    @Test(arguments: texts) func prettyTextHoldsTheSameValue(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(try JSON(parsing: json.text(pretty: true)) == json)
    }

    @Test func prettyTextIndentsByTwoSpacesAndLeavesEmptyContainersOnOneLine() {
        let json: JSON = ["a": [1, "x"], "b": [], "c": [:], "d": ["e": nil]]
        #expect(
            json.text(pretty: true) == """
                {
                  "a": [
                    1,
                    "x"
                  ],
                  "b": [],
                  "c": {},
                  "d": {
                    "e": null
                  }
                }
                """)
    }

    @Test func controlCharactersAndQuotesAreEscaped() {
        #expect(JSON.string("\u{0}\u{1F}\u{7F}\"\\/\n").text() == "\"\\u0000\\u001f\u{7F}\\\"\\\\/\\n\"")
        #expect((["\"": "\n"] as JSON).text() == #"{"\"":"\n"}"#)
    }

    @Test func literalsAndInitialisersMakeTheSameValues() {
        #expect(JSON(7) == 7)
        #expect(JSON(["a", "b"]) == ["a", "b"])
        #expect((true as JSON).bool == true)
        #expect((nil as JSON) == .null)
    }

    @Test func accessorsAnswerOnlyForTheirKind() {
        let json: JSON = ["n": 12, "s": "12", "list": ["a", "b"], "mixed": ["a", 1], "big": .number("1e3")]
        #expect(json["n"]?.int == 12)
        #expect(json["s"]?.int == nil)
        #expect(json["big"]?.int == nil)
        #expect(json["n"]?.string == nil)
        #expect(json["list"]?.strings == ["a", "b"])
        #expect(json["mixed"]?.strings == nil)
        #expect(json["s"]?.strings == nil)
        #expect(json["absent"] == nil)
        #expect(json["list"]?["n"] == nil)
        #expect(json["s"]?.plain == "12")
        #expect(json["list"]?.plain == #"["a","b"]"#)
    }

    @Test func settingAMemberReplacesAppendsOrRemoves() {
        var json: JSON = ["a": 1, "b": 2]
        json["a"] = "new"
        json["c"] = 3
        json["b"] = nil
        json["absent"] = nil
        #expect(json.text() == #"{"a":"new","c":3}"#)
        var text: JSON = "no object"
        text["a"] = 1
        #expect(text == "no object")
    }
}

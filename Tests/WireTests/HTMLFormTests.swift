import Testing
import Wire

@Suite struct HTMLFormTests {
    @Test func aFormIsReadWithWhatItHides() {
        let forms = HTMLForm.all(
            in: """
                <!doctype html><title>a < b</title>
                <form method=post action="/login?a=1&amp;b=2"><!-- <input type="hidden" name="no" value="comment"> -->
                <input type="hidden" name="form_token" value="a&quot;&#39;&#x3C;&amp;lt;&unknown;&">
                <INPUT TYPE='Hidden' NAME=next VALUE=/home><input name="username"
                  required><input type=password name=password><input type="hidden" value="nameless">
                <button name="decision" value="approve">Allow</button></form>
                <input type="hidden" name="outside" value="of a form">
                <form action="/search"><input type="hidden" name="q" value="x"/></form>
                """)
        #expect(forms.count == 2)
        #expect(forms.map(\.isPosted) == [true, false])
        #expect(forms[0].action == "/login?a=1&b=2")
        #expect(forms[0].hidden == [.init("form_token", "a\"'<&lt;&unknown;&"), .init("next", "/home")])
        #expect(forms[0].inputs.map(\.name) == ["username", "password"])
        #expect(forms[0].inputs.map(\.type) == ["text", "password"])
        #expect(forms[0].buttons.map(\.value) == ["approve"])
        #expect(forms[1].hidden == [.init("q", "x")])
    }

    @Test func scriptsHoldNoTags() {
        let tags = HTMLTag.all(in: "<script>if (a<b) '<input name=\"x\">'</SCRIPT><p class=y>1 < 2<iframe src='/f'>")
        #expect(tags.map(\.name) == ["script", "/script", "p", "iframe"])
        #expect(tags.last?["src"] == "/f")
    }

    @Test(arguments: [
        "<", "<input", "<input name", "<input name=", "<input name=\"a", "<!--", "<script", "<form><input",
    ])
    func aBrokenPageHasNoFields(page: String) {
        #expect(HTMLForm.all(in: page).allSatisfy { $0.hidden.isEmpty && $0.inputs.isEmpty })
    }
}

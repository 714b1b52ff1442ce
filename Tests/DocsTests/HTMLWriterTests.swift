import Testing

@testable import Docs

@Suite struct HTMLWriterTests {
    @Test(arguments: [
        ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; \"d\" 'e'"), ("tab\there", "tab␉here"),
        ("\u{0}\u{1B}\u{7F}", "␀␛␡"), ("\u{202E}abc\u{200F}", "‹U+202E›abc‹U+200F›"),
        ("\u{FEFF}\u{85}", "‹U+FEFF›‹U+0085›"),
        ("grün 日本 🙂 ✓", "grün 日本 🙂 ✓"), ("", ""),
    ]) func escapes(_ text: String, _ expected: String) {
        var out = HTMLWriter()
        out.text(text)
        #expect(String(decoding: out.bytes, as: UTF8.self) == expected)
    }

    @Test func attributesEscapeQuotationMarksToo() {
        var out = HTMLWriter()
        out.attribute("title", "a < \"b\" & 'c'\u{0}")
        #expect(String(decoding: out.bytes, as: UTF8.self) == " title=\"a &lt; &quot;b&quot; &amp; &#39;c&#39;␀\"")
    }

    @Test(arguments: ["#x", "a/b.html", "../x/index.html", "https://a.example/?q=1:2", "index.html#a:b"])
    func linksThatLead(_ address: String) { #expect(HTMLWriter.isSafe(address)) }

    @Test(arguments: ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "JaVaScRiPt:x", "\\\\evil", "x:y"])
    func linksThatDoNot(_ address: String) { #expect(!HTMLWriter.isSafe(address)) }
}

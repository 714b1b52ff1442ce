import Testing

@testable import Docs

@Suite struct CompactHTMLTests {
    static let cases: [(page: String, compact: String)] = [
        (#"<p class="x">a "quoted" word</p>"#, #"<p class=x>a "quoted" word</p>"#),
        (#"<p class="x y" id="s-1.q~3d">"#, #"<p class="x y" id=s-1.q~3d>"#),
        // An empty value and a value with a sign that ends bare ones keep their quotes.
        (#"<a href="" title="a=b" data-x="a&amp;b"/>"#, #"<a href="" title="a=b" data-x="a&amp;b"/>"#),
        (#"<path d="M1" class="ln"/>"#, #"<path d=M1 class=ln />"#),
        // A slash is a part of the value before it.
        (#"<a href="../x/"><use href="x"/>"#, #"<a href=../x/><use href=x />"#),
        (#"<a title="a > b" href="../x/#y">"#, #"<a title="a > b" href=../x/#y>"#),
        (
            #"<script src="a.js">if (a<b) c="d";</script><i id="z">"#,
            #"<script src="a.js">if (a<b) c="d";</script><i id=z>"#
        ),
        (#"<!-- <p class="x"> --><p class="x">"#, #"<!-- <p class="x"> --><p class=x>"#),
        (#"<p title="`">"#, #"<p title="`">"#), (#"<p title="it's">"#, #"<p title="it's">"#),
        // What ends too early stays as it is.
        (#"<p class="x"#, #"<p class="x"#), ("<p class=\"", "<p class=\""), ("<", "<"), ("<!--", "<!--"),
    ]

    @Test(arguments: cases.indices) func quotesGoWhereTheyMay(index: Int) {
        let made = CompactHTML.compacted(Array(Self.cases[index].page.utf8))
        #expect(String(decoding: made, as: UTF8.self) == Self.cases[index].compact)
    }

    /// The references and ids that a reader finds are the same.
    @Test(arguments: cases.indices) func nothingElseChanges(index: Int) {
        let before = HTMLReferences(Array(Self.cases[index].page.utf8))
        let after = HTMLReferences(CompactHTML.compacted(Array(Self.cases[index].page.utf8)))
        #expect(before.ids == after.ids)
        #expect(before.references == after.references)
    }
}

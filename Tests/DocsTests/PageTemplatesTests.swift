import Testing

@testable import Docs

@Suite struct PageTemplatesTests {
    private let good = ["page": "{{>head}}{{title}}{{{content}}}", "head": "", "header": "", "footer": ""]

    @Test func contentIsSplicedIn() throws {
        var content = HTMLWriter()
        content.html("<p>{{title}} &amp;</p>")
        let bytes = try PageTemplates(good).document(
            PageFrame(siteName: "Site", title: "A & B", summary: "", root: "../"), kind: "x", content: content)
        #expect(String(decoding: bytes, as: UTF8.self) == "A &amp; B<p>{{title}} &amp;</p>")
    }

    @Test(arguments: [
        ("page", "a\n{{nosuch}}", 2), ("header", "{{#next}}\n{{title}}", 1), ("footer", "x\n\n{{/next}}", 3),
        ("head", "{{>nosuch}}", 1), ("page", "{{#next}}{{/previous}}", 1),
    ]) func mistakesHaveAPlace(_ file: String, _ text: String, _ line: Int) {
        var files = good
        files[file] = text
        #expect { try PageTemplates(files) } throws: { error in
            guard let error = error as? TemplateError else { return false }
            return error.file == file + ".mustache" && error.line == line
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: TemplateError(file: "footer.mustache", line: 1, reason: "missing")) {
            try PageTemplates(["page": "", "head": "", "header": ""])
        }
    }
}

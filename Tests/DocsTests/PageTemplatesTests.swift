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

    @Test func aTemplateFillsTheBlocksOfAnother() throws {
        var files = good
        files["base"] = "<i>{{$middle}}none{{/middle}}</i>{{$end}}end{{/end}}"
        files["page"] = "{{<base}}{{$middle}}{{title}}{{/middle}}{{/base}}"
        let frame = PageFrame(siteName: "Site", title: "A", summary: "", root: "")
        let bytes = try PageTemplates(files).document(frame, kind: "x", content: HTMLWriter())
        #expect(String(decoding: bytes, as: UTF8.self) == "<i>A</i>end")
    }

    @Test func aLineOfOneTagLeavesNoLine() throws {
        var files = good
        files["page"] = "a\n  {{#title}}\n{{{title}}}\n{{/title}}\n{{^summary}}\nb\n{{/summary}}\n"
        let frame = PageFrame(siteName: "Site", title: "A<", summary: "", root: "")
        let bytes = try PageTemplates(files).document(frame, kind: "x", content: HTMLWriter())
        #expect(String(decoding: bytes, as: UTF8.self) == "a\nA&lt;\nb\n")
    }

    @Test func aTemplateInsideOfItselfIsRefused() {
        var files = good
        files["header"] = "x\n{{>header}}"
        #expect(throws: TemplateError(file: "header.mustache", line: 2, reason: "“header” contains itself")) {
            try PageTemplates(files)
        }
    }
}

/// The main part of a page of prose: its text with a list of what is on it.
struct ProseContent {
    var words = InterfaceText()
    var headings: [PageHeading] = []
    /// The language of the text, where it is not that of the page.
    var language: DocsSettings.Language?

    func html(_ body: [UInt8]) -> [UInt8] {
        var out = HTMLWriter(capacity: body.count + 4096)
        let listed = headings.filter { $0.level == 2 || $0.level == 3 }
        out.html(listed.count > 1 ? "<div class=\"doc\">" : "<div class=\"doc one\">")
        if listed.count > 1 {
            out.html("<nav class=\"toc\" aria-labelledby=\"toc\"><h2 id=\"toc\">")
            out.text(words["onThisPage"])
            out.html("</h2><ul")
            if let language { out.language(language) }
            out.html(">")
            for heading in listed {
                out.html(heading.level == 2 ? "<li class=\"t2\"><a" : "<li class=\"t3\"><a")
                out.link("#" + heading.id)
                out.html(">")
                out.text(heading.title)
                out.html("</a></li>")
            }
            out.html("</ul></nav>")
        }
        out.html("<div class=\"prose\"")
        if let language { out.language(language) }
        out.html(">")
        out.html(body)
        out.html("</div></div>\n")
        return out.bytes
    }
}

extension HTMLWriter {
    /// Says in a tag that its text is in another language than what is around it.
    mutating func language(_ language: DocsSettings.Language) {
        attribute("lang", language.code)
        html(language.isRightToLeft ? " dir=\"rtl\"" : " dir=\"ltr\"")
    }
}

/// The pages that stand in for translations.
struct StandIns: Sendable {
    var paths: Set<String> = []
    /// That of their texts.
    var language = DocsSettings.Language(code: "en", name: "English")

    /// The language of a page's title, where it is not that of the page beside it.
    func language(of path: String) -> DocsSettings.Language? { paths.contains(path) ? language : nil }
}

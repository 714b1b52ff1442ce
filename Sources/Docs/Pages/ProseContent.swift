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
            out.html("</h2><ul>")
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
        if let language {
            out.attribute("lang", language.code)
            out.html(language.isRightToLeft ? " dir=\"rtl\"" : " dir=\"ltr\"")
        }
        out.html(">")
        out.html(body)
        out.html("</div></div>\n")
        return out.bytes
    }
}

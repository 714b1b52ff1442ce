import Authoring
import Docs
import Diagrams
import Specs
import Traces

extension HomePage {
    /// The front page.
    public func html(templates: PageTemplates) -> [UInt8] {
        var out = HTMLWriter(capacity: 128_000)
        writeDoors(to: &out)
        writeChooser(to: &out)
        writeFeatured(to: &out)
        writeStories(to: &out)
        if !bodyHTML.isEmpty {
            out.html("<div class=\"prose full\">")
            out.html(bodyHTML)
            out.html("</div>\n")
        }
        return templates.document(frame, kind: "is-home", kicker: "", content: out)
    }

    private func writeDoors(to out: inout HTMLWriter) {
        guard !doors.isEmpty else { return }
        out.html("<nav class=\"doors\" aria-label=\"Ways in\">")
        for door in doors {
            out.html("<a")
            out.link(door.href)
            out.html("><b>")
            out.text(door.title)
            out.html("</b><span>")
            out.text(door.summary)
            out.html("</span></a>")
        }
        out.html("</nav>\n")
    }

    private func writeFeatured(to out: inout HTMLWriter) {
        guard let featured else { return }
        let diagram = DiagramRenderer(Flow(featured.trace), links: StepLinks(run: featured.href)).figure()
        out.html("<section class=\"pic\" aria-labelledby=\"featured\"><div class=\"fh\"><h2 id=\"featured\">")
        out.text(featured.trace.title)
        out.html("</h2><a")
        out.link(featured.href)
        out.html(">Read it line by line</a></div>")
        out.html("<p class=\"sub\">Recorded under \(featured.trace.run.revision.rawValue): ")
        out.html(
            "\(Counted.text(featured.trace.exchanges.count, "exchange")) between "
                + "\(Counted.text(featured.trace.parties.count, "party", "parties")).</p>\n")
        out.html(diagram)
        out.html("</section>\n")
    }

    private func writeChooser(to out: inout HTMLWriter) {
        guard !revisions.isEmpty || !ways.isEmpty else { return }
        out.html("<section aria-labelledby=\"choose\"><h2 id=\"choose\">Choose your revision")
        out.html(ways.isEmpty ? "" : " and how the client registers")
        out.html("</h2>\n<p class=\"jump\">")
        for link in revisions {
            writeLink(link, to: &out)
            out.html(" ")
        }
        out.html("</p>")
        if !ways.isEmpty {
            out.html("<ul class=\"ways\">")
            for way in ways { write(way, to: &out) }
            out.html("</ul>")
        }
        out.html("</section>\n")
    }

    private func write(_ story: Story, to out: inout HTMLWriter) {
        out.html("<li><a class=\"name\"")
        out.link(story.href)
        out.html("><b>")
        out.text(story.title)
        out.html("</b></a><p>")
        out.text(story.summary)
        out.html("</p>")
        if !story.revisions.isEmpty {
            out.html("<p class=\"revs\">")
            for link in story.revisions {
                writeLink(link, to: &out)
                out.html(" ")
            }
            out.html("</p>")
        }
        out.html("</li>\n")
    }

    private func writeStories(to out: inout HTMLWriter) {
        guard !stories.isEmpty else { return }
        out.html("<section aria-labelledby=\"stories\"><h2 id=\"stories\">Every story</h2>")
        out.html(
            "<p class=\"sub\">One question each, recorded under each revision that knows it.</p>\n<ol class=\"stories\">"
        )
        for story in stories { write(story, to: &out) }
        out.html("</ol></section>\n")
    }
}

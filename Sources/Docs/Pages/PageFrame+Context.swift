extension PageFrame {
    /// The values of a frame, for templates.
    var context: TemplateContext {
        var context = surroundings
        context["siteName"] = .text(siteName)
        context["logo"] = .text(SitePath.encoded(logo ?? ""))
        context["title"] = .text(title)
        context["pageTitle"] = .text(title == siteName ? title : title + " · " + siteName)
        context["summary"] = .text(summary)
        context["root"] = .text(root)
        context["hasSearch"] = .flag(hasSearch)
        context["hasRuns"] = .flag(hasRuns)
        context["home"] = .text(home)
        context["hasNavigation"] = .flag(!navigation.isEmpty)
        context["hasBreadcrumbs"] = .flag(!breadcrumbs.isEmpty)
        context["hasNeighbours"] = .flag(previous != nil || next != nil)
        context["navigation"] = .list(navigation.map(\.context))
        context["breadcrumbs"] = .list(breadcrumbs.map(\.context))
        context["previous"] = .list(previous.map { [$0.context] } ?? [])
        context["next"] = .list(next.map { [$0.context] } ?? [])
        context["language"] = .text(language)
        context["direction"] = .text(isRightToLeft ? "rtl" : "ltr")
        context["back"] = .text(isRightToLeft ? "→" : "←")
        context["forward"] = .text(isRightToLeft ? "←" : "→")
        context["scriptWords"] = .text(words.script)
        for key in InterfaceText.keys { context["text." + key] = .text(words[key]) }
        return context
    }
}

extension PageFrame.Link {
    var context: TemplateContext {
        var context = TemplateContext()
        context["title"] = .text(title)
        context["href"] = .text(HTMLWriter.isSafe(href) ? href : "#")
        context["isCurrent"] = .flag(isCurrent)
        context.setTitleLanguage(language)
        return context
    }
}

extension TemplateContext {
    /// The language of a title; nil where it is that of the page. It is set in any case, or that of the page's own title
    /// would be taken for it.
    mutating func setTitleLanguage(_ language: DocsSettings.Language?) {
        self["titleLanguage"] = .text(language?.code ?? "")
        self["titleDirection"] = .text(language?.isRightToLeft == true ? "rtl" : "ltr")
    }
}

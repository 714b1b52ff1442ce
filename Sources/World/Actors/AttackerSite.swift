import Wire

/// The attacker's own web site: takes whatever is sent to it and shows a harmless page. One of its pages may hold
/// somebody else's page in an invisible frame.
actor AttackerSite: Responder {
    private let answers: Answers
    private var framed: WebURL?

    /// The page around the frame.
    static let bait = "/prize"

    init(context: PartyContext) { answers = Answers(context: context) }

    /// From here on the bait holds this page.
    func frame(_ url: WebURL) { framed = url }

    func respond(to request: Request) async -> Response {
        guard request.path == AttackerSite.bait, let framed else {
            return answers.html(200, HTMLPage.page(title: "Thank you", body: "<p>You can close this window.</p>"))
        }
        let body = """
            <p>You have won. <button type="button">Show me</button></p>
            <iframe title="" style="position:absolute;inset:0;width:100%;height:100%;opacity:0" src="\(HTMLPage.escape(framed.description))"></iframe>
            """
        return answers.html(200, HTMLPage.page(title: "A prize for you", body: body))
    }
}

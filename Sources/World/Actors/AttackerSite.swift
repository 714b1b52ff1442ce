import Wire

/// The attacker's own web site: takes whatever is sent to it and shows a harmless page.
actor AttackerSite: Responder {
    private let answers: Answers

    init(context: PartyContext) { answers = Answers(context: context) }

    func respond(to request: Request) async -> Response {
        answers.html(200, HTMLPage.page(title: "Thank you", body: "<p>You can close this window.</p>"))
    }
}

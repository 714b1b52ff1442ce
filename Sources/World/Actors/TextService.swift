import Wire

/// A service that has nothing to do with logins and answers whoever reaches it: a cloud's metadata service, a machine of
/// an internal network. It trusts the network to keep strangers away.
actor TextService: Responder {
    private let knobs: ServiceKnobs
    private let answers: Answers

    init(context: PartyContext, knobs: ServiceKnobs) {
        self.knobs = knobs
        answers = Answers(context: context)
    }

    func respond(to request: Request) async -> Response {
        guard request.path == WebURL(knobs.url)?.path else { return answers.notFound() }
        guard request.method == "GET" else { return answers.empty(405, headers: ["Allow": "GET"]) }
        return answers.text(200, knobs.text + "\n")
    }
}

import Specs
import Wire

/// The one place where servers read what is sent to their endpoints: the headers that may stand once, the media type, then
/// each parameter. A parameter without a value counts as left out (RFC 6749 sections 3.1 and 3.2), and none may stand twice
/// except those that an extension of OAuth lets repeat.
struct ParameterReader: Sendable {
    let context: PartyContext

    /// Why a request cannot be read, as a sentence for `error_description`.
    struct Refusal: Error, Hashable {
        var description: String
    }

    /// `resource` may name several servers (RFC 8707 section 2), `audience` too (RFC 8693 section 2.1).
    static let repeatable: Set<String> = ["resource", "audience"]

    /// What an address must never hold, as addresses are kept in logs (RFC 6749 section 2.3.1).
    private static let bodyOnly: Set<String> = [
        "client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "assertion", "token", "password",
    ]

    /// Headers of which a request has one: a second one leaves open which of them counts (RFC 9110 section 5.3).
    private static let single = ["Authorization", "Content-Type", "Origin"]

    // MARK: Forms

    /// The parameters of a form: of a request to the token, revocation or introspection endpoint, or of a page of the server.
    ///
    /// - Parameter check: the clause that demands a form.
    func form(_ request: Request, check: String = "token-request-format") throws(Refusal) -> Form {
        try demandSingleHeaders(request)
        try demandMediaType("application/x-www-form-urlencoded", request, check: check)
        if let name = request.query.fields.map(\.name).first(where: ParameterReader.bodyOnly.contains) {
            let finding = Finding(
                check, "No parameter with a secret stands in the address", inputs: [.init("parameter", name)],
                expected: "\(name) in the body", actual: "\(name) in the query", holds: false)
            if !context.check(finding) {
                throw Refusal(description: "\(name) must stand in the body, not in the address")
            }
        }
        let form = Form(parsing: request.body).withValues
        if let name = repeated(in: form).first { throw ParameterReader.refusal(ofRepeated: name) }
        return form
    }

    /// The parameters of an authorization request, with the names of those that stand twice and must not.
    func query(_ request: Request) -> (parameters: Form, repeated: [String]) {
        let form = request.query.withValues
        return (form, repeated(in: form))
    }

    static func refusal(ofRepeated name: String) -> Refusal {
        Refusal(description: "\(name) occurs more than once")
    }

    private func repeated(in form: Form) -> [String] {
        form.repeatedNames.filter { name in
            if ParameterReader.repeatable.contains(name) { return false }
            let count = form.all(name).count
            return !context.check(
                Finding(
                    "as-parameter-once", "No parameter is sent more than once", inputs: [.init("parameter", name)],
                    expected: "\(name) once", actual: "\(name) \(count) times", holds: false))
        }
    }

    // MARK: JSON

    /// The JSON object that a request carries, with members of different names.
    ///
    /// - Parameter check: the clause that demands JSON.
    func object(_ request: Request, check: String) throws(Refusal) -> JSON {
        try demandSingleHeaders(request)
        try demandMediaType("application/json", request, check: check)
        let body = String(validating: request.body, as: UTF8.self).flatMap { try? JSON(parsing: $0) }
        guard let body, body.members != nil else {
            let reason =
                String(validating: request.body, as: UTF8.self) == nil ? "text that is not UTF-8" : "something else"
            let finding = Finding(
                check, "The body is a JSON object", expected: "a JSON object", actual: reason, holds: false)
            _ = context.check(finding)
            throw Refusal(description: "The body is not a JSON object")
        }
        if let name = body.repeatedMember {
            let finding = Finding(
                check, "No member of the JSON object stands twice", inputs: [.init("member", name)],
                expected: "\(name) once", actual: "\(name) more than once", holds: false)
            if !context.check(finding) { throw Refusal(description: "\(name) occurs more than once") }
        }
        return body
    }

    // MARK: Headers

    /// Throws where a header stands twice that may stand once.
    func demandSingleHeaders(_ request: Request, also more: [String] = []) throws(Refusal) {
        for name in ParameterReader.single + more where request.headers.all(name).count > 1 {
            let finding = Finding(
                "http-header-once", "A header that is no list stands once", inputs: [.init("header", name)],
                expected: "\(name) once", actual: "\(name) \(request.headers.all(name).count) times", holds: false)
            if !context.check(finding) { throw Refusal(description: "The header \(name) occurs more than once") }
        }
    }

    /// Throws unless the body is of this media type; its parameters, such as `charset`, make no difference.
    func demandMediaType(_ type: String, _ request: Request, check: String) throws(Refusal) {
        guard request.headers.mediaType != type else { return }
        let given = request.headers["Content-Type"]
        let finding = Finding(
            check, "The body is of the media type that this endpoint reads",
            inputs: [.init("Content-Type", given ?? "(none)")], expected: type, actual: given ?? "(none)", holds: false)
        if !context.check(finding) {
            throw Refusal(description: "Content-Type must be \(type), not " + (given ?? "left out"))
        }
    }
}

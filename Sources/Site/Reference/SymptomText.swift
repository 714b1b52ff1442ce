import Docs
import Authoring
import Specs
import Traces

/// What a reader sees when something fails, its cause and its remedy, from `content/symptoms/SLUG.md`.
public struct SymptomText: Sendable {
    /// What makes an exchange or a decision an example. Everything that is named must hold; a list names alternatives.
    public struct Match: Sendable {
        public var statuses: [Int] = []
        /// Codes of OAuth, of a challenge or of JSON-RPC, as text.
        public var errors: [String] = []
        public var kinds: [ExchangeKind] = []
        /// Parts of the error's description, compared without case.
        public var texts: [String] = []
        /// Ways in which no answer came.
        public var failures: [Exchange.Failure] = []
        /// Checks that came out negative; with these, the rest is not looked at.
        public var checks: [String] = []
        /// Parts of what a client tells the person when it stops, compared without case; with these, no message of the wire
        /// is looked at.
        public var told: [String] = []

        public init() {}
    }

    public var slug: String
    public var title: String
    public var summary: String
    public var matches: [Match]
    /// Who can cause it or cure it.
    public var roles: [Role]
    public var body: MarkdownText

    /// Reads a file of `content/symptoms/`.
    ///
    /// - Throws: `Problem` for an unknown key, kind, role or check, and for a missing title or match.
    public init(parsing file: SourceFile) throws(Problem) {
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var title: String?
        var summary = ""
        var matches: [Match] = []
        var roles: [Role] = []
        try source.head.read([
            "title": { title = try $0.visibleText() },
            "summary": { summary = try $0.text() },
            "match": { matches = try $0.list().map { try Match($0) } },
            "roles": { roles = try $0.list().map { try $0.raw("role", Role.self) } },
        ])
        guard let title, !matches.isEmpty else {
            throw Problem(
                file: file.path, line: 1, "“\(title == nil ? "title" : "match")” is missing.",
                remedy: "Add it to the front matter.")
        }
        slug = file.slug
        self.title = title
        self.summary = summary
        self.matches = matches
        self.roles = roles
        body = MarkdownText(file: file.path, line: source.bodyLine, text: source.body)
    }

    /// Where the page is written.
    var path: String { "symptoms/\(slug)/index.html" }

    /// Whether an exchange shows it.
    func isShown(by signal: ErrorSignal) -> Bool { matches.contains { $0.covers(signal) } }

    /// Whether a decision shows it: a check that came out negative, or the words with which a client stops.
    func isShown(by decision: Decision) -> Bool {
        if let told = decision.stopReason?.lowercased() {
            return matches.contains { match in match.told.contains { told.contains($0) } }
        }
        return decision.isNegative
            && matches.contains { match in
                match.checks.contains { $0 == decision.finding.check || decision.finding.check.hasPrefix($0 + "/") }
            }
    }

    /// Whether it is the client's own doing, and no answer shows it.
    var isOfClient: Bool { matches.allSatisfy { !$0.checks.isEmpty || !$0.told.isEmpty } }
}

extension SymptomText.Match {
    /// Reads `{ status: 400, error: invalid_grant, kind: token-request, text: already used }`.
    init(_ value: YAMLValue) throws(Problem) {
        var match = SymptomText.Match()
        try value.read([
            "status": { match.statuses = try $0.list().map { try $0.int() } },
            "error": { match.errors = try $0.list().map { try $0.text() } },
            "kind": { match.kinds = try $0.list().map { try $0.raw("kind of exchange", ExchangeKind.self) } },
            "text": { match.texts = try $0.list().map { try $0.text().lowercased() } },
            "failure": { match.failures = try $0.list().map { try $0.raw("way to fail", Exchange.Failure.self) } },
            "check": { match.checks = try $0.list().map { try $0.clause().id } },
            "told": { match.told = try $0.list().map { try $0.text().lowercased() } },
        ])
        self = match
        guard !statuses.isEmpty || !errors.isEmpty || !failures.isEmpty || !checks.isEmpty || !told.isEmpty else {
            throw value.problem(
                "a match needs a status, an error, a failure, a check or what the client told.",
                remedy: "Add one, such as status: 401.")
        }
    }

    func covers(_ signal: ErrorSignal) -> Bool {
        guard checks.isEmpty, told.isEmpty else { return false }
        if !failures.isEmpty, !failures.contains(where: { $0 == signal.failure }) { return false }
        if failures.isEmpty, signal.failure != nil { return false }
        if !statuses.isEmpty, !statuses.contains(where: { $0 == signal.status }) { return false }
        if !errors.isEmpty, !errors.contains(where: signal.codes.contains) { return false }
        if !kinds.isEmpty, !kinds.contains(signal.kind) { return false }
        guard !texts.isEmpty else { return true }
        return texts.contains { text in signal.texts.contains { $0.lowercased().contains(text) } }
    }
}

/// What is wrong with an exchange, as far as the wire says: status, error codes and their descriptions.
struct ErrorSignal: Sendable {
    var kind: ExchangeKind
    var status: Int?
    var codes: [String] = []
    var texts: [String] = []
    var failure: Exchange.Failure?

    /// Nil for an exchange that went well.
    init?(_ exchange: Exchange, fields: [Field]) {
        kind = exchange.kind
        status = exchange.status
        if case .failure(let failure) = exchange.outcome { self.failure = failure }
        for field in fields { read(field) }
        let isRefusal = (status ?? 0) >= 400
        guard isRefusal || failure != nil || !codes.isEmpty else { return nil }
        if isRefusal, let response = exchange.response, response.headers.mediaType?.hasPrefix("text/") ?? false {
            texts.append(String(decoding: response.body.prefix(4_000), as: UTF8.self))
        }
    }

    private mutating func read(_ field: Field) {
        let isAnswer = field.side == .response && [.json, .challenge, .location].contains(field.place)
        let isBack = field.side == .request && field.place == .query && kind == .authorizationResponse
        guard isAnswer || isBack else { return }
        switch field.path {
        case ["error"], ["error", "code"]: if !codes.contains(field.value) { codes.append(field.value) }
        case ["error_description"], ["error", "message"]: if !texts.contains(field.value) { texts.append(field.value) }
        default: break
        }
    }

    /// Status and codes in a few words, for messages and cells.
    var summary: String {
        let parts = [status.map(String.init), failure?.rawValue].compactMap { $0 } + codes
        return HTMLWriter.visible(Shortened.line(parts.joined(separator: " "), limit: 120))
    }
}

import Docs
import Authoring
import Markdown
import Specs
import Traces

/// The explanation of one header, parameter, JSON member or claim, from `content/fields/SLUG.md`.
public struct FieldText: Sendable {
    /// The most characters a note at a line may have.
    public static let noteLimit = 220

    public var slug: String
    /// The dotted name; `*` stands for an index or any one segment.
    public var field: String
    public var places: [FieldPlace]
    /// The exchanges it is about; empty for all.
    public var kinds: [ExchangeKind]
    public var side: Field.Side?
    /// For claims: the fields that carry the JWT, such as `client_assertion`; empty for every JWT.
    public var carriers: [String]
    public var revisions: [Revision]
    public var title: String
    public var clauses: [Clause]
    /// Those of them whose demand the first sentence states.
    public var duties: [Clause]
    /// Whether it is about answers that are errors, or about those that are not; nil for all.
    public var isError: Bool?
    /// The first paragraph, which stands beside the line on the wire.
    public var note: MarkdownText
    /// What the field's own page says besides.
    public var rest: MarkdownText

    /// Reads a file of `content/fields/`.
    ///
    /// - Throws: `Problem` for an unknown key, place, kind, revision or clause, for a body that does not begin with a
    ///   paragraph, and for a first paragraph longer than ``noteLimit``.
    public init(parsing file: SourceFile) throws {
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var field: String?
        var places: [FieldPlace] = []
        var kinds: [ExchangeKind] = []
        var side: Field.Side?
        var carriers: [String] = []
        var revisions = Revision.allCases
        var title: String?
        var duty = FieldDuty()
        var isError: Bool?
        try source.head.read([
            "field": { field = try $0.text() },
            "places": { places = try $0.list().map { try $0.raw("place on the wire", FieldPlace.self) } },
            "kinds": { kinds = try $0.list().map { try $0.raw("kind of exchange", ExchangeKind.self) } },
            "side": { side = try $0.choice(["request": .request, "response": .response]) },
            "inside": { carriers = try $0.list().map { try $0.text() } },
            "revisions": { revisions = try $0.revisionList() },
            "title": { title = try $0.visibleText() },
            "clauses": { duty.clauses = try FieldDuty.clauses($0) },
            "duty": { try duty.read($0) },
            "status": { isError = try $0.choice(["error": true, "success": false]) },
        ])
        guard let field, !field.isEmpty, !places.isEmpty, let title else {
            let missing = field == nil ? "field" : places.isEmpty ? "places" : "title"
            throw Problem(file: file.path, line: 1, "“\(missing)” is missing.", remedy: "Add it to the front matter.")
        }
        self.slug = file.slug
        self.field = field
        self.places = places
        self.kinds = kinds
        self.side = side
        self.carriers = carriers
        self.revisions = revisions
        self.title = title
        clauses = duty.clauses.map(\.clause)
        duties = duty.stated
        self.isError = isError
        duty.kinds = kinds
        duty.revisions = revisions
        (note, rest) = try FieldText.split(
            MarkdownText(file: file.path, line: source.bodyLine, text: source.body), stating: duty)
    }

    /// Cuts a body behind its first paragraph.
    private static func split(
        _ body: MarkdownText, stating duty: FieldDuty
    ) throws(Problem) -> (note: MarkdownText, rest: MarkdownText) {
        let document = try body.parsed()
        guard let first = document.root.children.first, first.kind == .paragraph else {
            throw Problem(
                file: body.file, line: document.root.children.first?.lines.lowerBound ?? body.line,
                "the text does not begin with a paragraph.",
                remedy: "The first paragraph is the note beside the line on the wire.")
        }
        let length = first.plainText.count
        guard length <= noteLimit else {
            throw Problem(
                file: body.file, line: first.lines.lowerBound,
                "the first paragraph has \(length) characters; a note at a line has at most \(noteLimit).",
                remedy: "Keep the one thing a reader needs at the line and move the rest into a second paragraph.")
        }
        try duty.check(
            note: first.plainText, rest: document.root.children.dropFirst().map(\.plainText),
            at: (body.file, first.lines.lowerBound))
        let lines = body.text.split(separator: "\n", omittingEmptySubsequences: false)
        let end = first.lines.upperBound - body.line + 1
        return (
            MarkdownText(
                file: body.file, line: first.lines.lowerBound,
                text: lines[(first.lines.lowerBound - body.line)..<end].joined(separator: "\n")),
            MarkdownText(file: body.file, line: body.line + end, text: lines[end...].joined(separator: "\n"))
        )
    }
}

/// The explanation of one kind of exchange, from `content/exchanges/KIND.md`.
public struct ExchangeText: Sendable {
    public var kind: ExchangeKind
    public var title: String
    public var summary: String
    public var happens: MarkdownText
    public var why: MarkdownText
    public var skipped: MarkdownText
    /// What is said instead in some runs, in the order of the file.
    public var cases: [Case]
    public var body: MarkdownText

    /// Texts for the runs in which every condition holds that is not nil.
    public struct Case: Sendable {
        public var revisions: [Revision]?
        /// Whether the client has a secret or a key to prove itself with.
        public var isConfidential: Bool?
        public var sender: Role?
        public var receiver: Role?
        public var title: String?
        public var summary: String?
        public var happens: MarkdownText?
        public var why: MarkdownText?
        public var skipped: MarkdownText?
    }

    /// Reads a file of `content/exchanges/`.
    ///
    /// - Throws: `Problem` for an unknown key or kind, a missing key, or a file not named after its kind.
    public init(parsing file: SourceFile) throws {
        let source = try FrontMatter(parsing: file.text, file: file.path)
        var kind: ExchangeKind?
        var texts: [String: MarkdownText] = [:]
        var cases: [Case] = []
        func reader(_ name: String) -> (YAMLValue) throws -> Void {
            { value in texts[name] = try value.markdown() }
        }
        try source.head.read([
            "kind": { value in
                kind = try value.raw("kind of exchange", ExchangeKind.self)
                guard kind?.rawValue == file.slug else {
                    throw value.problem(
                        "the file is named \(file.slug).md and the kind is “\(kind?.rawValue ?? "")”.",
                        remedy: "Name the file after the kind.")
                }
            },
            "title": reader("title"), "summary": reader("summary"), "happens": reader("happens"), "why": reader("why"),
            "skipped": reader("skipped"),
            "cases": { cases = try $0.list().map(Case.init(reading:)) },
        ])
        func text(_ name: String) throws(Problem) -> MarkdownText {
            guard let text = texts[name] else {
                throw Problem(file: file.path, line: 1, "“\(name)” is missing.", remedy: "Add it to the front matter.")
            }
            return text
        }
        guard let kind else {
            throw Problem(file: file.path, line: 1, "“kind” is missing.", remedy: "Add kind: \(file.slug).")
        }
        self.kind = kind
        title = try text("title").text
        summary = try text("summary").text
        happens = try text("happens")
        why = try text("why")
        skipped = try text("skipped")
        self.cases = cases
        body = MarkdownText(file: file.path, line: source.bodyLine, text: source.body)
    }
}

extension ExchangeText.Case {
    fileprivate init(reading value: YAMLValue) throws(Problem) {
        var found = ExchangeText.Case()
        try value.read([
            "revisions": { found.revisions = try $0.revisionList() },
            "client": { found.isConfidential = try $0.choice(["confidential": true, "public": false]) },
            "from": { found.sender = try $0.raw("role", Role.self) },
            "to": { found.receiver = try $0.raw("role", Role.self) },
            "title": { found.title = try $0.visibleText() }, "summary": { found.summary = try $0.text() },
            "happens": { found.happens = try $0.markdown() }, "why": { found.why = try $0.markdown() },
            "skipped": { found.skipped = try $0.markdown() },
        ])
        self = found
    }

    /// Whether the case is that of an exchange.
    func isThat(of exchange: Exchange, in trace: Trace) -> Bool {
        (revisions?.contains(trace.run.revision) ?? true)
            && (sender == nil || sender == trace.party(exchange.sender)?.role)
            && (receiver == nil || receiver == trace.party(exchange.receiver)?.role)
            && (isConfidential == nil || isConfidential == trace.isClientConfidential(in: exchange))
    }
}

extension YAMLValue {
    fileprivate func markdown() throws(Problem) -> MarkdownText {
        MarkdownText(file: file, line: line, text: try text())
    }

    /// One of the raw values of an enumeration.
    func raw<Choice: RawRepresentable & CaseIterable>(
        _ what: String, _ type: Choice.Type
    ) throws(Problem) -> Choice where Choice.RawValue == String {
        let name = try text()
        guard let choice = Choice(rawValue: name) else {
            throw problem(
                "“\(name)” is not a \(what).", remedy: Nearest.remedy(for: name, among: Choice.allCases.map(\.rawValue))
            )
        }
        return choice
    }

    /// `all`, a list of revisions, or a range such as `">=2025-11-25"`.
    func revisionList() throws(Problem) -> [Revision] {
        var found: [Revision] = []
        for item in try list() {
            let name = try item.text()
            if name == "all" { return Revision.allCases }
            let isRange = name.hasPrefix(">=")
            let wanted = isRange ? name.dropFirst(2).drop { $0 == " " } : name[...]
            guard let revision = Revision(rawValue: String(wanted)) else {
                throw item.problem(
                    "“\(wanted)” is not a revision of MCP.",
                    remedy: Nearest.remedy(for: String(wanted), among: Revision.allCases.map(\.rawValue)))
            }
            found += isRange ? Revision.allCases.filter { $0 >= revision } : [revision]
        }
        return Revision.allCases.filter(found.contains)
    }

    /// The clause with this id.
    func clause() throws(Problem) -> Clause {
        let id = try text()
        guard let clause = Clause.named(id) else {
            throw problem(
                "there is no clause “\(id)”.",
                remedy: Nearest.match(id, among: Clause.all.map(\.id)).map { "Did you mean “\($0)”?" })
        }
        return clause
    }
}

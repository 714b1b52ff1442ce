import Docs
import Specs
import Traces

/// What the recorded runs contain, gathered once: every exchange by its kind, every field by its place and by the text
/// that explains it.
struct ReferenceIndex: Sendable {
    /// A run with its fields split and the anchors of its page.
    struct Run: Sendable {
        var title: String
        var trace: Trace
        /// The page of the run.
        var path: String
        /// The fields of each exchange, in wire order.
        var fields: [[Field]]
        /// The anchors of their rows.
        var anchors: [[String]]
        /// What each exchange shows of an error; nil where it went well.
        var signals: [ErrorSignal?]
        /// The decisions that may be what a symptom shows: a check that came out negative, or what a person was told.
        var signs: [Decision]

        var revision: Revision { trace.run.revision }
    }

    /// One exchange of one run.
    struct Place: Hashable, Sendable {
        var run: Int
        var exchange: Int
    }

    /// One place where a field stands.
    struct Occurrence: Sendable {
        var place: Place
        var field: Field
        var anchor: String
    }

    /// What all runs say about one field of one kind of exchange.
    struct Use: Sendable {
        var key: FieldKey
        /// In how many exchanges of a revision it stands.
        var counts: [Revision: Int] = [:]
        /// The names of the texts that explain it.
        var slugs: [Revision: String] = [:]
        var first: Occurrence
        fileprivate var last: Place?
    }

    let runs: [Run]
    private(set) var places: [ExchangeKind: [Place]] = [:]
    /// How many exchanges of a kind a revision has.
    private(set) var totals: [ExchangeKind: [Revision: Int]] = [:]
    /// In order of first occurrence.
    private(set) var uses: [Use] = []
    private(set) var occurrences: [String: [Occurrence]] = [:]
    private var slots: [FieldKey: Int] = [:]

    init(_ recorded: RecordedSite, _ explanations: ContentExplanations) {
        let all = recorded.runs
        runs = Parallel.map(all.count) { number in
            let (story, trace) = all[number]
            let fields = trace.exchanges.map { (id: $0.id, fields: $0.fields) }
            return Run(
                title: story.page.title, trace: trace, path: story.path(trace), fields: fields.map(\.fields),
                anchors: Anchor.fields(fields),
                signals: zip(trace.exchanges, fields).map { ErrorSignal($0, fields: $1.fields) },
                signs: trace.decisions.filter { $0.isNegative || $0.stopReason != nil })
        }
        for (number, run) in runs.enumerated() {
            for (position, exchange) in run.trace.exchanges.enumerated() {
                add(exchange, at: Place(run: number, exchange: position), explanations)
            }
        }
    }

    private mutating func add(_ exchange: Exchange, at place: Place, _ explanations: ContentExplanations) {
        let run = runs[place.run]
        places[exchange.kind, default: []].append(place)
        totals[exchange.kind, default: [:]][run.revision, default: 0] += 1
        for side in [Field.Side.request, .response] {
            guard let line = exchange.startLine(side) else { continue }
            let field = Field(
                side: side, place: .startLine, path: [side.rawValue], value: line, kind: nil, carrier: nil)
            let slug = explanations.note(forStartLineOf: side, in: exchange, revision: run.revision)?.slug
            let anchor = Anchor.startLine(side, of: exchange.id)
            add(Occurrence(place: place, field: field, anchor: anchor), exchange.kind, slug)
        }
        for (field, anchor) in zip(run.fields[place.exchange], run.anchors[place.exchange]) {
            let slug = explanations.note(for: field, in: exchange, revision: run.revision)?.slug
            add(Occurrence(place: place, field: field, anchor: anchor), exchange.kind, slug)
        }
    }

    private mutating func add(_ occurrence: Occurrence, _ kind: ExchangeKind, _ slug: String?) {
        if let slug { occurrences[slug, default: []].append(occurrence) }
        let key = FieldKey(kind, occurrence.field)
        let revision = runs[occurrence.place.run].revision
        let slot: Int
        if let known = slots[key] {
            slot = known
        } else {
            slot = uses.count
            slots[key] = slot
            uses.append(Use(key: key, first: occurrence))
        }
        if let slug { uses[slot].slugs[revision] = slug }
        guard uses[slot].last != occurrence.place else { return }
        uses[slot].last = occurrence.place
        uses[slot].counts[revision, default: 0] += 1
    }

    func exchange(_ place: Place) -> Exchange { runs[place.run].trace.exchanges[place.exchange] }

    /// The kinds that occur in a run, in the order of a flow.
    var recordedKinds: [ExchangeKind] { ExchangeKind.allCases.filter { places[$0] != nil } }

    /// The fields of a kind: both start lines, then place by place, within one in order of first occurrence.
    func uses(of kind: ExchangeKind, _ side: Field.Side) -> [Use] {
        let ours = uses.filter { $0.key.kind == kind && $0.key.side == side }
        return FieldPlace.inReadingOrder.flatMap { place in ours.filter { $0.key.place == place } }
    }

    /// In how many exchanges of a revision a member of JSON stands, empty or with members of its own.
    func counts(ofMember key: FieldKey) -> [Revision: Int] {
        var counts: [Revision: Int] = [:]
        for place in places[key.kind] ?? [] {
            let run = runs[place.run]
            let hasIt = run.fields[place.exchange].contains {
                $0.side == key.side && $0.place == key.place && FieldKey(key.kind, $0).path.starts(with: key.path)
            }
            if hasIt { counts[run.revision, default: 0] += 1 }
        }
        return counts
    }
}

/// A field by where it may stand: list indexes are no part of its name.
struct FieldKey: Hashable, Sendable {
    var kind: ExchangeKind
    var side: Field.Side
    var place: FieldPlace
    /// Segments of the path, `*` for an index; names of headers in lower case.
    var path: [String]
    /// The field that carries the JWT, for claims.
    var carrier: String?

    init(_ kind: ExchangeKind, _ field: Field) {
        self.kind = kind
        side = field.side
        place = field.place
        let ignoresCase = place == .header || place == .challenge
        path = field.path.map { Int($0) != nil ? "*" : ignoresCase ? $0.lowercased() : $0 }
        carrier = field.carrier
    }
}

extension Field {
    /// The dotted name with `*` for an index, as explanations are named.
    var pattern: String { path.map { Int($0) != nil ? "*" : $0 }.joined(separator: ".") }
}

extension Exchange {
    /// The first line of a message without the values of its query.
    func startLine(_ side: Field.Side) -> String? {
        switch side {
        case .request: request.method + " " + request.path
        case .response: (response ?? answered).map { "\($0.status) " + $0.reason }
        }
    }
}

extension FieldPlace {
    /// The order in which a reader meets the places of a message.
    static let inReadingOrder: [FieldPlace] = [
        .startLine, .query, .header, .authorization, .challenge, .cookie, .location, .form, .json, .joseHeader, .claim,
        .html, .text,
    ]

    /// A heading for fields that stand here.
    var heading: String {
        switch self {
        case .startLine: "Start lines"
        case .query: "Query parameters"
        case .header: "Headers"
        case .authorization: "Credentials"
        case .challenge: "Challenge parameters"
        case .cookie: "Cookies"
        case .location: "Parameters of a redirect"
        case .form: "Form fields"
        case .json: "JSON members"
        case .claim: "Claims of a JWT"
        case .joseHeader: "JWT header"
        case .html: "Hidden inputs of a page"
        case .text: "Text"
        }
    }

    /// Where a field stands, in a table's cell.
    var phrase: String {
        switch self {
        case .startLine: "start line"
        case .query: "query"
        case .header: "header"
        case .authorization: "Authorization header"
        case .challenge: "WWW-Authenticate header"
        case .cookie: "cookie"
        case .location: "Location header"
        case .form: "form body"
        case .json: "JSON body"
        case .claim: "JWT claim"
        case .joseHeader: "JWT header"
        case .html: "hidden input of a page"
        case .text: "text"
        }
    }
}

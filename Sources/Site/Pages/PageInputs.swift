import Docs
import Specs
import Traces

/// What one line of the wire means, from `content/fields/` (or, for a whole exchange, `content/exchanges/`).
public struct FieldNote: Hashable, Sendable {
    /// The file's name without extension: the page `fields/SLUG/`.
    public var slug: String
    public var title: String
    /// The first paragraph as HTML, at most 220 characters of text.
    public var shortHTML: String
    /// The clauses that the field obeys; the first of a revision gives the link.
    public var clauses: [Clause]
    /// Those of them whose demand the first sentence states; only then a level stands before it.
    public var duties: [Clause]

    /// - Parameter duties: nil for all clauses.
    public init(slug: String, title: String, shortHTML: String, clauses: [Clause], duties: [Clause]? = nil) {
        self.slug = slug
        self.title = title
        self.shortHTML = shortHTML
        self.clauses = clauses
        self.duties = duties ?? clauses
    }

    /// The clause whose demand the first sentence states in a revision.
    func duty(in revision: Revision) -> Clause? { duties.first { $0.revisions.contains(revision) } }
}

/// What a kind of exchange is, from `content/exchanges/KIND.md`.
public struct ExchangeNote: Hashable, Sendable {
    /// A sentence in the active voice: “The client hands in the code”.
    public var title: String
    public var summary: String
    /// At most two sentences each, as HTML.
    public var happensHTML: String
    public var whyHTML: String
    public var skippedHTML: String

    public init(title: String, summary: String, happensHTML: String, whyHTML: String, skippedHTML: String) {
        self.title = title
        self.summary = summary
        self.happensHTML = happensHTML
        self.whyHTML = whyHTML
        self.skippedHTML = skippedHTML
    }
}

extension ExchangeNote {
    /// The note with those texts of another one that are not empty.
    func overlaid(with other: ExchangeNote) -> ExchangeNote {
        func text(_ part: KeyPath<ExchangeNote, String>) -> String {
            other[keyPath: part].isEmpty ? self[keyPath: part] : other[keyPath: part]
        }
        return ExchangeNote(
            title: text(\.title), summary: text(\.summary), happensHTML: text(\.happensHTML),
            whyHTML: text(\.whyHTML), skippedHTML: text(\.skippedHTML))
    }
}

/// Where the explanations come from; the page renderer only asks.
public protocol Explanations: Sendable {
    func note(for field: Field, in exchange: Exchange, revision: Revision) -> FieldNote?
    func note(for exchange: Exchange, in trace: Trace) -> ExchangeNote?
    /// What the first line of a message means: method and path, or the status. Nil leaves it to the page.
    func note(forStartLineOf side: Field.Side, in exchange: Exchange, revision: Revision) -> FieldNote?
}

extension Explanations {
    public func note(forStartLineOf side: Field.Side, in exchange: Exchange, revision: Revision) -> FieldNote? { nil }
}

/// Everything a flow page is made from.
public struct FlowPage: Sendable {
    public var frame: PageFrame
    public var trace: Trace
    /// The scenario's body for this run, as HTML.
    public var bodyHTML: String
    /// The same scenario under the other revisions and variants, this one marked current.
    public var siblings: [PageFrame.Link]
    /// Files beside the page: `trace.json`.
    public var downloads: [PageFrame.Link]
    public var conformance: [String]
    /// Whether the site has the pages of fields, to which the names of fields lead.
    public var hasFieldPages: Bool
    /// Whether the site's own program played all parties.
    public var isPlayed: Bool

    public init(
        frame: PageFrame, trace: Trace, bodyHTML: String, siblings: [PageFrame.Link], downloads: [PageFrame.Link],
        conformance: [String], hasFieldPages: Bool = true, isPlayed: Bool = true
    ) {
        self.frame = frame
        self.trace = trace
        self.bodyHTML = bodyHTML
        self.siblings = siblings
        self.downloads = downloads
        self.conformance = conformance
        self.hasFieldPages = hasFieldPages
        self.isPlayed = isPlayed
    }
}

/// A recorded run as a card on an overview: its thumbnail comes from the trace.
public struct RunCard: Sendable {
    public var href: String
    public var trace: Trace

    public init(href: String, trace: Trace) {
        self.href = href
        self.trace = trace
    }
}

/// The page of a scenario over all its runs, or over other runs (`compare`).
public struct ScenarioOverviewPage: Sendable {
    public var frame: PageFrame
    public var id: String
    public var bodyHTML: String
    public var runs: [RunCard]
    public var conformance: [String]
    /// Why the story has no runs; nil for one that has.
    public var excluded: String?

    public init(
        frame: PageFrame, id: String, bodyHTML: String, runs: [RunCard], conformance: [String], excluded: String? = nil
    ) {
        self.excluded = excluded
        self.frame = frame
        self.id = id
        self.bodyHTML = bodyHTML
        self.runs = runs
        self.conformance = conformance
    }
}

/// The page of one revision of the specification.
public struct RevisionPage: Sendable {
    /// The same story under this revision and under the one before.
    public struct Login: Sendable {
        public var now: RunCard
        public var before: RunCard

        public init(now: RunCard, before: RunCard) {
            self.now = now
            self.before = before
        }
    }

    public var frame: PageFrame
    public var revision: Revision
    public var bodyHTML: String
    public var runs: [RunCard]
    /// What shows on the wire what the revision changed; nil for the first one.
    public var login: Login?
    /// The clauses of the revision.
    public var clauses: [Clause]

    public init(
        frame: PageFrame, revision: Revision, bodyHTML: String, runs: [RunCard], login: Login? = nil, clauses: [Clause]
    ) {
        self.login = login
        self.frame = frame
        self.revision = revision
        self.bodyHTML = bodyHTML
        self.runs = runs
        self.clauses = clauses
    }
}

/// The front page: choose a revision and a way of registration, then learn, implement or debug.
public struct HomePage: Sendable {
    /// A scenario in the list of stories.
    public struct Story: Sendable {
        public var id: String
        public var title: String
        public var summary: String
        public var href: String
        public var revisions: [PageFrame.Link]

        public init(id: String, title: String, summary: String, href: String, revisions: [PageFrame.Link]) {
            self.id = id
            self.title = title
            self.summary = summary
            self.href = href
            self.revisions = revisions
        }
    }

    public var frame: PageFrame
    public var bodyHTML: String
    /// The run whose diagram greets the reader.
    public var featured: RunCard?
    public var revisions: [PageFrame.Link]
    public var stories: [Story]
    /// The ways of registration (pre-registered, dynamic, client ID metadata document), each with its runs by revision.
    public var ways: [Story]
    /// The ways into the site: learn, implement, debug.
    public var doors: [Door]

    /// A way into the site.
    public struct Door: Sendable {
        public var title: String
        public var summary: String
        public var href: String

        public init(title: String, summary: String, href: String) {
            self.title = title
            self.summary = summary
            self.href = href
        }
    }

    public init(
        frame: PageFrame, bodyHTML: String, featured: RunCard?, revisions: [PageFrame.Link], stories: [Story],
        ways: [Story] = [], doors: [Door] = []
    ) {
        self.ways = ways
        self.doors = doors
        self.frame = frame
        self.bodyHTML = bodyHTML
        self.featured = featured
        self.revisions = revisions
        self.stories = stories
    }
}

import Docs
import Foundation
import Scenarios
import Settings
import Traces

/// One build of a site into its output folder, with what earlier builds left in the site's `.wirescribe/`.
public struct SiteBuild: Sendable {
    /// What became of the files of the output.
    public struct Outcome: Hashable, Sendable {
        public var written = 0
        public var left = 0
        public var pages = 0
        /// The files of the scenarios whose pages were made; an empty name stands for the pages about all scenarios.
        public var made: [String] = []
        /// Files of the output that somebody had changed; what they held is in ``SiteBuild/aside``.
        public var changed: [String] = []
        /// Files of the output that somebody had changed and the site has no more; they stay.
        public var stayed: [String] = []
    }

    /// Where files of the output go that somebody changed, from the site's folder.
    public static let aside = SiteCache.name + "/replaced"

    private let site: String
    private let writer: OutputWriter
    private let cache: SiteCache?
    private let generator: Generator
    private let inputs: SiteInputs
    /// What the last build left.
    private var record: BuildRecord
    private let history: ContentHash?

    /// Looks at everything that the site is made from. The caller holds the lock of the cache.
    ///
    /// - Parameter cache: nil to make everything anew, and to leave nothing for the next build.
    /// - Throws: `OutputError` when the output folder is not one of this program's.
    public init(
        of site: URL, to output: URL, cache: SiteCache?, generator: Generator
    ) throws(OutputError) {
        self.site = site.path
        self.cache = cache
        self.generator = generator
        writer = OutputWriter(output, aside: site.path + "/" + SiteBuild.aside)
        try writer.checkPlace(of: site.path)
        record = if let cache { BuildRecord(of: writer.folder, reading: cache) } else { BuildRecord() }
        try writer.checkTarget(record.output)
        writer.endLeftovers()
        guard cache != nil else {
            inputs = SiteInputs()
            history = nil
            return
        }
        inputs = SiteInputs(of: site.path, known: record.inputs)
        history = record.readsHistory ? CommitDates.state(of: site.path) : nil
    }

    /// What the last build said, when a build now would write what is there already.
    public var unchanged: BuildRecord? {
        !writer.hasLeftovers && record.isCurrent(inputs, key: key(history)) ? record : nil
    }

    private func key(_ history: ContentHash?) -> ContentHash {
        var hasher = ContentHasher()
        hasher.add(generator.hash)
        hasher.add(generator.library)
        if let history { hasher.add(history) }
        return hasher.finish()
    }

    // MARK: Writing

    /// Writes a site of documentation as it is made.
    ///
    /// - Throws: `Problems` of any page, `OutputError`. The old output is whole then.
    public func write(_ documentation: DocumentationSite) throws -> Outcome {
        // Before anybody reads the history.
        let history = documentation.builder.settings.showsUpdates ? CommitDates.state(of: site) : nil
        var memory = cache.map(DocsMemory.init(reading:)) ?? DocsMemory()
        var outcome = Outcome()
        let sink = try made(&memory) { (sink, memory) in
            outcome.pages = try documentation.write(to: sink, &memory, knowing: inputs)
        }
        if let cache { memory.write(to: cache) }
        try finish(
            sink, &outcome, asked: documentation.files + memory.parts, history: history,
            asksOthers: documentation.asksOthers,
            remarks: [], warnings: [])
        return outcome
    }

    /// Writes a site with runs.
    ///
    /// - Parameters:
    ///   - accept: gets what is to be said of the site before its output is replaced, and gives the warnings as they are
    ///     kept for a build that has nothing to do.
    /// - Throws: `Problems` of any page, `OutputError`, what `accept` throws. The old output is whole then.
    public func write(
        _ pages: [ScenarioPage], runs: some RunSource, by builder: SiteBuilder,
        accept: (BuildReport) async throws -> [String]
    ) async throws -> (outcome: Outcome, report: BuildReport) {
        var memory = cache.map(SiteMemory.init(reading:)) ?? SiteMemory()
        var outcome = Outcome()
        let (sink, report) = try await made(&memory, pages, runs: runs, by: builder, &outcome)
        let warnings: [String]
        do {
            warnings = try await accept(report)
        } catch {
            writer.abandon(sink)
            throw error
        }
        if let cache { memory.write(to: cache) }
        try finish(
            sink, &outcome,
            asked: builder.sources.namedFiles + builder.includes.paths + memory.documents.parts,
            history: builder.history, asksOthers: builder.sources.config.links.external == .check,
            remarks: [report.summary], warnings: warnings)
        return (outcome, report)
    }

    /// A new output. What came of a memory that turns out to be damaged is made again without it.
    private func made(
        _ memory: inout DocsMemory, _ make: (StagedSink, inout DocsMemory) throws -> Void
    ) throws -> StagedSink {
        while true {
            let sink = try writer.begin(record.output)
            do {
                try make(sink, &memory)
                if !memory.isDamaged { return sink }
            } catch  where memory.isDamaged {
            } catch {
                writer.abandon(sink)
                throw error
            }
            writer.abandon(sink)
            memory = DocsMemory()
        }
    }

    private func made(
        _ memory: inout SiteMemory, _ pages: [ScenarioPage], runs: some RunSource, by builder: SiteBuilder,
        _ outcome: inout Outcome
    ) async throws -> (StagedSink, BuildReport) {
        while true {
            let sink = try writer.begin(record.output)
            do {
                let site = try await builder.write(pages, runs: runs, to: sink, &memory)
                outcome.made = site.made
                if !memory.documents.isDamaged { return (sink, site.report) }
            } catch  where memory.documents.isDamaged {
            } catch {
                writer.abandon(sink)
                throw error
            }
            writer.abandon(sink)
            memory = SiteMemory()
        }
    }

    private func finish(
        _ sink: StagedSink, _ outcome: inout Outcome, asked: [String], history: ContentHash?, asksOthers: Bool,
        remarks: [String], warnings: [String]
    ) throws(OutputError) {
        outcome.written = sink.writtenCount
        outcome.left = sink.count - outcome.written
        var new = BuildRecord()
        let result = try writer.finish(sink)
        defer { writer.clear(sink) }
        new.output = result.record
        (outcome.changed, outcome.stayed) = (result.changed, result.stayed)
        guard let cache else { return }
        new.asksOthers = asksOthers
        new.remarks = remarks
        new.warnings = warnings
        new.readsHistory = history != nil
        var inputs = inputs
        let isCertain = inputs.add(asked, of: site)
        new.write(to: cache, folder: writer.folder, key: isCertain ? key(history) : nil, inputs: inputs)
    }
}

extension SiteConfig {
    /// The files outside of the usual folders that the settings name.
    var namedFiles: [String] { theme.stylesheets.map(\.value) + [theme.logo?.value].compactMap { $0 } }
}

extension SiteCache {
    /// - Parameters:
    ///   - site: the site's folder.
    ///   - program: what reads and writes the cache; what another one wrote counts as nothing.
    public init?(of site: String, program: Generator) { self.init(of: site, program: program.hash) }
}

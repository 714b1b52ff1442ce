import Authoring
import Docs
import Foundation
import Settings
import Wire

/// A site without scenarios: pages of documentation and nothing else, which need no run.
public struct DocumentationSite: Sendable {
    public let builder: DocsBuilder
    /// The path under which the site is published, with a slash at both ends.
    public var basePath: String? { builder.settings.basePath }
    /// Files outside of the usual folders that the settings name.
    let files: [String]
    /// Whether the settings want other sites to be asked for the pages that are linked to.
    public let asksOthers: Bool
    private let name: String
    private let generator: Generator

    /// Reads everything but the pages.
    ///
    /// - Parameter library: what serves where the folder has no file of the same path.
    /// - Returns: nil for a site that records or explains flows.
    /// - Throws: `Problems` of the configuration, the templates and the static files.
    public init?(of folder: URL, library: Inheritance = Inheritance(), generator: Generator) throws(Problems) {
        guard let entries = Files.entries(of: folder.path + "/content"),
            !entries.contains(where: { SiteContent.libraries.contains($0.name) })
        else { return nil }
        // Mistakes of the configuration are told by whoever builds the site in the end.
        // A site that names a server tells of its flows, which the inherited pages do even without a scenario.
        guard let config = try? SiteConfig(of: folder), case .none = config.scenarios, config.server == nil,
            config.profiles.isNull
        else { return nil }
        let sources = try SiteSources(of: folder, library: library, config: config, readsContent: false)
        asksOthers = config.links.external == .check
        name = sources.config.name
        self.generator = generator
        files = sources.namedFiles
        builder = DocsBuilder(
            root: folder.path, settings: DocsSettings(sources.config, logo: sources.logo),
            templates: sources.templates, assets: sources.files,
            makers: SiteMakers(sources.config, generator: generator))
    }

    /// The links to other sites, each once.
    ///
    /// - Throws: `Problems` of any page.
    public func outsideLinks() throws(Problems) -> [OutsideLink] {
        var memory = DocsMemory()
        return try builder.read(&memory).outsideLinks
    }

    /// Reads, checks and writes the site.
    ///
    /// - Parameters:
    ///   - memory: what earlier builds found out; it is brought up to date.
    ///   - inputs: what is known of the site's files already.
    /// - Throws: `Problems` of any page.
    /// - Returns: the number of pages.
    package func write(
        to store: some SiteStore, _ memory: inout DocsMemory, knowing inputs: SiteInputs = SiteInputs()
    ) throws(Problems) -> Int {
        let site = try builder.knowing(inputs).read(&memory)
        let pages = site.pageCount
        let manifest: JSON = [
            "generator": .string(OutputWriter.generator),
            "version": .string(generator.version),
            "libcmark": .string(generator.markdownVersion),
            "site": .string(name),
            "counts": ["pages": JSON(pages)],
        ]
        let file = OutputFile(path: OutputWriter.marker, text: manifest.text(pretty: true) + "\n")
        try site.build(to: store, &memory, manifest: file)
        return pages
    }
}

extension DocsSettings {
    /// What `wirescribe.yml` says, in the terms of the generator.
    init(_ config: SiteConfig, logo: String?) {
        self.init(name: config.name)
        baseURL = config.baseURL.map { $0.description.hasSuffix("/") ? $0.description : $0.description + "/" }
        languages = [Language(code: config.language, name: InterfaceText.name(of: config.language))]
        for language in config.languages {
            // The list may name the site's own language too, to give it its name.
            if language.tag == config.language {
                languages[0].name = language.name
            } else {
                languages.append(Language(code: language.tag, name: language.name))
            }
        }
        let here = config.versions.filter { $0.url == nil }
        let areFolders = here.contains { $0.folder != nil }
        if areFolders { versions = here.map { Version(name: $0.name, folder: $0.folder ?? "") } }
        editions = config.versions.filter { $0.url != nil || !areFolders }.map { Edition(name: $0.name, url: $0.url) }
        navigation = config.navigation
        hasPrettyLinks = config.links.style == .pretty
        hasFingerprints = config.fingerprintsAssets
        hasTags = config.hasTags
        allowsHTML = config.markdown.html == .allow
        editAddress = config.edit
        showsUpdates = config.updated == .git
        showsDrafts = config.showsDrafts
        ignoredLinks = config.links.ignored
        redirects = config.redirects.map {
            Redirect(from: $0.from.scalar ?? "", to: $0.to.scalar ?? "", file: $0.from.file, line: $0.from.line)
        }
        self.logo = logo
    }
}

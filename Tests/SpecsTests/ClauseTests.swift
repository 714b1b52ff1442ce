import Testing

@testable import Specs

/// The clause data as a whole. What a clause says is checked where it is enforced.
@Suite struct ClauseTests {
    @Test func idsAreUniqueAndReadAsWords() {
        let ids = Clause.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        let malformed = ids.filter { id in
            id.contains("/") || id != id.lowercased() || id.split(separator: "-").count < 2
                || !id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
        #expect(malformed.isEmpty)
    }

    /// The list of requirements has 219 entries. The engine adds its own.
    @Test func nothingOfTheListOfRequirementsIsMissing() {
        func count(_ level: Clause.Level, in clauses: [Clause]) -> Int { clauses.filter { $0.level == level }.count }
        #expect(Clause.all.count - Clause.engine.count == 219)
        let levels: [Clause.Level: Int] = [.must: 156, .should: 44, .may: 1, .plain: 15, .reading: 3]
        for (level, number) in levels {
            #expect(count(level, in: Clause.all) - count(level, in: Clause.engine) == number, "\(level)")
        }
        #expect(!Clause.engine.isEmpty)
    }

    /// A keyword that the source does not use is nobody's: such a clause says so by its level, not in its words.
    @Test func noClauseTakesBackItsLevelInItsWords() {
        let words = ["keyword", "lower-case should", "our reading", "no source", "advisory", "not required"]
        for clause in Clause.all where clause.level.isKeyword {
            let found = words.filter(clause.text.lowercased().contains)
            #expect(found.isEmpty, "\(clause.id): \(found)")
        }
        for id in [
            "token-basic-encoding", "ext-cc-no-dcr", "ext-cc-grant", "revocation-200", "dcr-response-201",
            "refresh-reuse-revokes-family", "resource-lowercase-host", "mcp-no-initialize", "as-form-request",
            "client-cimd-no-reregistration", "client-default-well-known-suffix",
        ] {
            #expect(Clause.named(id)?.level == .plain, "\(id)")
        }
        for id in ["client-discovery-no-root-for-path-issuer", "as-own-form"] {
            #expect(Clause.named(id)?.level == .reading, "\(id)")
        }
        #expect(Clause.named("as-metadata-cimd-flag")?.level == .must)
        #expect(Clause.named("mcp-version-header-value")?.level == .should)
    }

    /// 2025-03-26 refers to draft-12 of OAuth 2.1, the others to draft-13.
    @Test func aClauseIsCitedFromTheDraftOfTheRevision() throws {
        let clause = try #require(Clause.named("authz-client-id"))
        for revision in clause.revisions {
            let draft = revision == .march2025 ? "12" : "13"
            let citation = try #require(Clause.citations(clause.sources, in: revision).first)
            #expect(citation.label == "OAuth 2.1 draft-\(draft) §4.1.1")
            #expect(
                citation.url == "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-\(draft)#section-4.1.1")
        }
    }

    /// What the best practices say is filed under 2025-03-26, too: all of it, or none.
    @Test func thePagesOfBestPracticesCountForEveryRevisionAlike() {
        for id in [
            "client-authz-url-scheme", "client-ssrf-guard", "proxy-per-client-consent", "proxy-state-after-consent",
            "proxy-consent-page", "mcp-session-not-auth", "rs-audience-validated",
        ] {
            #expect(Clause.named(id)?.revisions.first == .march2025, "\(id)")
        }
    }

    /// Whom a rule of an extension binds is said, and nobody takes it for a rule of MCP.
    @Test func rulesOfExtensionsNameTheirCondition() {
        #expect(Clause.all.allSatisfy { ($0.condition != nil) == $0.isExtension })
        let proposals = Clause.all.filter(\.isProposal)
        #expect(proposals.allSatisfy { $0.isExtension })
        #expect(proposals.filter { $0.id.contains("dpop") }.count == Clause.all.filter { $0.id.contains("dpop") }.count)
        #expect(Clause.named("as-workload-known")?.condition == "where workloads prove who they are")
    }

    @Test func everyClauseCitesASource() {
        #expect(Clause.all.filter(\.sources.isEmpty).map(\.id).isEmpty)
        for citation in Clause.all.flatMap(\.sources) {
            #expect(!citation.label.isEmpty)
            #expect(citation.label.first?.isWhitespace == false)
            #expect(citation.url.map { $0.hasPrefix("https://") && !$0.contains(" ") } ?? true)
        }
    }

    /// A page about one revision cites no text of another: each clause has a source in each of its revisions.
    @Test func everyClauseHasASourceInEachOfItsRevisions() {
        for clause in Clause.all {
            for revision in clause.revisions {
                let citations = Clause.citations(clause.sources, in: revision)
                #expect(!citations.isEmpty, "\(clause.id) in \(revision.rawValue)")
                #expect(citations.allSatisfy { $0.revision == nil || $0.revision == revision })
            }
            let strange = clause.sources.compactMap(\.revision).filter { !clause.revisions.contains($0) }
            #expect(strange.isEmpty, "\(clause.id) cites a revision that it is not part of")
        }
        let page = "modelcontextprotocol.io/specification/2025-06-18/basic/authorization#overview"
        #expect(Citation(parsing: page).revision == .june2025)
        #expect(Citation(parsing: "RFC 6749 §5.1").revision == nil)
    }

    /// Only proposals without a published text go without a link.
    @Test func everyCitationButProposalsHasALink() {
        let bare = Clause.all.flatMap(\.sources).filter { $0.url == nil }.map(\.label)
        #expect(bare.filter { !$0.hasPrefix("SEP-") }.isEmpty)
    }

    @Test func revisionsAreInOrderWithoutRepeats() {
        let odd = Clause.all.filter { $0.revisions.isEmpty || $0.revisions != Array(Set($0.revisions)).sorted() }
        #expect(odd.map(\.id).isEmpty)
    }

    @Test func textsAreSentencesOnOneLine() {
        let odd = Clause.all.filter { !$0.text.hasSuffix(".") || $0.text.contains("\n") || $0.text.contains("  ") }
        #expect(odd.map(\.id).isEmpty)
    }

    @Test func everyPlaceIsAKindOfExchangeOrAGroup() {
        let known = Set(ExchangeKind.allCases.map(\.rawValue) + ["trace", "mcp-authenticated"])
        #expect(Clause.all.filter(\.places.isEmpty).map(\.id).isEmpty)
        #expect(Clause.all.filter { !known.isSuperset(of: $0.places) }.map(\.id).isEmpty)
    }

    /// A clause stated in an MCP page cites that page; one of an RFC alone is inherited and keeps the RFC's keyword.
    @Test func statedClausesCiteAPageOfMCP() {
        let stated = Clause.all.filter { $0.tier == .stated }
        #expect(stated.count > 60)
        #expect(stated.filter { !$0.source.contains("modelcontextprotocol.io/") }.map(\.id).isEmpty)
    }

    @Test(arguments: ["rs-invalid-token-401/signature", "rs-invalid-token-401/issuer", "rs-invalid-token-401/expiry"])
    func aCheckNarrowerThanItsClauseNamesTheClause(check: String) {
        #expect(Clause.named(check)?.id == "rs-invalid-token-401")
    }

    @Test func everyClauseIsFoundByNameWithAndWithoutQualifier() {
        for qualifier in ["", "/qualifier", "/two/parts"] {
            #expect(Clause.all.filter { Clause.named($0.id + qualifier) != $0 }.map(\.id).isEmpty)
        }
    }

    @Test(arguments: ["", "/", "no-such-clause", "qualifier/rs-invalid-token-401", "rs-invalid-token-401-"])
    func otherNamesGiveNoClause(name: String) {
        #expect(Clause.named(name) == nil)
    }
}

@Suite struct CitationTests {
    @Test(arguments: [
        ("RFC 6750 §3.1", "https://www.rfc-editor.org/rfc/rfc6750.html#section-3.1"),
        ("RFC 9728", "https://www.rfc-editor.org/rfc/rfc9728.html"),
        ("RFC 9728 §5.1, §3.2", "https://www.rfc-editor.org/rfc/rfc9728.html#section-5.1"),
        ("RFC 9728 §2 (recommended)", "https://www.rfc-editor.org/rfc/rfc9728.html#section-2"),
        ("OAuth 2.1 draft-13 §5.3.1", "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-13#section-5.3.1"),
        (
            "CIMD §4.5",
            "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-00#section-4.5"
        ),
        (
            "draft-ietf-oauth-client-id-metadata-document-01 §4",
            "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-01#section-4"
        ),
        ("OIDC Discovery §4.3", "https://openid.net/specs/openid-connect-discovery-1_0.html"),
    ])
    func standardsAreLinkedToTheirSection(text: String, url: String) {
        #expect(Citation(parsing: text).url == url)
        #expect(Citation(parsing: " \(text) ").label == text)
    }

    @Test(arguments: [
        (
            "modelcontextprotocol.io/specification/2026-07-28/basic/authorization#refresh-tokens",
            "MCP 2026-07-28 authorization#refresh-tokens"
        ),
        ("modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta", "MCP 2026-07-28 basic#_meta"),
        (
            "modelcontextprotocol.io/extensions/auth/enterprise-managed-authorization",
            "MCP enterprise-managed-authorization"
        ),
        ("blog.example.com/2026/post", "blog.example.com/…/post"),
    ])
    func pagesAreLinkedByTheirAddress(text: String, label: String) {
        #expect(Citation(parsing: text).url == "https://" + text)
        #expect(Citation(parsing: text).label == label)
    }

    @Test func aRepositoryWithADocumentIsLinkedToTheRepository() {
        let citation = Citation(parsing: "github.com/modelcontextprotocol/ext-auth oauth-client-credentials §5")
        #expect(citation.url == "https://github.com/modelcontextprotocol/ext-auth")
        #expect(citation.label == "github.com/modelcontextprotocol/ext-auth oauth-client-credentials §5")
    }

    @Test func aProposalHasNoLink() {
        #expect(Citation(parsing: "SEP-1932").url == nil)
    }

    @Test func severalCitationsKeepTheirOrder() throws {
        let clause = try #require(Clause.named("rs-challenge-scheme"))
        #expect(
            clause.sources.map(\.label) == [
                "RFC 6750 §3", "OAuth 2.1 draft-13 §5.3.1", "RFC 9110 §11.6.1", "RFC 9449 §7.1",
            ])
    }
}

import Testing

@testable import Scenarios

/// What somebody who arrives with an error or an alarm finds on every page about one.
@Suite struct ProseTests {
    private static let pages = RepositoryPages.all.map(\.page).filter { page in
        page.excluded == nil && (page.id.hasPrefix("C") || page.id.hasPrefix("D"))
    }

    @Test func everyErrorAndEveryAttackSaysHowItLooksInTheLogs() {
        #expect(ProseTests.pages.count > 60)
        for page in ProseTests.pages {
            #expect(
                page.body.contains(/\b(your|the) (own )?logs?\b|client's logs/.ignoresCase()),
                "\(page.file) says nothing about logs")
        }
    }

    @Test func everyErrorAndEveryAttackSaysWhoMustDoWhat() {
        let roles = ["Client", "MCP server", "Authorization server"]
        for page in ProseTests.pages {
            let named = roles.filter { page.body.contains("- **\($0)") }
            #expect(named.count >= 2, "\(page.file) has a job for \(named.isEmpty ? "nobody" : named[0]) only")
        }
    }

    /// A page asks the recording for its values; a token or a code typed into it would be a value from nowhere.
    @Test func noPageHoldsATokenThatWasNotRecorded() {
        for page in RepositoryPages.all.map(\.page) {
            #expect(!page.body.contains(/eyJ[A-Za-z0-9_-]{8,}/), "\(page.file) holds a JWT")
        }
    }
}

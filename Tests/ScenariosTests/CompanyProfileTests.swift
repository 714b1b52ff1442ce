import Authoring
import Settings
import Specs
import Testing
import Traces

@testable import Scenarios

@Suite struct CompanyProfileTests {
    private static let settings = """
        name: Connect to Acme
        server:
          name: Acme Tickets
          url: https://mcp.acme.example/mcp
          issuer: https://login.acme.example
          scopes: [tickets.admin]
          tools:
            search_tickets:
              scope: tickets.read
              description: Find tickets.
              arguments: {query: printer}
              result: 2 tickets
            close_ticket: {scope: tickets.write}
          tokens: {lifetime: 15m, refresh_lifetime: 7d}
        """

    @Test(arguments: Revision.allCases)
    func everyRecordedPageCarriesTheCompanysNames(_ revision: Revision) async throws {
        let config = try SiteConfig(parsing: Self.settings)
        let page = """
            ---
            id: T1
            title: Connect
            summary: x
            revisions: ["\(revision.rawValue)"]
            scenario:
              steps: [connect, call: search_tickets\(revision.hasScopeStrategy ? ", call: close_ticket" : "")]
              expect: {outcome: success}
            ---
            """
        let profiles = try Profiles(reading: config.profiles, company: config.server)
        let scenario = try Scenario(parsing: page, file: "content/scenarios/t.md", slug: "t", profiles: profiles)
        let plan = try #require(scenario.plans.first)
        let trace = try await Engine.run(plan)
        #expect(trace.outcome == .success)
        let text = trace.json.text()
        let given = [
            "https://mcp.acme.example/mcp", "search_tickets", "close_ticket", "tickets.read", "tickets.admin",
            "printer", "2 tickets", "acme-tickets", "AcmeTickets/1.0", "example-client/1.0.0",
        ]
        let missing = given.filter { !text.contains($0) }
        #expect(missing.isEmpty)
        #expect(text.contains("login.acme.example") == !revision.hasBaseURLDiscovery)
        let demo = ["calendar", "events.", "_event", "example.com"].filter { text.lowercased().contains($0) }
        #expect(demo.isEmpty)
        let token = try #require(trace.exchange("token-request")?.response)
        #expect(String(decoding: token.body, as: UTF8.self).contains("\"expires_in\":900"))
    }

    @Test func profilesOfASiteStartFromTheCompany() throws {
        let config = try SiteConfig(
            parsing: Self.settings + "\nprofiles: {short: {authorization: {token: {lifetime: 1m}}}}\n")
        let profiles = try Profiles(reading: config.profiles, company: config.server)
        #expect(profiles.cast("short")?.server.url == "https://mcp.acme.example/mcp")
        #expect(profiles.cast("short")?.authorization.tokenLifetime == 60)
        #expect(profiles.cast("single-origin")?.authorization.issuer == "https://mcp.acme.example")
        #expect(Profiles().standard == "calendar" && Profiles().cast("company") == nil)
    }
}

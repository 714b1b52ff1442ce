import Authoring
import Testing

@testable import Settings

private func theme(_ yaml: String) throws -> Theme { try SiteConfig(parsing: "name: x\ntheme:\n" + yaml).theme }

@Suite struct ThemeTests {
    @Test func aSiteWithoutColoursChangesNothing() throws {
        #expect(try SiteConfig(parsing: "name: x\n").theme.style == "")
        #expect(Theme().contrastProblems().isEmpty)
    }

    @Test func tokensBecomeCustomProperties() throws {
        let style = try theme(
            """
              light: {paper: "#fffdf5", accent: "#14532d"}
              dark: {accent: "#86efac"}
              fonts: {text: [Source Sans 3, sans-serif]}
              radius: 4px
            """
        ).style
        #expect(
            style == """
                :root{--sans:Source Sans 3, sans-serif;--radius:4px}
                @media (prefers-color-scheme:light){:root{--paper:#FFFDF5;--accent:#14532D}}
                @media (prefers-color-scheme:dark){:root{--accent:#86EFAC}}

                """)
    }

    @Test func aColourThatCannotBeReadIsRefusedWithTheNearestThatCan() throws {
        do throws(Problems) {
            _ = try SiteConfig(parsing: "name: x\ntheme: {light: {accent: \"#7DB4FF\"}}\n")
            Issue.record("accepted")
        } catch {
            let problem = try #require(error.list.first)
            #expect(error.list.count == 1 && problem.line == 2 && problem.column == 25)
            #expect(
                problem.message
                    == "light colours: accent #7DB4FF on paper #FBFAF6 has a contrast of 2.04, and needs 4.50.")
            let better = try #require(
                problem.remedy?.split(separator: "\"").dropFirst().first.flatMap { Colour(String($0)) })
            for behind in [Palette.light.paper, Palette.light.panel] {
                #expect(better.contrast(with: behind.colour) >= 4.5)
            }
            #expect(better.contrast(with: Palette.light.paper.colour) < 4.6)
        }
    }

    @Test func aBackgroundIsHeldAgainstAllThatStandsOnIt() {
        #expect(throws: Problems.self) { try theme("  dark: {panel: \"#808080\"}\n") }
    }

    @Test func contrastIsThatOfTheStandard() throws {
        let black = try #require(Colour("#000"))
        let white = try #require(Colour("#FFFFFF"))
        #expect(black.contrast(with: white) == 21)
        // The often quoted grey that just passes on white, and its neighbour that does not.
        #expect(try #require(Colour("#767676")).contrast(with: white) >= 4.5)
        #expect(try #require(Colour("#777777")).contrast(with: white) < 4.5)
        #expect(Colour("#12") == nil && Colour("red") == nil && Colour("#12345G") == nil)
    }
}

import Authoring
import Foundation
import Testing

@testable import Docs

/// Tags and days: what authors write in the head of a page and what comes of it elsewhere.
@Suite struct TagTests {
    @Test func tagsThatDifferInSignsHaveAddressesOfTheirOwn() {
        let tags = [
            "C", "C++", "C#", "C+", "C *", "C*", "F#", ".NET", "NET", "NET.", "node.js", "nodejs", "node js", "a_b",
            "a b",
            "a -b", "a- b", "a--b", "a/b", "a\\b", "a|b", "ab", "a%b", "a~b", "a~2bb", "ü", "u", "ufc", "رموز", "100%",
            "100", "C 🔥", "C→", "e\u{301}+", "…x",
        ]
        let slugs = tags.map(Tag.slug)
        #expect(Set(slugs).count == tags.count, "\(slugs)")
        for slug in slugs {
            #expect(Slug.isValid(slug), "\(slug)")
            #expect(SitePath.ofFile(slug) == slug)
        }
        #expect(Tag.slug("Access tokens") == "access-tokens")
        #expect(Tag.slug("step-up") == "step-up")
        #expect(Tag.slug("C++") == "c~2b~2b")
    }

    /// Over random texts: equal addresses only for spellings of one tag, and for a hyphen in place of a space.
    @Test func noTwoTagsHaveOneAddress() {
        var random = SplitMix(state: 15)
        let letters = Array("aAbB1 .-_+#~2büÜ％é/")
        var found: [String: String] = [:]
        for _ in 0..<20_000 {
            let tag = String(
                (0..<(1 + Int(random.next() % 6))).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
            guard Tag.hasWord(tag) else { continue }
            let known = found[Tag.slug(tag), default: tag]
            found[Tag.slug(tag)] = known
            let (one, other) = (Tag.name(tag), Tag.name(known))
            #expect(one.replacing("-", with: " ") == other.replacing("-", with: " "), "“\(tag)” and “\(known)”")
        }
    }

    @Test func spellingsOfOneTagAreOne() {
        for tag in ["OAuth  login", " oauth login", "OAUTH LOGIN", "OAuth\u{A0}login", "OAuth log\u{AD}in"] {
            #expect(Tag.slug(tag) == "oauth-login", "\(tag)")
        }
        #expect(Tag.slug("e\u{301}") == Tag.slug("\u{E9}"))
    }

    private func site(_ pages: [String: String]) throws -> [String: String] {
        let templates = [
            "page": "<h1>{{title}}</h1>{{{content}}}{{#tags}}<a href=\"{{href}}\">{{title}}</a>{{/tags}}", "head": "",
            "header": "", "footer": "",
        ]
        let inherited = pages.map { ("content/" + $0.key, Array($0.value.utf8)) }
        let builder = DocsBuilder(
            root: "", inheriting: Dictionary(inherited) { $1 }, settings: DocsSettings(name: "Site"),
            templates: try PageTemplates(templates))
        let sink = MemorySink()
        var memory = DocsMemory()
        try builder.read(&memory).build(to: sink, &memory)
        return Dictionary(sink.all.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }) { $1 }
    }

    @Test func oneTextWithCommasIsNoListOfTags() throws {
        for (head, list) in [("tags: a, b", "[a, b]"), ("tags: \"a,  b c ,\"", "[a, b c]")] {
            let error = #expect(throws: Problems.self) { try site(["index.md": page("Home", head)]) }
            let problem = try #require(error?.list.first)
            #expect(problem.file.hasSuffix("index.md") && problem.line == 3, "\(problem)")
            #expect("\(problem)".contains("Write a list: \(list)."), "\(problem)")
        }
        _ = try site(["index.md": page("Home", "tags: [\"a, b\"]")])
    }

    private func page(_ title: String, _ head: String) -> String { "---\ntitle: \(title)\n\(head)\n---\n\(title).\n" }

    @Test func everyTagListsItsOwnPages() throws {
        let files = try site([
            "index.md": page("Home", "tags: [C]"), "b.md": page("Plus", "tags: [C++, c]"),
            "c.md": page("Sharp", "tags: [\"C#\"]"),
        ])
        let plus = try #require(files["tags/c~2b~2b/index.html"])
        #expect(plus.contains("<h1>C++</h1>") && plus.contains(">Plus</a>") && !plus.contains("Sharp"))
        let plain = try #require(files["tags/c/index.html"])
        #expect(plain.contains("<h1>C</h1>") && plain.contains(">Home</a>") && plain.contains(">Plus</a>"))
        #expect(try #require(files["tags/c~23/index.html"]).contains(">Sharp</a>"))
        #expect(try #require(files["b/index.html"]).contains("href=\"../tags/c~2b~2b/index.html\">C++</a>"))
    }

    /// Whatever the order of the files is.
    @Test(arguments: [("a.md", "b.md"), ("b.md", "a.md")]) func theTitleOfATagIsWhatMostPagesCallIt(
        first: String, second: String
    ) throws {
        let files = try site([
            first: page("One", "tags: [oauth]"), second: page("Two", "tags: [OAuth]"),
            "index.md": page("Home", "tags: [OAuth]"),
        ])
        #expect(try #require(files["tags/oauth/index.html"]).contains("<h1>OAuth</h1>"))
    }

    @Test func twoTagsWithOneAddressAreNamedWithTheirLines() throws {
        #expect {
            try site([
                "index.md": page("Home", "tags: [a b]"), "b.md": page("B", "summary: x\ntags:\n- other\n- A-b"),
            ])
        } throws: { error in
            let found = (error as? Problems)?.list.map(\.description) ?? []
            return found == [
                "content/index.md:3: the tag “a b” has the address /tags/a-b/ of the tag “A-b” in content/b.md:6. "
                    + "Write both in one way, or give one of them another name."
            ]
        }
    }

    // MARK: Days

    private func day(_ text: String) -> String? {
        guard let value = try? YAMLValue(parsing: "x: \"\(text)\"", file: "a.md"),
            let member = try? value.pairs().first?.value
        else { return nil }
        return try? Day.read(member)
    }

    /// Four hundred years and more, held against the calendar of Foundation.
    @Test func everyDayOfTheCalendarIsADayAndNoOther() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for year in Array(1895...1905) + Array(1996...2030) + [2100, 2200, 2400, 1600, 9999] {
            for month in 0...14 {
                let first = calendar.date(from: DateComponents(year: year, month: month, day: 1))
                let isMonth = (1...12).contains(month)
                let days = isMonth ? first.flatMap { calendar.range(of: .day, in: .month, for: $0)?.count } ?? 0 : 0
                for number in 0...32 {
                    func pad(_ number: Int, _ width: Int) -> String {
                        String(repeating: "0", count: width - "\(number)".count) + "\(number)"
                    }
                    let text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(number, 2)
                    #expect((day(text) != nil) == (isMonth && (1...max(1, days)).contains(number)), "\(text)")
                }
            }
        }
    }

    @Test(arguments: [
        "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "2025-02-29", "1900-02-29", "0000-01-01", "2026-1-01",
        "2026-+1-01", "+026-01-01", "-026-01-01", "2026-02-28T24:61", "2026-02-28 24:61", "24:61", "20260228",
        "2026-02",
        "2026-02-28-", "٢٠٢٦-٠٢-٢٨", "tomorrow",
    ]) func whatIsNoDayIsRefusedWithItsLine(text: String) throws {
        #expect {
            try site(["index.md": page("Home", "date: \"\(text)\"")])
        } throws: { error in
            let found = (error as? Problems)?.list.map(\.description) ?? []
            return found.count == 1 && found[0].hasPrefix("content/index.md:3:7: “\(text)” is not a day")
                && found[0].hasSuffix("Write it like 2026-07-28.")
        }
    }

    @Test func aCommitBeyondTheCalendarHasNoDay() {
        let log = "\u{0}253402300800\n\ncontent/a.md\n\u{0}1700000000\n\ncontent/a.md\ncontent/b.md\n"
        #expect(CommitDates.parse(log) == ["content/a.md": 1_700_000_000, "content/b.md": 1_700_000_000])
        #expect(Day.text(Day.seconds.upperBound) == "9999-12-31")
        #expect(Day.text(Day.seconds.lowerBound) == "0001-01-01")
    }

    @Test(arguments: ["9223372036854775807d", "-9223372036854775807h", "36501d", "99999999999999999999s"])
    func aDurationBeyondACenturyIsAnErrorAndNoCrash(text: String) throws {
        let value = try YAMLValue(parsing: "x: \(text)", file: "a.md")
        #expect(throws: Problem.self) { try value.pairs()[0].value.seconds() }
    }
}

/// A generator of numbers that is the same everywhere.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

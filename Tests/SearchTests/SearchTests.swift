import Search
import Testing

/// An index read back: for every term its pages with their weights, as the script in the browser reads them.
struct ReadIndex {
    var terms: [String: [Int: Int]] = [:]
    var shardStarts: [String] = []
    var order: [String] = []

    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")

    init(_ files: [SearchFile]) {
        var number = 0
        while let file = files.first(where: { $0.name == "t\(number).js" }) {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let body = text.dropFirst("wirescribeSearch.shard(\(number),\"".count).dropLast("\")\n".count)
            var last = ""
            for (index, entry) in body.split(separator: "|").enumerated() {
                let parts = entry.split(separator: " ")
                let common = Self.digits.firstIndex(of: entry.first ?? "0") ?? 0
                last = String(decoding: Array(last.utf16).prefix(common), as: UTF16.self) + parts[0].dropFirst()
                if index == 0 { shardStarts.append(last) }
                order.append(last)
                terms[last] = Self.pages(parts[1])
            }
            number += 1
        }
    }

    private static func pages(_ list: Substring) -> [Int: Int] {
        var pages: [Int: Int] = [:]
        var (page, value, shift) = (0, 0, 0)
        for character in list {
            let digit = digits.firstIndex(of: character) ?? 0
            value += (digit & 31) << shift
            shift += 5
            guard digit < 32 else { continue }
            page += value >> 2
            pages[page] = value & 3
            (value, shift) = (0, 0)
        }
        return pages
    }
}

struct SearchTests {
    private func entry(_ path: String, _ title: String, _ sections: SearchPage.Section...) -> SearchIndex.Entry {
        .init(path: path, title: title, digest: PageDigest(SearchPage(sections: sections), title: title))
    }

    private func terms(_ text: String) -> Set<String> {
        Set(ReadIndex(SearchIndex.files([entry("a", "", .init(text: text))])).terms.keys)
    }

    @Test func wordsAreCutAsAReaderTypesThem() {
        #expect(terms("The WWW-Authenticate header") == ["the", "www", "authenticate", "header"])
        #expect(terms("code_verifier, _x_") == ["code_verifier", "code", "verifier", "_x_", "x"])
        #expect(terms("Café ŠKODA Ünïcode, ÆØ straße") == ["cafe", "skoda", "unicode", "æø", "straße"])
        #expect(terms("令牌交换 x") == ["令牌", "牌交", "交换", "x"])
        #expect(terms("a日b 語") == ["a", "日", "b", "語"])
        #expect(terms("Токен 2026-07-28") == ["токен", "2026", "07", "28"])
        #expect(terms(String(repeating: "eyJ", count: 20) + " ok…«ok» 😀") == ["ok"])
        #expect(terms("") == [])
    }

    @Test func theBestPlaceCounts() {
        let files = SearchIndex.files([
            entry("a/", "Token", .init(text: "x")),
            entry("b/", "B", .init(text: ""), .init(id: "t", title: "About tokens", text: "token")),
            entry("c/", "C", .init(text: "token token, token. token")), entry("d/", "D", .init(text: "one token")),
        ])
        let index = ReadIndex(files)
        #expect(index.terms["token"] == [0: 3, 1: 0, 2: 1, 3: 0])
        #expect(index.terms["tokens"] == [1: 2])
        #expect(index.order == index.order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func filesOfASmallSite() throws {
        let page = entry("a/index.html", "A \"b\"", .init(id: "x", title: "H</script>", text: "one\n\n two\\"))
        let files = SearchIndex.files([page])
        #expect(files.map(\.name) == ["p0.js", "t0.js", "index.js"])
        #expect(
            String(decoding: files[0].bytes, as: UTF8.self)
                == "wirescribeSearch.page(0,[\"a/index.html\",\"A \\\"b\\\"\",[[\"x\",\"H\\x3c/script>\",\"one two\\\\\"]]])\n"
        )
        #expect(
            String(decoding: files[1].bytes, as: UTF8.self)
                == "wirescribeSearch.shard(0,\"0a 3|0b 3|0h 2|0one 0|0script 2|0two 0|\")\n")
        let index = String(decoding: files[2].bytes, as: UTF8.self)
        #expect(index.hasPrefix("wirescribeSearch.index(\""))
        #expect(index.hasSuffix("\",1,[\"a\"])\n"))
        #expect(SearchIndex.files([page]) == files)
        #expect(SearchIndex.files([]).map(\.name) == ["index.js"])
    }

    @Test func manyPagesMakeManyShards() {
        let pages = (0..<400).map { number in
            let words = (0..<60).map { "w\((number * 37 + $0 * 101) % 5000)x" }.joined(separator: " ")
            return entry("p\(number)/", "Page \(number)", .init(text: "common " + words))
        }
        let files = SearchIndex.files(pages)
        let index = ReadIndex(files)
        #expect(index.shardStarts.count > 3)
        #expect(index.terms["common"]?.count == 400)
        #expect(index.order == index.order.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for (number, page) in pages.enumerated() {
            #expect(index.terms["w\((number * 37) % 5000)x"]?[number] != nil, "\(page.path)")
        }
        let largest = files.filter { $0.name.hasPrefix("t") }.map(\.bytes.count).max() ?? 0
        #expect(largest < 60_000)
    }

    @Test func aDigestSurvivesBeingKept() {
        let digest = PageDigest(SearchPage(sections: [.init(text: "kept")]), title: "T")
        let kept = SearchIndex.Entry(path: "a", title: "T", digest: PageDigest(bytes: digest.bytes))
        #expect(ReadIndex(SearchIndex.files([kept])).terms.keys.sorted() == ["kept", "t"])
        for length in 0..<digest.bytes.count {
            let cut = PageDigest(bytes: Array(digest.bytes.prefix(length)))
            #expect(SearchIndex.files([.init(path: "a", title: "T", digest: cut)]).last?.name == "index.js")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["a_", "_", "日", "é", "x ", "😀", "a1B2", "\u{301}", "\"\\<"])
    func hostileText(_ piece: String) {
        let text = String(repeating: piece, count: 50_000)
        _ = SearchIndex.files([entry("a", piece, .init(id: piece, title: piece, text: text))])
    }
}

import Testing

@testable import Diagrams

/// A message as the small readers below understand an export.
struct ReadMessage: Equatable {
    var from: Int
    var to: Int
    var kind: FlowMessage.Kind
    var text: String
}

/// Reads what `MermaidExport` writes.
enum MermaidReader {
    static func messages(_ text: String) -> [ReadMessage] {
        text.split(separator: "\n").compactMap { line -> ReadMessage? in
            let line: Substring = line.drop(while: { $0 == " " })
            for (arrow, kind) in [("-->>", FlowMessage.Kind.reply), ("--x", .lost), ("->>", .request), ("-)", .launch)]
            {
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let head = line[..<colon]
                guard let range = head.firstRange(of: arrow), let from = lane(String(head[..<range.lowerBound])),
                    let to = lane(String(head[range.upperBound...]))
                else { continue }
                let label = String(line[line.index(colon, offsetBy: 2)...]).replacing("<br/>", with: "")
                return ReadMessage(
                    from: from, to: to, kind: from == to && kind == .request ? .local : kind, text: decode(label))
            }
            return nil
        }
    }

    private static func lane(_ text: some StringProtocol) -> Int? {
        text.hasPrefix("P") ? Int(text.dropFirst()).map { $0 - 1 } : nil
    }

    static func decode(_ text: String) -> String {
        var out = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "#"), let end = rest[mark...].firstIndex(of: ";") {
            out += rest[..<mark]
            let digits = rest[rest.index(after: mark)..<end]
            if let scalar = UInt32(digits).flatMap(Unicode.Scalar.init) { out.unicodeScalars.append(scalar) }
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }
}

/// Reads what `PlantUMLExport` writes.
enum PlantUMLReader {
    static func messages(_ text: String) -> [ReadMessage] {
        text.split(separator: "\n").compactMap { line -> ReadMessage? in
            let parts = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
            guard parts.count == 5, parts[3] == ":", let from = lane(parts[0]), let to = lane(parts[2]) else {
                return nil
            }
            let kind: FlowMessage.Kind
            switch parts[1] {
            case "->": kind = from == to ? .local : .request
            case "-->": kind = .reply
            case "-->x": kind = .lost
            case "->>": kind = .launch
            default: return nil
            }
            return ReadMessage(from: from, to: to, kind: kind, text: decode(String(parts[4])))
        }
    }

    private static func lane(_ text: some StringProtocol) -> Int? {
        text.hasPrefix("P") ? Int(text.dropFirst()).map { $0 - 1 } : nil
    }

    static func decode(_ text: String) -> String {
        var out = ""
        var rest = text.replacing("\\n", with: "")[...]
        while let character = rest.first {
            rest.removeFirst()
            if character == "<", rest.hasPrefix("U+"), let end = rest.firstIndex(of: ">") {
                let digits = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                if let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
                    out.unicodeScalars.append(scalar)
                }
                rest = rest[rest.index(after: end)...]
            } else {
                out.append(character)
            }
        }
        return out
    }
}

struct ExportTests {
    private func expected(_ flow: Flow) -> [ReadMessage] {
        flow.phases.flatMap(\.messages).filter { $0.kind != .note }.map {
            ReadMessage(from: $0.from, to: $0.to, kind: $0.kind, text: $0.text)
        }
    }

    @Test(arguments: fixtureNames)
    func mermaidReadsBack(_ name: String) {
        let flow = flow(name)
        let text = MermaidExport.text(flow)
        // A message of a party to itself reads as a local step: the arrows are the same.
        let wanted = expected(flow).map { $0.from == $0.to && $0.kind == .request ? with($0, .local) : $0 }
        #expect(MermaidReader.messages(text) == wanted)
        #expect(!text.split(separator: "\n").contains { $0.contains(";") && !$0.contains("#") })
    }

    @Test(arguments: fixtureNames)
    func plantUMLReadsBack(_ name: String) {
        let flow = flow(name)
        let wanted = expected(flow).map { $0.from == $0.to && $0.kind == .request ? with($0, .local) : $0 }
        #expect(PlantUMLReader.messages(PlantUMLExport.text(flow)) == wanted)
    }

    private func with(_ message: ReadMessage, _ kind: FlowMessage.Kind) -> ReadMessage {
        ReadMessage(from: message.from, to: message.to, kind: kind, text: message.text)
    }

    @Test(arguments: [
        "a;b#c", "http://x//y", "\"quoted\"", "end", "End of the end; bend", "100%", "back\\slash\\n", "😀 emoji",
        "مرحبا",
        "--__**//~~", "///", "~", "<U+0041>", "#35;", "wrap: me", "[[link]]", "$var @enduml", "“tasks” „a‟ «b»",
        "&#65;<&key>",
        "%date()%", "!include", "'comment", "/' block '/", "= heading", "|a|b|", "..title..", "ﬂ°°35¶ß", ":::",
        "`code`", "  two",
        "trailing ", " ", "–—…", "{{x}}", "a\tb", "nowrap:x",
    ])
    func escapesAreUndone(_ text: String) {
        let mermaid = MermaidExport.escape(text)
        #expect(MermaidReader.decode(mermaid) == text)
        let words = mermaid.split { !$0.isLetter && !$0.isNumber }
        #expect(!words.contains { $0.lowercased() == "end" })
        let plantuml = PlantUMLExport.escape(text)
        #expect(PlantUMLReader.decode(plantuml) == text)
        let bare = plantuml.replacing(/<U\+[0-9A-F]+>/, with: "")
        #expect(!bare.contains { "\"“”„‟\\%$@~&<>#!'`{}|*=".contains($0) })
        let pairs = zip(bare, bare.dropFirst()).filter { $0 == $1 && !$0.isLetter && !$0.isNumber }
        #expect(plantuml.contains("<U+") || pairs.isEmpty)
    }

    @Test func failedChecksAreWrittenBesideTheirArrow() {
        let flow = Flow(Fixture.failedFlow)
        #expect(MermaidExport.text(flow).contains("Note over P4: Check failed: "))
        #expect(PlantUMLExport.text(flow).contains("note over P4 : Check failed: "))
    }

    @Test func mermaidSnapshot() throws {
        try expectSnapshot(MermaidExport.text(Flow(Fixture.small)), "small.mmd")
    }

    @Test func figureSnapshot() throws {
        let text = DiagramRenderer(Flow(Fixture.small)).figure().replacing("><", with: ">\n<")
        try expectSnapshot(text + "\n", "small.figure.html")
    }
}

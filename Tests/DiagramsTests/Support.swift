import Foundation
import Testing

@testable import Diagrams

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Elements of a fragment, read by an XML parser.
final class Elements: NSObject, XMLParserDelegate {
    private(set) var list: [(name: String, attributes: [String: String])] = []
    private(set) var texts: [String] = []

    /// Nil when the text is not well-formed.
    static func read(_ fragment: String) -> Elements? {
        let reader = Elements()
        let parser = XMLParser(data: Data(("<root>" + fragment + "</root>").utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        list.append((name, attributes))
        texts.append("")
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { texts.append("") }

    // A parser gives a text in several parts.
    func parser(_ parser: XMLParser, foundCharacters string: String) { texts[texts.count - 1] += string }

    func values(_ attribute: String) -> [String] { list.compactMap { $0.attributes[attribute] } }
}

/// Compares a text with the file of that name. A missing file is written and the test fails once, so that somebody reads it.
func expectSnapshot(
    _ text: String, _ name: String, file: String = #filePath, at location: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots")
    let url = folder.appendingPathComponent(name)
    guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
        Issue.record("wrote a new snapshot, read it: \(name)", sourceLocation: location)
        return
    }
    #expect(text == expected, "snapshot \(name)", sourceLocation: location)
}

/// The file of this repository at a path from its root.
func repositoryFile(_ path: String, file: String = #filePath) throws -> String {
    let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}

extension DiagramRenderer {
    /// Everything a page may contain of one flow.
    var page: String {
        let maps = mapSymbol() + flow.exchanges.prefix(3).map { map(current: $0.id) }.joined()
        return overview() + legend() + figure() + knowledgeTable() + maps + thumbnail()
    }
}

extension Flow {
    /// The exchanges that comparisons fold into rows, the first of each.
    var folded: [String] {
        phases.flatMap(\.items).compactMap { if case .same(let run) = $0 { run.exchanges.first } else { nil } }
    }

    /// What parties make by themselves, in order.
    var localSteps: [LocalStep] {
        phases.flatMap(\.items).compactMap { if case .local(let step) = $0 { step } else { nil } }
    }
}

/// The names of all fixtures, as arguments of tests.
let fixtureNames = Fixture.all.map(\.name) + Fixture.compared.map(\.name)

func flow(_ name: String) -> Flow {
    if let pair = Fixture.compared.first(where: { $0.name == name }) { return Flow(pair.trace, since: pair.earlier) }
    return Flow(Fixture.all.first { $0.name == name }?.trace ?? Fixture.small)
}

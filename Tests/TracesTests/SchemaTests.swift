import Foundation
import Specs
import Testing
import Traces
import Wire

/// The schema names the same kinds, places and roles as the program.
@Suite struct SchemaTests {
    static let schema: JSON? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("Sources/Traces/trace.schema.json")
        return FileManager.default.contents(atPath: file.path).flatMap { try? JSON(parsing: $0) }
    }()

    static let lists: [(path: String, names: [String])] = [
        ("properties.revision", Revision.allCases.map(\.rawValue)),
        ("properties.outcome", Trace.Outcome.allCases.map(\.rawValue)),
        ("$defs.valueKind", ValueKind.allCases.map(\.rawValue)),
        ("$defs.party.properties.role", Role.allCases.map(\.rawValue)),
        ("$defs.exchange.properties.kind", ExchangeKind.allCases.map(\.rawValue)),
        ("$defs.exchange.properties.failure", Exchange.Failure.allCases.map(\.rawValue)),
        ("$defs.decision.properties.action", Decision.Action.allCases.map(\.rawValue)),
        ("$defs.value.properties.occurrences.items.prefixItems.2", FieldPlace.allCases.map(\.rawValue)),
    ]

    @Test(arguments: lists) func theSchemaListsTheSameNames(_ path: String, _ names: [String]) throws {
        var node = try #require(Self.schema)
        for part in path.split(separator: ".") {
            node = try #require(Int(part).flatMap { node.array?[$0] } ?? node[String(part)], "\(path)")
        }
        let listed = try #require(node["enum"]?.strings)
        #expect(Set(listed) == Set(names))
    }
}

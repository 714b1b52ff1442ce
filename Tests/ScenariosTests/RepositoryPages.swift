import Foundation
import Specs
import Traces

@testable import Scenarios

/// The scenario pages of this repository, as the default site has them.
enum RepositoryPages {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "content/scenarios")

    static let all: [Scenario] = {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
            return try names.sorted().map { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return try Scenario(
                    parsing: text, file: "content/scenarios/" + name, slug: String(name.dropLast(".md".count)))
            }.sorted { ($0.page.weight, $0.page.id) < ($1.page.weight, $1.page.id) }
        } catch {
            fatalError("the repository's scenarios cannot be read: \(error)")
        }
    }()

    static var attacks: [Scenario] { all.filter { $0.page.id.hasPrefix("D") } }
}

/// Does something for every element, several at a time, and gives the results back in order.
func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], atOnce: Int = 4, _ body: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
    var results: [Numbered<Result>] = []
    await withTaskGroup(of: Numbered<Result>.self) { group in
        for (number, element) in elements.enumerated() {
            if number >= atOnce, let done = await group.next() { results.append(done) }
            group.addTask { Numbered(number: number, result: await body(element)) }
        }
        for await done in group { results.append(done) }
    }
    return results.sorted { $0.number < $1.number }.map(\.result)
}

/// A result with its place.
private struct Numbered<Result: Sendable>: Sendable {
    var number: Int
    var result: Result
}

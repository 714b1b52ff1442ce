import Foundation
import Fuzzing
import Testing

/// The short version of `make fuzz`: seeded changes of good inputs instead of a search for new paths.
struct BoundaryTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: Boundary.allCases) func goodInputsAreRead(_ boundary: Boundary) throws {
        for bytes in try boundary.corpus(in: Self.root) { try boundary.read(bytes) }
    }

    @Test(arguments: Boundary.allCases) func changedInputsAreReadOrRefused(_ boundary: Boundary) throws {
        var mutator = Mutator(try boundary.corpus(in: Self.root), seed: 20_261_201)
        for _ in 0..<(boundary == .trace ? 60 : 400) {
            let bytes = mutator.next()
            do {
                try boundary.read(bytes)
            } catch {
                Issue.record("\(error), from \(Data(bytes).base64EncodedString())")
            }
        }
    }

    @Test func theSameSeedGivesTheSameInputs() throws {
        var one = Mutator([Array("abc".utf8)], seed: 7)
        var two = Mutator([Array("abc".utf8)], seed: 7)
        var other = Mutator([Array("abc".utf8)], seed: 8)
        let inputs = (0..<20).map { _ in one.next() }
        #expect(inputs == (0..<20).map { _ in two.next() })
        #expect(inputs != (0..<20).map { _ in other.next() })
    }
}

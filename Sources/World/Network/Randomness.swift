import Crypto
import Foundation
import NIOConcurrencyHelpers
import Wire

/// Where random bytes come from. One stream for each party and purpose, so that a party that draws one value more moves
/// nobody else's.
public protocol Randomness: Sendable {
    func bytes(_ count: Int, party: String, purpose: String) -> [UInt8]
}

extension Randomness {
    /// Random text in the base64url alphabet.
    func text(_ count: Int, party: String, purpose: String) -> String {
        Base64URL.encode(bytes(count, party: party, purpose: purpose))
    }
}

/// Repeatable bytes: SHA-256 over the seed, the stream's name and a counter.
public final class SeededRandomness: Randomness {
    private let seed: String
    private let counters = NIOLockedValueBox<[String: Int]>([:])

    /// - Parameter seed: scenario and revision, so that adding a scenario moves no other one.
    public init(seed: String) { self.seed = seed }

    public func bytes(_ count: Int, party: String, purpose: String) -> [UInt8] {
        let stream = party + "/" + purpose
        var out: [UInt8] = []
        while out.count < count {
            let number = counters.withLockedValue { counters in
                counters[stream, default: 0] += 1
                return counters[stream]!
            }
            out += SHA256.hash(data: Data("\(seed)\n\(stream)\n\(number)".utf8))
        }
        return Array(out.prefix(count))
    }
}

/// The system's generator, for `mock`.
public struct SystemRandomness: Randomness {
    public init() {}

    public func bytes(_ count: Int, party: String, purpose: String) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

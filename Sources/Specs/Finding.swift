/// What came of one comparison that a clause asks for. Actors make findings while they run, checks make them from
/// outside, proof boxes show them: one type for all three.
public struct Finding: Hashable, Codable, Sendable {
    /// A named datum that went into the comparison.
    public struct Input: Hashable, Codable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A clause id, with a qualifier after a slash where one clause needs several checks.
    public var check: String
    /// One sentence for people: what was compared.
    public var summary: String
    public var inputs: [Input]
    public var expected: String?
    public var actual: String?
    public var holds: Bool

    public init(
        _ check: String, _ summary: String, inputs: [Input] = [], expected: String? = nil, actual: String? = nil,
        holds: Bool
    ) {
        self.check = check
        self.summary = summary
        self.inputs = inputs
        self.expected = expected
        self.actual = actual
        self.holds = holds
    }

    /// A finding that two texts are identical, code point by code point: `==` would take texts that only look alike.
    public init(_ check: String, _ summary: String, inputs: [Input] = [], expected: String, equals actual: String?) {
        let same = actual.map { expected.utf8.elementsEqual($0.utf8) } ?? false
        self.init(check, summary, inputs: inputs, expected: expected, actual: actual, holds: same)
    }
}

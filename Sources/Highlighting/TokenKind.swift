/// What a piece of code is. Operators and punctuation stay bare: they stand out by being short.
public enum TokenKind: UInt8, CaseIterable, Sendable {
    case keyword, type, string, number, comment, function
    /// The name of a member, header, attribute or option.
    case key
    /// What stands around the code itself: a prompt, a directive, the place of a hunk.
    case meta
    case inserted, deleted

    /// The class in the HTML, one letter long because a page holds thousands of them.
    public var className: Character { Character(Unicode.Scalar(letter)) }

    var letter: UInt8 {
        switch self {
        case .keyword: UInt8(ascii: "k")
        case .type: UInt8(ascii: "t")
        case .string: UInt8(ascii: "s")
        case .number: UInt8(ascii: "n")
        case .comment: UInt8(ascii: "c")
        case .function: UInt8(ascii: "f")
        case .key: UInt8(ascii: "a")
        case .meta: UInt8(ascii: "m")
        case .inserted: UInt8(ascii: "i")
        case .deleted: UInt8(ascii: "d")
        }
    }
}

/// How a text format writes a character that it would not take as it is. Which characters that are is decided by what is
/// known to be harmless, not by a list of what was once found to be special.
struct TextEscaping: Sendable {
    /// Signs that mean nothing to the format, wherever they stand alone in a text.
    let harmless: Set<Unicode.Scalar>
    /// The character by its number.
    let code: @Sendable (Unicode.Scalar) -> String

    /// Letters, digits and harmless signs stand as they are; a sign beside its like does not, since formats mark up by
    /// pairs; spaces stay where they part words or end a line.
    func escaped(_ text: String, except isTaken: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = ""
        var previous: Unicode.Scalar?
        for (index, scalar) in scalars.enumerated() {
            let isPlain: Bool
            if scalar == " " {
                isPlain = index > 0 && previous != " "
            } else if isTaken(scalar) {
                isPlain = false
            } else {
                isPlain = Self.isWord(scalar) || harmless.contains(scalar) && scalar != previous
            }
            if isPlain { out.unicodeScalars.append(scalar) } else { out += code(scalar) }
            previous = isPlain ? scalar : nil
        }
        return out
    }

    /// Whether the character is part of a word in some script, or a picture of its own.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || scalar.properties.numericType != nil }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return scalar.value > 0xFFFF
        }
    }
}

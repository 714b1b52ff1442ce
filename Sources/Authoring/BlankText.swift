extension StringProtocol {
    /// Whether a reader sees nothing of the text: it has only spaces, and characters that do not show.
    public var isBlank: Bool {
        unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        }
    }
}

/// Numbers with what they count, as a sentence needs it: “1 page”, “2 pages”.
public enum Counted {
    /// - Parameter many: the plural, where it is not the singular with an “s”.
    public static func text(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
    }
}

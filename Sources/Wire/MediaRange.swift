/// The media ranges of an `Accept` header (RFC 9110 section 12.5.1).
public enum MediaRange {
    /// Whether a header takes a media type: the most specific range that covers it has a weight above zero.
    public static func list(_ accept: String, takes type: String) -> Bool {
        let main = type.prefix { $0 != "/" }
        var best: (precedence: Int, weight: Double)?
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";", omittingEmptySubsequences: false).map(\.trimmed)
            let precedence =
                switch parts[0].lowercased() {
                case type: 2
                case main + "/*": 1
                case "*/*": 0
                default: -1
                }
            guard precedence >= 0, precedence > best?.precedence ?? -1 else { continue }
            let weight = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            best = (precedence, weight ?? 1)
        }
        return (best?.weight ?? 0) > 0
    }
}

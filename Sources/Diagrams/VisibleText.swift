import Wire

/// Recorded text made fit for one line of a picture: control and direction characters shown as escapes, length capped.
enum VisibleText {
    /// The longest label in a diagram.
    static let labelLimit = 200

    static func label(_ text: String, limit: Int = labelLimit) -> String { Unseen.shown(text, limit: limit) }
}

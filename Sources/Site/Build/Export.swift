import Traces

/// A file that stands beside every flow page.
public struct Export: Sendable {
    public var fileName: String
    /// What a reader sees on the link.
    public var title: String
    public var bytes: @Sendable (Trace) -> [UInt8]

    public init(fileName: String, title: String, bytes: @escaping @Sendable (Trace) -> [UInt8]) {
        self.fileName = fileName
        self.title = title
        self.bytes = bytes
    }
}

import Traces

/// A file that stands beside flow pages.
public struct Export: Sendable {
    public var fileName: String
    /// What a reader sees on the link.
    public var title: String
    /// Whether it stands beside the runs of variants too. `wirescribe export` makes it of any trace.
    public var isForVariants: Bool
    public var bytes: @Sendable (Trace) -> [UInt8]

    public init(
        fileName: String, title: String, isForVariants: Bool = true, bytes: @escaping @Sendable (Trace) -> [UInt8]
    ) {
        self.fileName = fileName
        self.title = title
        self.isForVariants = isForVariants
        self.bytes = bytes
    }

    /// Whether it stands beside the page of a run.
    func isMade(for trace: Trace) -> Bool { isForVariants || trace.run.variant == nil }
}

import Traces

extension Export {
    /// The files beside every flow page. A format is added here, in one line. What says again what the trace says, such
    /// as an HTTP Archive or a diagram in another language, is left to `wirescribe export`.
    public static let standard: [Export] = [
        Export(fileName: "trace.json", title: "Trace (JSON)") { $0.json.bytes + [0x0A] }
    ]
}

import Diagrams
import Traces

extension Export {
    /// The files beside the flow pages. A format is added here, in one line. The HTTP Archive says again what the trace
    /// says, in more words, so it is made for the plain run of each revision.
    public static let standard: [Export] = [
        Export(fileName: "trace.json", title: "Trace (JSON)") { $0.json.bytes + [0x0A] },
        Export(fileName: "trace.har", title: "HTTP Archive (HAR)", isForVariants: false) { $0.har.bytes + [0x0A] },
        Export(fileName: "diagram.mmd", title: "Diagram (Mermaid)") { Array(MermaidExport.text(Flow($0)).utf8) },
    ]
}

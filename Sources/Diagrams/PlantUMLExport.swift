/// A flow as a PlantUML sequence diagram.
public enum PlantUMLExport {
    /// The diagram's text, with a final newline.
    public static func text(_ flow: Flow) -> String {
        var lines = ["@startuml", "title \(escape(flow.title))", "hide footbox"]
        var lane = 0
        while lane < flow.lanes.count {
            if let zone = flow.zones.first(where: { $0.lanes.lowerBound == lane }) {
                lines.append("box \"\(escape(zone.title))\" \(colour(zone.letter))")
                for inside in zone.lanes { lines.append(participant(flow, inside)) }
                lines.append("end box")
                lane = zone.lanes.upperBound + 1
            } else {
                lines.append(participant(flow, lane))
                lane += 1
            }
        }
        for phase in flow.phases {
            lines.append("== \(escape(phase.title + ": " + phase.question)) ==")
            var isInFront = false
            for message in phase.messages {
                if message.isFront != isInFront {
                    lines.append(message.isFront ? "group#FFF8E8 #FFF8E8 Through the browser" : "end")
                    isInFront = message.isFront
                }
                if message.kind == .note {
                    lines.append("note across : \(fold(message.text))")
                    continue
                }
                lines.append("\(name(message.from)) \(arrow(message.kind)) \(name(message.to)) : \(fold(message.text))")
                if let remark = message.remark {
                    lines.append("note over \(name(remark.lane)) : \(fold(remark.text))")
                }
            }
            if isInFront { lines.append("end") }
        }
        return (lines + ["@enduml"]).joined(separator: "\n") + "\n"
    }

    private static func participant(_ flow: Flow, _ lane: Int) -> String {
        "participant \"\(escape(flow.lanes[lane].label))\" as \(name(lane))"
    }

    private static func name(_ lane: Int) -> String { "P\(lane + 1)" }

    private static func colour(_ letter: String) -> String {
        switch letter {
        case "u": "#F6F3E9"
        case "r": "#EFF5F2"
        default: "#F5F1F9"
        }
    }

    private static func arrow(_ kind: FlowMessage.Kind) -> String {
        switch kind {
        case .request, .local: "->"
        case .reply: "-->"
        case .lost: "-->x"
        case .launch: "->>"
        case .note: ""
        }
    }

    private static func fold(_ text: String) -> String {
        TextFolding.lines(text).map(escape).joined(separator: "\\n")
    }

    /// PlantUML reads a text several times: for the preprocessor (`!`, `%name%`, `$name`), for comments (`'`), for strings
    /// (quotation marks of every kind, backslashes), for Creole (pairs of signs, `=`, `#`, `*`, `|` and `.` at the start of a
    /// line), for entities (`&#…;`) and for HTML. A number in angle brackets means the same to all of them.
    static func escape(_ text: String) -> String { escaping.escaped(text) }

    private static let escaping = TextEscaping(harmless: Set(".,:;()?/-_[]".unicodeScalars)) { scalar in
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "<U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + ">"
    }
}

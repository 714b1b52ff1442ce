import Authoring
import Wire

/// Everything that a build is about to do to an output, written down before the first of it is done: who finds it later
/// knows what that build may have written, and can do the rest.
struct OutputJournal {
    /// What is done at one path.
    struct Step {
        var path: String
        /// The stamp of what was there when the step was planned; that of no file where there was none.
        var seen: FileStamp
        /// The fingerprints of what builds wrote there, which may go.
        var own: [ContentHash]
        /// The fingerprint of the new file; nil where there is none.
        var new: ContentHash?
    }

    var steps: [Step] = []

    /// In the folder of the new files.
    static let file = "journal"

    init(_ steps: [Step]) { self.steps = steps }

    /// Whether a build that used a folder for its new files had begun to move them.
    static func exists(in staging: String) -> Bool { Files.kind(staging + "/" + file) != nil }

    init?(in staging: String) {
        guard let bytes = Files.read(staging + "/" + OutputJournal.file)?.bytes else { return nil }
        var reader = ByteReader(bytes)
        let found = try? reader.list { (reader) throws(ByteReader.Damage) in
            Step(
                path: try reader.text(), seen: try FileStamp(from: &reader),
                own: try reader.list { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) },
                new: try reader.optional { (reader) throws(ByteReader.Damage) in try ContentHash(from: &reader) })
        }
        guard let found, found.allSatisfy({ OutputManifest.isInside($0.path) }) else { return nil }
        steps = found
    }

    /// Writes it whole or not at all; false with `errno` set when that fails.
    func write(to staging: String) -> Bool {
        var writer = ByteWriter()
        writer.write(steps) { writer, step in
            writer.write(step.path)
            step.seen.write(to: &writer)
            writer.write(step.own) { $1.write(to: &$0) }
            writer.write(step.new) { $1.write(to: &$0) }
        }
        let place = staging + "/" + OutputJournal.file
        return Files.makeFolder(staging) && Files.write(writer.bytes, to: place + ".new") != nil
            && Files.rename(place + ".new", to: place)
    }
}

import Docs

/// Hands files on, pages without the quotes that HTML does not ask for.
struct CompactSink<Sink: SiteSink>: SiteSink {
    let sink: Sink
    let isCompact: Bool

    func has(_ path: String, sources: ContentHash) -> Bool { sink.has(path, sources: sources) }

    func has(_ path: String, key: SourceKey) -> Bool { sink.has(path, key: key) }

    func put(_ path: String, key: SourceKey, _ bytes: [UInt8], beside: [OutputFile]) {
        sink.put(path, key: key, compacted(path, bytes), beside: beside.map(compacted))
    }

    var paths: [String] { sink.paths }

    /// A file as it is handed on.
    func compacted(_ file: OutputFile) -> OutputFile {
        var file = file
        file.bytes = compacted(file.path, file.bytes)
        return file
    }

    private func compacted(_ path: String, _ bytes: [UInt8]) -> [UInt8] {
        isCompact && path.hasSuffix(".html") ? CompactHTML.compacted(bytes) : bytes
    }
}

import Authoring
import Foundation
import Traces

/// Reads a file named on the command line as a trace.
enum TraceFile {
    /// - Throws: a `Problem` that names the file and the place in it. A file that is too large is not read to its end.
    static func read(_ path: String) throws -> Trace {
        let bytes = try content(of: path)
        do { return try Trace(parsing: bytes) } catch {
            let remedy =
                error == .tooLarge
                ? "Record a shorter session, or take out what is not needed." : "Mend it there, or record it again."
            throw Problem(file: path, "\(error).", remedy: remedy)
        }
    }

    /// The bytes of a file, at most one more than a trace may have.
    private static func content(of path: String) throws -> Data {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Problem(
                file: path, "there is no such file.", remedy: "Name a trace.json, or a run such as A04/2026-07-28.")
        }
        guard !isFolder.boolValue else {
            throw Problem(file: path, "this is a folder, not a trace.", remedy: "Name the trace.json in it.")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Problem(file: path, "it cannot be opened.", remedy: "Check who may read it.")
        }
        defer { try? handle.close() }
        var data = Data()
        while data.count <= TraceLimits.bytes, let part = try read(handle, of: path), !part.isEmpty { data += part }
        return data
    }

    private static func read(_ handle: FileHandle, of path: String) throws -> Data? {
        do { return try handle.read(upToCount: 1 << 20) } catch {
            throw Problem(file: path, "it cannot be read.", remedy: "Check the file and its disk.")
        }
    }
}

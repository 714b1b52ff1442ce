import Foundation
import Fuzzing

/// The boundary that this process reads from, named by `BOUNDARY`.
private let boundary: Boundary = {
    guard let boundary = Boundary(rawValue: ProcessInfo.processInfo.environment["BOUNDARY"] ?? "") else {
        fatalError("BOUNDARY must be one of: " + Boundary.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return boundary
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do throws(Boundary.Fault) {
        try boundary.read(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        fatalError(error.description)
    }
    return 0
}

/// What libFuzzer calls once, before it reads its corpus: puts good inputs into the folder named by `CORPUS`.
@_cdecl("LLVMFuzzerInitialize")
public func writeGoodInputs(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["CORPUS"] else { return 0 }
    do {
        let place = URL(fileURLWithPath: folder)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        for (index, bytes) in try boundary.corpus(in: root).enumerated() {
            try Data(bytes).write(to: place.appending(path: "good-\(index)"))
        }
    } catch {
        fatalError("the corpus cannot be written: \(error)")
    }
    return 0
}

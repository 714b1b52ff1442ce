import Foundation
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#endif

/// Tells when something below a folder changes: by inotify on Linux, elsewhere by looking again and again.
public struct FolderWatch: Sendable {
    /// The folder that is watched, with its links resolved.
    private let root: String
    /// Names of folders in the root that are left out. Hidden folders are left out at every depth.
    private let ignored: Set<String>

    /// - Parameter ignored: names of entries of the folder itself, such as its output.
    public init(_ folder: URL, ignoring ignored: Set<String>) {
        root = folder.standardizedFileURL.resolvingSymlinksInPath().path
        self.ignored = ignored
    }

    /// An element for every burst of changes, until the task that reads them ends. Watching has begun when this returns.
    public func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        #if canImport(Glibc)
            if let events = Inotify(folders: { folders() }) {
                run(continuation) { events.wait(milliseconds: 200) }
                return stream
            }
        #endif
        var last = times()
        run(continuation) {
            usleep(300_000)
            let now = times()
            defer { last = now }
            return now != last
        }
        return stream
    }

    /// Asks on a thread of its own whether something changed, until nobody listens.
    private func run(_ continuation: AsyncStream<Void>.Continuation, _ hasChanged: @escaping () -> Bool) {
        let isOver = NIOLockedValueBox(false)
        continuation.onTermination = { _ in isOver.withLockedValue { $0 = true } }
        nonisolated(unsafe) let hasChanged = hasChanged
        let thread = Thread {
            while !isOver.withLockedValue({ $0 }) {
                if hasChanged() { continuation.yield() }
            }
        }
        thread.stackSize = 1 << 19
        thread.start()
    }

    /// The folder and every folder in it that counts; each once, so that links in a circle come to an end.
    func folders() -> [String] {
        var found: [String] = []
        var visited: Set<String> = []
        var waiting = [root]
        while let folder = waiting.popLast() {
            let real = URL(filePath: folder).resolvingSymlinksInPath().path
            guard visited.insert(real).inserted else { continue }
            found.append(folder)
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where !name.hasPrefix(".") && !(folder == root && ignored.contains(name)) && name != "node_modules" {
                var isFolder: ObjCBool = false
                let path = folder + "/" + name
                if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
                    waiting.append(path)
                }
            }
        }
        return found
    }

    /// When every file was last changed.
    private func times() -> [String: Date] {
        var times: [String: Date] = [:]
        for folder in folders() {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".")
            {
                let path = folder + "/" + name
                times[path] = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            }
        }
        return times
    }
}

#if canImport(Glibc)
    /// The kernel's own notices of changes in folders. Used from one thread.
    private final class Inotify {
        private let descriptor: Int32
        private let folders: () -> [String]
        private var watched: Set<String> = []

        /// Nil when the kernel has none to give.
        init?(folders: @escaping () -> [String]) {
            descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
            self.folders = folders
            if descriptor < 0 { return nil }
            guard watch() else {
                close(descriptor)
                return nil
            }
        }

        deinit { close(descriptor) }

        /// Adds the folders that are new. False when the kernel refuses one, because there are too many.
        private func watch() -> Bool {
            let mask = UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB)
            let now = folders()
            for folder in now where !watched.contains(folder) {
                if inotify_add_watch(descriptor, folder, mask) < 0, errno == ENOSPC || errno == ENOMEM { return false }
            }
            watched = Set(now)
            return true
        }

        /// Waits for a change, then until the burst it belongs to is over.
        ///
        /// - Returns: whether there was one that counts.
        func wait(milliseconds: Int32) -> Bool {
            guard isReady(milliseconds) else { return false }
            var counts = false
            var hasNewFolder = false
            var rounds = 0
            repeat {
                let (change, folder) = drain()
                counts = counts || change
                hasNewFolder = hasNewFolder || folder
                rounds += 1
            } while rounds < 20 && isReady(5)
            if hasNewFolder { _ = watch() }
            return counts
        }

        private func isReady(_ milliseconds: Int32) -> Bool {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&request, 1, milliseconds) > 0
        }

        /// Reads what is there. Names that begin with a dot or end like an editor's copy do not count.
        private func drain() -> (counts: Bool, folder: Bool) {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            let size = MemoryLayout<inotify_event>.size
            var counts = false
            var folder = false
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count <= 0 { return (counts, folder) }
                var place = 0
                while place + size <= count {
                    let event = buffer.withUnsafeBytes {
                        $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    }
                    let name = buffer[(place + size)..<(place + size + Int(event.len))].prefix { $0 != 0 }
                    place += size + Int(event.len)
                    let isFolder = event.mask & UInt32(IN_ISDIR) != 0
                    folder = folder || isFolder || event.mask & UInt32(IN_Q_OVERFLOW) != 0
                    let isCopy = name.first == UInt8(ascii: ".") || name.last == UInt8(ascii: "~")
                    // A file that was only created is still empty; its end of writing is a notice of its own.
                    let isEmpty = event.mask & UInt32(IN_CREATE) != 0 && !isFolder
                    counts = counts || !(isCopy || isEmpty)
                }
            }
        }
    }
#endif

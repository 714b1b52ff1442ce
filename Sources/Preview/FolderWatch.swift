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

    /// What changes, until the task that reads it ends. Watching has begun when this returns.
    public func changes() -> FolderChanges {
        let changes = FolderChanges()
        #if canImport(Glibc)
            if let events = Inotify(root: root, folders: { folders() }) {
                run(changes) { events.wait(milliseconds: 200) }
                return changes
            }
        #endif
        var last = times()
        run(changes) {
            usleep(300_000)
            let now = times()
            defer { last = now }
            let paths = Set(now.keys).union(last.keys).filter { now[$0] != last[$0] }
            return paths.isEmpty ? nil : .some(Set(paths.map { String($0.dropFirst(root.count + 1)) }))
        }
        return changes
    }

    /// Asks on a thread of its own what changed, until nobody listens: nil for nothing, no set for anything.
    private func run(_ changes: FolderChanges, _ ask: @escaping () -> Set<String>??) {
        let isOver = NIOLockedValueBox(false)
        changes.continuation.onTermination = { _ in isOver.withLockedValue { $0 = true } }
        nonisolated(unsafe) let ask = ask
        let thread = Thread {
            while !isOver.withLockedValue({ $0 }) {
                if let paths = ask() { changes.add(paths) }
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

/// The changes below a folder that nobody has looked at yet.
public final class FolderChanges: Sendable {
    /// An element for every burst of changes.
    public let bursts: AsyncStream<Void>
    fileprivate let continuation: AsyncStream<Void>.Continuation
    /// The paths of changed files, from the folder; no set when anything may have changed.
    private let paths = NIOLockedValueBox<Set<String>?>([])

    init() {
        (bursts, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// The files that changed since the last call; nil when it may be any, and folders too.
    public func take() -> Set<String>? {
        paths.withLockedValue { paths in
            defer { paths = [] }
            return paths
        }
    }

    func add(_ new: Set<String>?) {
        paths.withLockedValue { paths in
            if let new { paths?.formUnion(new) } else { paths = nil }
        }
        continuation.yield()
    }
}

#if canImport(Glibc)
    /// The kernel's own notices of changes in folders. Used from one thread.
    private final class Inotify {
        private let descriptor: Int32
        private let root: String
        private let folders: () -> [String]
        private var watched: Set<String> = []
        /// The folders by the numbers that the kernel gave them.
        private var places: [Int32: String] = [:]

        /// Nil when the kernel has none to give.
        init?(root: String, folders: @escaping () -> [String]) {
            self.root = root
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
                let number = inotify_add_watch(descriptor, folder, mask)
                if number < 0, errno == ENOSPC || errno == ENOMEM { return false }
                places[number] = folder
            }
            watched = Set(now)
            return true
        }

        /// Waits for a change, then until the burst it belongs to is over.
        ///
        /// - Returns: the files that changed; no set when it may be any; nil when there is no change that counts.
        func wait(milliseconds: Int32) -> Set<String>?? {
            guard isReady(milliseconds) else { return nil }
            var changes = Changes()
            var rounds = 0
            repeat {
                drain(&changes)
                rounds += 1
            } while rounds < 20 && isReady(5)
            if changes.hasFolder {
                _ = watch()
                return .some(nil)
            }
            return changes.paths.isEmpty ? nil : .some(changes.paths)
        }

        private struct Changes {
            /// From the root.
            var paths: Set<String> = []
            /// Whether a folder came or went, or notices were lost.
            var hasFolder = false
        }

        private func isReady(_ milliseconds: Int32) -> Bool {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&request, 1, milliseconds) > 0
        }

        /// Reads what is there. Names that begin with a dot or end like an editor's copy do not count.
        private func drain(_ changes: inout Changes) {
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            let size = MemoryLayout<inotify_event>.size
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count <= 0 { return }
                var place = 0
                while place + size <= count {
                    let event = buffer.withUnsafeBytes {
                        $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                    }
                    let name = buffer[(place + size)..<(place + size + Int(event.len))].prefix { $0 != 0 }
                    place += size + Int(event.len)
                    let isCopy = name.first == UInt8(ascii: ".") || name.last == UInt8(ascii: "~")
                    let isFolder = event.mask & UInt32(IN_ISDIR) != 0
                    if name.isEmpty || isFolder || event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
                        changes.hasFolder = changes.hasFolder || !isCopy
                        continue
                    }
                    // A file that was only created is still empty; its end of writing is a notice of its own.
                    guard !isCopy, event.mask & UInt32(IN_CREATE) == 0, let folder = places[event.wd] else { continue }
                    let path = folder + "/" + String(decoding: name, as: UTF8.self)
                    changes.paths.insert(String(path.dropFirst(root.count + 1)))
                }
            }
        }
    }
#endif

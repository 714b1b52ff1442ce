import Foundation
import NIOConcurrencyHelpers

/// Tells when something changes that a site is made from: by inotify on Linux, elsewhere by looking again and again.
public struct FolderWatch: Sendable {
    private let folders: WatchedFolders
    /// How many folders the kernel is asked to watch at most.
    private let most: Int

    /// - Parameter ignored: names of entries of the folder itself, such as its output.
    public init(_ folder: URL, ignoring ignored: Set<String>) { self.init(folder, ignoring: ignored, most: .max) }

    init(_ folder: URL, ignoring ignored: Set<String>, most: Int) {
        folders = WatchedFolders(root: folder.standardizedFileURL.path, ignored: ignored)
        self.most = most
    }

    /// What changes, until the task that reads it ends. Watching has begun when this returns.
    public func changes() -> FolderChanges {
        let changes = FolderChanges()
        #if canImport(Glibc)
            guard let events = Inotify(folders, most: most) else {
                changes.noticePolling()
                poll(changes)
                return changes
            }
            var polling: FolderPolling?
            run(changes) { [folders] in
                if let polling { return polling.look() }
                let sighting = events.wait(milliseconds: 200)
                guard sighting == .limit else { return sighting }
                changes.noticePolling()
                polling = FolderPolling(folders)
                return .anything
            }
        #else
            poll(changes)
        #endif
        return changes
    }

    private func poll(_ changes: FolderChanges) {
        let polling = FolderPolling(folders)
        run(changes) { polling.look() }
    }

    /// Asks on a thread of its own what changed, until nobody listens.
    private func run(_ changes: FolderChanges, _ ask: @escaping () -> Sighting) {
        let isOver = NIOLockedValueBox(false)
        changes.continuation.onTermination = { _ in isOver.withLockedValue { $0 = true } }
        nonisolated(unsafe) let ask = ask
        let thread = Thread {
            while !isOver.withLockedValue({ $0 }) { changes.add(ask()) }
        }
        thread.stackSize = 1 << 19
        thread.start()
    }
}

/// What one look at the folders found.
enum Sighting: Hashable, Sendable {
    case nothing
    /// The files that changed, by their paths from the root.
    case files(Set<String>)
    /// Any file may have changed, and folders too.
    case anything
    /// There are more folders than the kernel watches.
    case limit
}

/// The changes below a folder that nobody has looked at yet.
public final class FolderChanges: Sendable {
    /// An element for every burst of changes.
    public let bursts: AsyncStream<Void>
    fileprivate let continuation: AsyncStream<Void>.Continuation
    /// The paths of changed files, from the folder; no set when anything may have changed.
    private let paths = NIOLockedValueBox<Set<String>?>([])
    private let untold = NIOLockedValueBox<String?>(nil)

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

    /// What people should know about the watch; each notice once.
    public func notice() -> String? {
        untold.withLockedValue { untold in
            defer { untold = nil }
            return untold
        }
    }

    func noticePolling() {
        untold.withLockedValue {
            $0 = """
                The system watches no more folders, so all are looked through again and again. To change that, raise \
                fs.inotify.max_user_watches and max_user_instances.
                """
        }
    }

    func add(_ sighting: Sighting) {
        switch sighting {
        case .nothing, .limit: return
        case .files(let new): paths.withLockedValue { $0?.formUnion(new) }
        case .anything: paths.withLockedValue { $0 = nil }
        }
        continuation.yield()
    }
}

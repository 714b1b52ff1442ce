import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Holds other builds of the same site back until this value is gone, or its process.
public final class BuildLock: Sendable {
    /// Why a build did not get its turn.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public var description: String
    }

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Waits for the build that is at work.
    ///
    /// - Parameters:
    ///   - patience: after which time the other build is given up.
    ///   - waiting: called once when there is another build.
    /// - Returns: nil on file systems that know no locks.
    public static func acquire(
        _ cache: SiteCache, patience: Duration = .seconds(300), waiting: () -> Void
    ) async throws -> BuildLock? {
        let path = cache.folder + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        let lock = BuildLock(descriptor)
        let start = ContinuousClock.now
        var isFirst = true
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { return nil }
            if isFirst { waiting() }
            isFirst = false
            guard ContinuousClock.now - start < patience else {
                throw Failure(
                    description:
                        "another build of this site has been at work for \(patience.components.seconds) s, and "
                        + "holds \(path). End it, or wait until it is done.")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return lock
    }
}

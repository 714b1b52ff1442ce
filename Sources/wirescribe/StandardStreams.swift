import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The three streams that a command gets from whoever starts it, as they are: closed, full, slow or broken off. Nothing
/// here ends the program by surprise; every call says what came of it.
enum StandardStreams {
    /// Whether whoever started the program wants no signal when a reader has gone away.
    private static let isPipeSignalIgnored = Atomic(false)

    /// Must be called before anything is opened. The numbers of streams that are closed are taken, or the next file or
    /// socket would get one of them, and messages would be written into it. What stands there refuses reading and writing.
    static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
        isPipeSignalIgnored.store(isIgnored(SIGPIPE), ordering: .relaxed)
        // A file that may grow no further is an error of writing, not an end of the program.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Whether a signal means nothing to this program now.
    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Whether a stream is open and can be written to.
    static func isWritable(_ descriptor: Int32) -> Bool {
        let flags = fcntl(descriptor, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_RDONLY
    }

    /// Writes all bytes, and waits for a reader that is slow.
    ///
    /// - Returns: the number of the system's error, 0 when all is written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                done += count
            } else if count < 0, errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&request, 1, -1)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return 0
    }

    /// Everything up to the end of a stream, but no more than a number of bytes.
    ///
    /// - Returns: the bytes, one more than `most` when there are too many; or the number of the system's error.
    static func read(_ descriptor: Int32, most: Int) -> Result<[UInt8], SystemError> {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= most {
            let count = systemRead(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<min(count, most + 1 - bytes.count)]
            } else if count == 0 {
                break
            } else if errno == EAGAIN {
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&request, 1, -1)
            } else if errno != EINTR {
                return .failure(SystemError(errno))
            }
        }
        return .success(bytes)
    }

    /// What is there now, of which nobody cares how much it is.
    static func readOnce(_ descriptor: Int32) -> Int {
        var buffer = [UInt8](repeating: 0, count: 64)
        return systemRead(descriptor, &buffer, buffer.count)
    }

    /// Ends the program as one that writes to a reader who has gone away: quietly, by the signal for it. Returns when
    /// that signal is not wanted.
    static func endByBrokenPipe() {
        guard !isPipeSignalIgnored.load(ordering: .relaxed) else { return }
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
    }
}

/// What the system says about a call that failed, in its own words.
struct SystemError: Error, Hashable, CustomStringConvertible {
    var number: Int32

    init(_ number: Int32) { self.number = number }

    /// What is behind an error of Foundation's; nil when that is not known.
    init?(behind error: any Error) {
        switch (error as? CocoaError)?.underlying ?? error {
        case let error as POSIXError: number = error.code.rawValue
        default: return nil
        }
    }

    var description: String { String(cString: strerror(number)) }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #else
        Darwin.write(descriptor, bytes, count)
    #endif
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.read(descriptor, bytes, count)
    #else
        Darwin.read(descriptor, bytes, count)
    #endif
}

import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a port of this machine could not be opened, for the person who chose it.
public struct PortFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public var port: Int
    /// What stands in the way, such as “another program uses it”.
    public var reason: String

    /// - Parameter error: what opening the port threw.
    public init(port: Int, _ error: any Error) {
        self.port = port
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: reason = "another program uses it"
        case EACCES where port < 1024, EPERM where port < 1024: reason = "ports below 1024 are not for everybody"
        case let code?: reason = String(cString: strerror(code))
        case nil: reason = "\(error)"
        }
    }

    public var description: String {
        "port \(port) cannot be opened: \(reason). Choose another one with --port, or 0 for a free one."
    }
}

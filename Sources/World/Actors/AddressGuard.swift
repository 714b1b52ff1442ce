import Specs
import Wire

/// Which addresses a program may fetch because a stranger named them.
enum AddressGuard {
    /// Whether the host is written as an address of a private, loopback or link-local network.
    static func isInternal(_ url: WebURL) -> Bool {
        if url.isLoopback { return true }
        if url.host.hasPrefix("[") { return true }
        let parts = url.host.split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4, url.host.allSatisfy({ $0.isNumber || $0 == "." }) else { return false }
        switch (parts[0], parts[1]) {
        case (10, _), (127, _), (169, 254), (192, 168), (0, _): return true
        case (172, 16...31): return true
        default: return false
        }
    }

    static func finding(_ check: String, _ url: WebURL) -> Finding {
        let isInternal = isInternal(url)
        return Finding(
            check, "The address is no internal one (guard against SSRF)",
            inputs: [.init("host", url.host)],
            expected: "a public host", actual: isInternal ? "an internal address" : "a public host", holds: !isInternal)
    }
}

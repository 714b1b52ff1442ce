/// What the preview answers to one request, before anything is written.
struct LiveAnswer {
    var status: Int
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    /// The page whose changes the connection stays open for; nil for an ordinary answer.
    var follows: String?

    /// Names under which a browser on this machine may ask. Any other name is that of a foreign site that has pointed its
    /// name at this machine.
    static let hosts = ["127.0.0.1", "localhost", "[::1]"]
    /// What stands before the addresses that only the preview has.
    static let own = "/_wirescribe/"

    private init(_ status: Int, _ type: String, _ body: [UInt8]) {
        self.status = status
        self.body = body
        headers = [("Content-Type", type)]
    }

    private init(_ status: Int, text: String) {
        self.init(status, "text/plain; charset=utf-8", Array((text + "\n").utf8))
    }

    /// - Parameters:
    ///   - host: the value of `Host`.
    ///   - base: the path under which the site will be published; pages may name it.
    init(method: String, target: String, host: String?, port: Int, site: LiveSite, base: String) {
        guard let host, LiveAnswer.isOwn(host, port: port) else {
            self.init(
                403, text: "This preview answers only to http://127.0.0.1:\(port)/ and http://localhost:\(port)/.")
            return
        }
        guard method == "GET" || method == "HEAD" else {
            self.init(405, text: "Only GET and HEAD.")
            headers.append(("Allow", "GET, HEAD"))
            return
        }
        let (address, query) = LiveAnswer.split(target)
        if address == LiveAnswer.own + "events" {
            self.init(200, "text/event-stream", [])
            follows =
                LiveAnswer.path(ofAddress: LiveAnswer.decoded(query.dropFirst("page=".count)) ?? "", site, base)
                ?? "404.html"
            return
        }
        if let file = LiveScript.files[address] {
            self.init(200, file.type, Array(file.text.utf8))
            return
        }
        guard let decoded = LiveAnswer.decoded(address[...]),
            let path = LiveAnswer.path(ofAddress: decoded, site, base), let bytes = site.file(path)
        else {
            if let page = site.file("404.html") {
                self.init(
                    404, "text/html; charset=utf-8", LiveScript.add(to: page, stamp: site.status(of: "404.html").stamp))
            } else {
                self.init(
                    404, "text/html; charset=utf-8",
                    LiveScript.add(to: Array(LiveScript.emptyPage.utf8), stamp: site.status(of: "404.html").stamp))
            }
            return
        }
        if decoded.last != "/", path.hasSuffix("/index.html"), !decoded.hasSuffix("/index.html") {
            self.init(301, text: "")
            headers.append(("Location", address + "/"))
            return
        }
        let type = LiveAnswer.type(of: path)
        let isPage = type.hasPrefix("text/html")
        self.init(200, type, isPage ? LiveScript.add(to: bytes, stamp: site.status(of: path).stamp) : bytes)
    }

    private static func isOwn(_ host: String, port: Int) -> Bool {
        hosts.contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
    }

    private static func split(_ target: String) -> (String, Substring) {
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        return (String(target[..<mark]), target[mark...].dropFirst())
    }

    /// The file behind an address: itself, or the `index.html` below it.
    private static func path(ofAddress address: String, _ site: LiveSite, _ base: String) -> String? {
        var address = address
        if base.count > 1, address.hasPrefix(base) { address = "/" + address.dropFirst(base.count) }
        let bare = address.split(separator: "/").joined(separator: "/")
        let candidates = bare.isEmpty ? ["index.html"] : [bare, bare + "/index.html", bare + ".html"]
        return candidates.first { site.file($0) != nil }
    }

    /// Percent-encoding taken off; nil when it is not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "har": "application/json", "svg": "image/svg+xml", "png": "image/png",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "xml": "application/xml", "md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8",
        "mmd": "text/plain; charset=utf-8", "woff2": "font/woff2",
    ]

    private static func type(of path: String) -> String {
        types[String(path.split(separator: ".").last ?? "")] ?? "application/octet-stream"
    }
}

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

    /// - Parameter base: the path under which the site will be published, with a slash at both ends; pages may name it.
    init(_ request: LiveRequest, port: Int, site: LiveSite, base: String) {
        guard let host = request.host, LiveAnswer.isOwn(host, port: port) else {
            self.init(
                403, text: "This preview answers only to http://127.0.0.1:\(port)/ and http://localhost:\(port)/.")
            return
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            self.init(405, text: "Only GET and HEAD.")
            headers.append(("Allow", "GET, HEAD"))
            return
        }
        if request.path == LiveAnswer.own + "events" {
            self.init(200, "text/event-stream", [])
            let page = LiveRequest.decoded(request.query.dropFirst("?page=".count)) ?? ""
            follows = Place(ofAddress: page, site, base)?.path ?? "404.html"
        } else if let file = LiveScript.files[String(request.path)] {
            self.init(200, file.type, Array(file.text.utf8))
        } else if let address = LiveRequest.decoded(request.path), let place = Place(ofAddress: address, site, base) {
            self.init(place, request, site)
        } else {
            let page = site.file("404.html") ?? Array(LiveScript.emptyPage.utf8)
            self.init(
                404, "text/html; charset=utf-8", LiveScript.add(to: page, stamp: site.status(of: "404.html").stamp))
        }
    }

    /// The file at a place, the part of it that is asked for, or where it is really.
    private init(_ place: Place, _ request: LiveRequest, _ site: LiveSite) {
        if let folder = place.folder {
            self.init(301, text: "")
            // Made from the file's own path, so that it can lead to no other host.
            headers.append(("Location", LiveRequest.encoded(folder) + request.query))
            return
        }
        let type = MediaType.of(path: place.path)
        let stamp = site.status(of: place.path).stamp
        let file = type.hasPrefix("text/html") ? LiveScript.add(to: place.bytes, stamp: stamp) : place.bytes
        let tag = "\"\(site.key)-\(stamp)\""
        switch request.precondition(tag) {
        case .holds: break
        case .failed:
            self.init(412, text: "The file is no longer what it was.")
            return
        case .unchanged:
            self.init(304, type, [])
            headers = [("ETag", tag)]
            return
        }
        let range =
            request.method == "GET"
            ? ByteRange(request.range, ifRange: request.condition, tag: tag, length: file.count) : .whole
        switch range {
        case .whole: self.init(200, type, file)
        case .part(let part):
            self.init(206, type, Array(file[part]))
            headers.append(("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.count)"))
        case .unsatisfiable:
            self.init(416, text: "The file has \(file.count) bytes.")
            headers.append(("Content-Range", "bytes */\(file.count)"))
        }
        headers += [("Accept-Ranges", "bytes"), ("ETag", tag)]
    }

    private static func isOwn(_ host: String, port: Int) -> Bool {
        let host = host.lowercased()
        return hosts.contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
    }

    /// The file behind an address: itself, or the `index.html` below it.
    private struct Place {
        var path: String
        var bytes: [UInt8]
        /// The address of the folder whose page was asked for without a slash at its end.
        var folder: String?

        init?(ofAddress address: String, _ site: LiveSite, _ base: String) {
            let isBelow = base.count > 1 && (address.hasPrefix(base) || address + "/" == base)
            let below = isBelow ? Place(address, inside: address.dropFirst(base.count), root: base, site) : nil
            guard let place = below ?? Place(address, inside: address[...], root: "/", site) else { return nil }
            self = place
        }

        private init?(_ address: String, inside: Substring, root: String, _ site: LiveSite) {
            let bare = inside.split(separator: "/").joined(separator: "/")
            let candidates = bare.isEmpty ? ["index.html"] : [bare, bare + "/index.html", bare + ".html"]
            let found = candidates.lazy.compactMap { path in site.file(path).map { (path, $0) } }.first
            guard let (path, bytes) = found else { return nil }
            // With a slash at its end an address is that of a folder, from which the links of a page would lead elsewhere.
            guard path.hasSuffix("index.html") && path != bare || address.last != "/" else { return nil }
            self.path = path
            self.bytes = bytes
            let isFolder = bare.isEmpty || path == bare + "/index.html"
            if isFolder, let last = address.last, last != "/" { folder = bare.isEmpty ? root : root + bare + "/" }
        }
    }
}

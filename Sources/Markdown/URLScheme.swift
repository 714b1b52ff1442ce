/// What stands before the colon of an absolute address, as a browser reads it.
public enum URLScheme {
    /// The scheme in lower case; nil for an address without one.
    ///
    /// Browsers drop control characters and spaces before an address, and tabs and line ends everywhere in it.
    public static func name(of address: some Sequence<UInt8>) -> String? {
        var name: [UInt8] = []
        for byte in address {
            switch byte {
            case 0x09, 0x0A, 0x0D: continue
            case 0...0x20 where name.isEmpty: continue
            case UInt8(ascii: ":"): return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
            case _ where byte.isLetter: name.append(byte | 0x20)
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                guard !name.isEmpty else { return nil }
                name.append(byte)
            default: return nil
            }
        }
        return nil
    }

    /// Whether an address has a scheme.
    public static func has(_ address: String) -> Bool { name(of: address.utf8) != nil }

    /// Why no page may have an address that its own author wrote; nil for one that may stay.
    ///
    /// Whatever opens another program may stay: `vscode:`, `tel:`, `magnet:`. What runs a script, carries a page of its own
    /// or leads to the reader's disk may not.
    /// - Parameter isPicture: whether it is the source of a picture.
    public static func refusal(of address: some Sequence<UInt8>, isPicture: Bool = false) -> Refusal? {
        guard let name = name(of: address) else { return nil }
        return switch name {
        case "javascript", "vbscript", "livescript", "mocha": .script
        case "data": isDataPicture(address, withScripts: isPicture) ? nil : .data
        case "file", "filesystem": .disk
        // The drive of a path of Windows.
        case _ where name.utf8.count == 1: .disk
        case "blob", "view-source", "jar": .nowhere
        case "http", "https", "ws", "wss", "ftp": namesHost(address) ? nil : .noHost
        default: nil
        }
    }

    /// Why an address may not stand on a page.
    public enum Refusal: String, Sendable {
        case script = "runs a script."
        case data = "carries a page of its own."
        case disk = "leads to the reader's own disk."
        case nowhere = "leads to nothing that a reader can open."
        case noHost = "names no host behind //."

        /// What to do instead.
        public var remedy: String {
            switch self {
            case .script: "Lead to a page."
            case .data, .disk: "Put the file into the site and lead to it."
            case .nowhere: "Lead to the address itself."
            case .noHost: "Write it whole, or leave the scheme out for a page of this site."
            }
        }
    }

    /// Whether two slashes and something to ask stand behind the scheme. Browsers take `https:page` for a page of the site.
    private static func namesHost(_ address: some Sequence<UInt8>) -> Bool {
        let rest = address.filter { $0 > 0x20 }.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        guard rest.starts(with: "//".utf8), let host = rest.dropFirst(2).first else { return false }
        return ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\")].contains(host)
    }

    /// Whether a `data:` address is a picture. One in SVG may hold scripts, which run where it is opened by itself.
    private static func isDataPicture(_ address: some Sequence<UInt8>, withScripts: Bool) -> Bool {
        var start: [UInt8] = []
        for byte in address where byte > 0x20 {
            start.append(byte.isLetter ? byte | 0x20 : byte)
            if start.count == 32 { break }
        }
        let picture = "data:image/".utf8
        return start.starts(with: picture) && (withScripts || !start.dropFirst(picture.count).starts(with: "svg".utf8))
    }
}

/// Which addresses of links and pictures reach the HTML. An address without a scheme always does.
public enum SchemePolicy: Sendable {
    /// All, as the reference implementation of CommonMark has it.
    case all
    /// Those whose scheme, in lower case, is one of these: for text that nobody vouches for.
    case only(Set<String>)
    /// Those that an author may write (see ``URLScheme/refusal(of:isPicture:)``).
    case author

    /// The schemes of the web and of mail.
    public static let web = SchemePolicy.only(["http", "https", "mailto"])

    func allows(_ url: UnsafeBufferPointer<UInt8>, isPicture: Bool) -> Bool {
        switch self {
        case .all: true
        case .only(let allowed): SchemePolicy.beforeColon(url).map { allowed.contains($0.lowercased()) } ?? true
        case .author: URLScheme.refusal(of: url, isPicture: isPicture) == nil
        }
    }

    /// What stands before a colon that no `/`, `?` or `#` stands before, whether it is a scheme or not.
    private static func beforeColon(_ url: UnsafeBufferPointer<UInt8>) -> String? {
        for (index, byte) in url.enumerated() {
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return nil
            case UInt8(ascii: ":"): return String(decoding: url[..<index], as: UTF8.self)
            default: break
            }
        }
        return nil
    }
}

import Markdown

/// Takes in the addresses and anchors of one finished file and finds out where they lead.
struct AddressCollector {
    /// Where something stands in the file.
    enum Place: Hashable {
        case offset(Int)
        case line(Int)
    }

    /// What an address leads to.
    enum Destination: Hashable {
        /// A file of the site, perhaps this one; the anchor is empty where the file as a whole is meant.
        case site(path: String, anchor: String)
        /// Nowhere, whatever other files there are.
        case fault(Fault)
    }

    enum Fault: Hashable {
        case leavesSite, startsAtRoot, isLoaded, namesNoScheme
        case refused(URLScheme.Refusal)
    }

    struct Reference: Hashable {
        var target: String
        var place: Place
        var destination: Destination
    }

    /// Where relative addresses begin.
    enum Base {
        /// At the file, or where it says.
        case file
        /// At the root of the site.
        case root
    }

    let path: String
    private let rules: LinkRules
    private let keepsDetails: Bool
    private let isAuthors: Bool
    private let allowsFolders: Bool
    /// The path of the file, and that of its folder with a slash at its end.
    private let ownPath: [UInt8]
    private var folder: [UInt8]
    /// Whether the file says that its relative addresses are those of another site.
    private var isElsewhere = false
    private let ownHash: AddressHash
    private var links = FileLinks()
    private var names: [UInt64] = []
    private var isFaulty = false

    /// In the order of the file; empty unless details are kept.
    private(set) var references: [Reference] = []
    private(set) var anchors: Set<String> = []
    private(set) var repeated: [(anchor: String, place: Place)] = []

    // What is being worked on; kept so that nothing is allocated for every address.
    private var target: [UInt8] = []
    private var joined: [UInt8] = []

    init(_ path: String, _ rules: LinkRules, keepsDetails: Bool) {
        self.path = path
        self.rules = rules
        self.keepsDetails = keepsDetails
        isAuthors = rules.own.contains(path)
        allowsFolders = rules.allowsFolders || isAuthors
        ownPath = Array(path.utf8)
        let name = ownPath.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        folder = Array(ownPath[..<name])
        var hash = AddressHash(ownPath)
        hash.add(AddressHash.anchorMark)
        ownHash = hash
    }

    /// What is to be known of the file.
    mutating func finish() -> FileLinks {
        links.offered.sort()
        for (one, next) in zip(links.offered, links.offered.dropFirst()) where one == next { isFaulty = true }
        links.offered = AddressCollector.distinct(links.offered + names)
        var offered = AddressSet(capacity: links.offered.count)
        for anchor in links.offered { offered.insert(anchor) }
        var needed: [UInt64] = []
        for address in links.needed where !offered.contains(address) { needed.append(address) }
        links.needed = AddressCollector.distinct(needed)
        links.isFaulty = isFaulty
        return links
    }

    private static func distinct(_ list: [UInt64]) -> [UInt64] {
        var sorted = list.sorted()
        guard !sorted.isEmpty else { return [] }
        var end = 1
        for index in 1..<sorted.count where sorted[index] != sorted[end - 1] {
            sorted[end] = sorted[index]
            end += 1
        }
        sorted.removeLast(sorted.count - end)
        return sorted
    }

    /// Whether a text begins like the addresses of the site.
    func isOwn(_ text: [UInt8]) -> Bool { rules.baseURL.map { text.starts(with: $0) } ?? false }

    // MARK: Anchors

    /// Takes an `id`, which may stand in a file once.
    mutating func takeID(_ id: some Sequence<UInt8>, at place: Place) {
        var hash = ownHash
        hash.add(id)
        links.offered.append(hash.value)
        guard keepsDetails else { return }
        let text = String(decoding: Array(id), as: UTF8.self)
        if !anchors.insert(text).inserted { repeated.append((text, place)) }
    }

    /// Takes what a fragment finds besides an `id`.
    mutating func takeName(_ name: some Sequence<UInt8>) {
        var hash = ownHash
        hash.add(name)
        names.append(hash.value)
        if keepsDetails { anchors.insert(String(decoding: Array(name), as: UTF8.self)) }
    }

    // MARK: Addresses

    /// Takes an address; its character references are resolved.
    ///
    /// - Parameter isLoaded: whether a browser fetches it when it shows the page.
    mutating func take(
        _ value: some Sequence<UInt8>, isLoaded: Bool = false, at place: Place, from base: Base = .file
    ) {
        target.removeAll(keepingCapacity: true)
        // White space at the ends means nothing, and line ends within neither.
        for byte in value where byte > 0x20 || byte == 0x20 && !target.isEmpty { target.append(byte) }
        while target.last == 0x20 { target.removeLast() }
        if rules.hasIgnored, rules.isIgnored(String(decoding: target, as: UTF8.self)) { return }
        switch AddressForm(target, rules, isAuthors: isAuthors) {
        case .nothing: return
        case .outside:
            if isLoaded { add(.fault(.isLoaded), at: place) }
        case .fault(let fault): add(.fault(fault), at: place)
        case .root(let start): resolve(from: start, [], allowsFolders: true, at: place)
        case .relative:
            if isElsewhere, base == .file {
                if isLoaded { add(.fault(.isLoaded), at: place) }
            } else {
                resolve(from: 0, base == .root ? [] : folder, allowsFolders: allowsFolders, at: place)
            }
        }
    }

    /// Takes where the file says that its relative addresses begin.
    mutating func takeBase(_ value: some Sequence<UInt8>, at place: Place) {
        let value = Array(value)
        switch AddressForm(value, rules, isAuthors: isAuthors) {
        case .outside, .nothing, .fault: isElsewhere = true
        case .root(let start):
            joined.removeAll(keepingCapacity: true)
            _ = PathJoiner.join(value[start...], to: &joined)
            folder = joined
        case .relative:
            joined = folder
            _ = PathJoiner.join(value[...], to: &joined)
            folder = joined
        }
        folder = folder.lastIndex(of: UInt8(ascii: "/")).map { Array(folder[...$0]) } ?? []
    }

    /// - Parameters:
    ///   - start: where the path begins in the target.
    ///   - folder: where it leads from.
    private mutating func resolve(from start: Int, _ folder: [UInt8], allowsFolders: Bool, at place: Place) {
        let end = target[start...].firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? target.count
        let hash = target[end...].firstIndex(of: UInt8(ascii: "#")) ?? target.count
        joined.removeAll(keepingCapacity: true)
        if end == start, !(start > 0 && folder.isEmpty) {
            joined += ownPath
        } else {
            joined += folder
            guard PathJoiner.join(target[start..<end], to: &joined) else {
                return add(.fault(.leavesSite), at: place)
            }
            if allowsFolders, joined.isEmpty || joined.last == UInt8(ascii: "/") { joined += "index.html".utf8 }
            if joined.last == UInt8(ascii: "/") { joined.removeLast() }
        }
        addSite(fragment: target[min(hash + 1, target.count)...], at: place)
    }

    private mutating func addSite(fragment: ArraySlice<UInt8>, at place: Place) {
        let isOwnPath = joined == ownPath
        var address = AddressHash(joined)
        var anchor: ArraySlice<UInt8> = []
        if FragmentRule.isChecked(fragment, in: joined), !isRoute(fragment) {
            anchor = PathJoiner.percentDecoded(FragmentRule.anchor(in: fragment))
            address.add(AddressHash.anchorMark)
            address.add(anchor)
        } else if isOwnPath {
            return
        }
        links.needed.append(address.value)
        guard keepsDetails else { return }
        let destination = Destination.site(
            path: String(decoding: joined, as: UTF8.self), anchor: String(decoding: anchor, as: UTF8.self))
        add(destination, at: place)
    }

    /// Whether a fragment is the business of a script on a page that an author brought along: `#/pets`, `#!/pets`.
    private func isRoute(_ fragment: ArraySlice<UInt8>) -> Bool {
        (fragment.first == UInt8(ascii: "/") || fragment.first == UInt8(ascii: "!"))
            && rules.own.contains(String(decoding: joined, as: UTF8.self))
    }

    private mutating func add(_ destination: Destination, at place: Place) {
        if case .fault = destination { isFaulty = true }
        guard keepsDetails else { return }
        references.append(
            Reference(target: String(decoding: target, as: UTF8.self), place: place, destination: destination))
    }
}

/// What kind of address something is.
enum AddressForm: Hashable {
    /// Nothing that could lead anywhere, or data in place of an address.
    case nothing
    case outside
    case relative
    /// From the root of the site on, at a place in the address.
    case root(from: Int)
    case fault(AddressCollector.Fault)

    init(_ target: [UInt8], _ rules: LinkRules, isAuthors: Bool) {
        guard let first = target.first else {
            self = .relative
            return
        }
        if first == UInt8(ascii: "/") {
            self = AddressForm.fromRoot(target, rules, isAuthors: isAuthors)
            return
        }
        guard let colon = AddressForm.scheme(target) else {
            self = .relative
            return
        }
        if let own = rules.baseURL, let start = AddressForm.end(of: own, in: target) {
            self = .root(from: start)
            return
        }
        switch String(decoding: target[..<colon], as: UTF8.self).lowercased() {
        case "data", "blob", "about": self = .nothing
        default: self = URLScheme.refusal(of: target).map { .fault(.refused($0)) } ?? .outside
        }
    }

    private static func fromRoot(_ target: [UInt8], _ rules: LinkRules, isAuthors: Bool) -> AddressForm {
        if target.count > 1, target[1] == UInt8(ascii: "/") {
            // The scheme is that of whoever sends the page.
            guard let own = rules.baseURL, let colon = own.firstIndex(of: UInt8(ascii: ":")),
                let start = end(of: Array(own[(colon + 1)...]), in: target)
            else { return isAuthors ? .outside : .fault(.namesNoScheme) }
            return .root(from: start)
        }
        if let base = rules.basePath {
            if let start = end(of: base, in: target) { return .root(from: start) }
            return .fault(isAuthors ? .leavesSite : .startsAtRoot)
        }
        return isAuthors ? .root(from: 1) : .fault(.startsAtRoot)
    }

    /// The place behind the site's own address, which may lack its last slash where nothing follows it.
    private static func end(of own: [UInt8], in target: [UInt8]) -> Int? {
        if target.starts(with: own) { return own.count }
        guard target.starts(with: own.dropLast()) else { return nil }
        let rest = target[(own.count - 1)...]
        return rest.isEmpty || rest.first == UInt8(ascii: "#") || rest.first == UInt8(ascii: "?") ? own.count - 1 : nil
    }

    /// The place of the colon behind a scheme.
    private static func scheme(_ target: [UInt8]) -> Int? {
        for (index, byte) in target.enumerated() {
            switch byte {
            case UInt8(ascii: ":"): return index > 0 ? index : nil
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == 0 { return nil }
            default: return nil
            }
        }
        return nil
    }
}

/// Paths of addresses, as browsers read them.
enum PathJoiner {
    /// Goes on from a folder.
    ///
    /// - Parameter path: a folder with a slash at its end, or nothing for the root.
    /// - Returns: whether the address stays within the root.
    static func join(_ address: ArraySlice<UInt8>, to path: inout [UInt8]) -> Bool {
        var rest = address
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            let isLast = end == rest.endIndex
            let part = percentDecoded(rest[..<end])
            rest = isLast ? [] : rest[(end + 1)...]
            let isDots = part.count <= 2 && part.allSatisfy { $0 == UInt8(ascii: ".") }
            if isDots, part.count < 2 { continue }
            if isDots {
                guard !path.isEmpty else { return false }
                path.removeLast()
                while let last = path.last, last != UInt8(ascii: "/") { path.removeLast() }
                continue
            }
            path += part
            if !isLast { path.append(UInt8(ascii: "/")) }
        }
        return true
    }

    /// A part of an address with its percent escapes decoded.
    static func percentDecoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(UInt8(ascii: "%")) else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let high = hexValue(rest[rest.startIndex]),
                let low = hexValue(rest[rest.startIndex + 1])
            {
                out.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return out[...]
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Which fragments name an anchor (HTML, 7.4.6.3).
enum FragmentRule {
    /// What stands before the text to look for, if one is named.
    static func anchor(in fragment: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        fragment.firstRange(of: ":~:".utf8).map { fragment[..<$0.lowerBound] } ?? fragment
    }

    static func isChecked(_ fragment: ArraySlice<UInt8>, in path: [UInt8]) -> Bool {
        guard !fragment.isEmpty, FinishedKind.hasAnchors(path) else { return false }
        // The top of a page, and a text to look for on it.
        if fragment.count == 3, fragment.elementsEqual("top".utf8, by: { $0 | 0x20 == $1 }) { return false }
        if fragment.starts(with: ":~:".utf8) { return false }
        // Views of pictures and times of films are no anchors.
        let isPicture = path.suffix(4).elementsEqual(".svg".utf8)
        return !(isPicture && fragment.contains { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "=") })
    }
}

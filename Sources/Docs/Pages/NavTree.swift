/// The pages of one version and language as their folders hold them.
struct NavTree: Sendable {
    struct Node: Sendable {
        var title: String
        /// Nil for a folder without a page of its own.
        var path: String?
        var weight: Int
        var parent: Int?
        /// In reading order.
        var children: [Int] = []
        /// What neighbours of equal weight are sorted by.
        var name: String
        /// Whether the page stands in for a translation, so that its title is in another language.
        var isStandIn = false
    }

    private(set) var nodes: [Node]
    /// The places of pages in ``nodes``, by path.
    private(set) var places: [String: Int] = [:]
    /// The paths of all pages, as one reads on.
    private(set) var order: [String] = []
    private var orderPlaces: [String: Int] = [:]

    /// A page to put in its place.
    struct Leaf {
        var id: PageID
        var path: String
        var title: String
        var weight: Int
        var isStandIn = false
    }

    init(_ leaves: [Leaf]) {
        nodes = [Node(title: "", path: nil, weight: 0, parent: nil, name: "")]
        var folders = ["": 0]
        for leaf in leaves.sorted(by: { $0.id.name < $1.id.name }) {
            let folder = folder(leaf.id.folder, &folders)
            if leaf.id.isSection {
                nodes[folder].title = leaf.title
                nodes[folder].path = leaf.path
                nodes[folder].weight = leaf.weight
                nodes[folder].isStandIn = leaf.isStandIn
                places[leaf.path] = folder
            } else {
                places[leaf.path] = nodes.count
                nodes[folder].children.append(nodes.count)
                nodes.append(
                    Node(
                        title: leaf.title, path: leaf.path, weight: leaf.weight, parent: folder, name: leaf.id.name,
                        isStandIn: leaf.isStandIn))
            }
        }
        let unsorted = nodes
        for index in nodes.indices {
            nodes[index].children.sort { left, right in
                (unsorted[left].weight, unsorted[left].name) < (unsorted[right].weight, unsorted[right].name)
            }
        }
        var open = [0]
        while let next = open.popLast() {
            if let path = nodes[next].path {
                orderPlaces[path] = order.count
                order.append(path)
            }
            open += nodes[next].children.reversed()
        }
    }

    private mutating func folder(_ name: String, _ folders: inout [String: Int]) -> Int {
        if let known = folders[name] { return known }
        let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = folder(slash.map { String(name[..<$0]) } ?? "", &folders)
        let last = slash.map { name[name.index(after: $0)...] } ?? name[...]
        let index = nodes.count
        folders[name] = index
        nodes.append(
            Node(
                title: NavTree.title(of: last), path: nil, weight: PageHead.standardWeight, parent: parent, name: name))
        nodes[parent].children.append(index)
        return index
    }

    /// `token-endpoint` is “Token endpoint”.
    private static func title(of folder: Substring) -> String {
        let words = folder.map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The pages before and after a page, as one reads on.
    func neighbours(of path: String) -> (previous: String?, next: String?) {
        guard let place = orderPlaces[path] else { return (nil, nil) }
        return (place > 0 ? order[place - 1] : nil, place + 1 < order.count ? order[place + 1] : nil)
    }

    /// The nodes above a page that have pages of their own, from the root on.
    func ancestors(of path: String) -> [Int] {
        var found: [Int] = []
        var next = places[path].flatMap { nodes[$0].parent }
        while let index = next {
            if nodes[index].path != nil { found.append(index) }
            next = nodes[index].parent
        }
        return found.reversed()
    }
}

/// The menu beside the pages of a folder: the way down to it, with what stands beside each step. Made once for all pages
/// that stand equally deep in a folder; for each of them only one attribute differs.
struct SideMenu: Sendable {
    private let bytes: [UInt8]
    /// Where the attribute of the current page goes, by path.
    private let marks: [String: Int]
    let hash: ContentHash

    /// More neighbours than these are cut to those around the page, or a menu would outgrow the pages.
    static let maximum = 150

    /// - Parameters:
    ///   - folder: the node that is open, with all above it.
    ///   - page: where the menu stands, for relative links.
    ///   - original: the language of pages that stand in for translations.
    init(
        _ tree: NavTree, open folder: Int, root: String, isPretty: Bool, around page: Int?,
        original: DocsSettings.Language
    ) {
        var open: Set<Int> = []
        var next: Int? = folder
        while let index = next {
            open.insert(index)
            next = tree.nodes[index].parent
        }
        var out = HTMLWriter(capacity: 8192)
        var marks: [String: Int] = [:]
        func list(_ node: Int) {
            out.html("<ul>")
            for child in SideMenu.window(tree.nodes[node].children, around: page) {
                let item = tree.nodes[child]
                if let path = item.path {
                    out.html("<li><a")
                    out.attribute("href", root + SideMenu.written(path, root, isPretty))
                    if item.isStandIn { out.language(original) }
                    marks[path] = out.bytes.count
                    out.html(">")
                    out.text(item.title)
                    out.html("</a>")
                } else {
                    out.html("<li><span>")
                    out.text(item.title)
                    out.html("</span>")
                }
                if open.contains(child), !item.children.isEmpty { list(child) }
                out.html("</li>")
            }
            out.html("</ul>")
        }
        list(0)
        bytes = out.bytes
        self.marks = marks
        hash = ContentHash(out.bytes)
    }

    static func written(_ path: String, _ root: String, _ isPretty: Bool) -> String {
        guard isPretty, path == "index.html" || path.hasSuffix("/index.html") else { return SitePath.encoded(path) }
        let folder = path.dropLast("index.html".count)
        return folder.isEmpty && root.isEmpty ? "./" : SitePath.encoded(folder)
    }

    /// The part of a long list that is shown around a page, in steps, so that menus can be shared.
    static func window(_ children: [Int], around page: Int?) -> ArraySlice<Int> {
        guard children.count > maximum else { return children[...] }
        let place = page.flatMap { children.firstIndex(of: $0) } ?? 0
        let start = place / maximum * maximum
        return children[start..<min(children.count, start + maximum)]
    }

    /// The menu on a page.
    func html(on path: String) -> [UInt8] {
        guard let mark = marks[path] else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 24)
        out += bytes[..<mark]
        out += Array(" aria-current=\"page\"".utf8)
        out += bytes[mark...]
        return out
    }
}

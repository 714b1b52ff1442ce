import Authoring

/// Holds every address of every finished file against the finished files.
package struct FinishedCheck: Sendable {
    private let rules: LinkRules
    private let files: [String: FileLinks]
    private let known: AddressSet

    /// - Parameter files: what is known of all files of the output, by path.
    package init(_ files: [String: FileLinks], _ rules: LinkRules) {
        self.files = files
        self.rules = rules
        var known = AddressSet(capacity: files.reduce(files.count) { $0 + $1.value.offered.count })
        for (path, links) in files {
            known.insert(AddressHash.of(path))
            for anchor in links.offered { known.insert(anchor) }
        }
        self.known = known
    }

    /// Whether everything that a file needs is there.
    package func holds(_ links: FileLinks) -> Bool { !links.isFaulty && links.needed.allSatisfy(known.contains) }

    /// Whether everything that a file with this content needs is there.
    func holds(_ path: String, _ bytes: [UInt8]) -> Bool { holds(rules.links(of: path, bytes)) }

    /// The files in which an address leads nowhere, sorted.
    package var broken: [String] { files.filter { !holds($0.value) }.map(\.key).sorted() }

    // MARK: Explaining

    /// Something that is wrong in a finished file.
    package struct Fault: Hashable, Sendable {
        /// The finished file, and the line in it.
        package var path: String
        package var line: Int
        /// The address as it stands there; for an anchor that stands twice, the anchor.
        package var target: String
        /// Where it leads to; nil where no file could help.
        package var file: String?
        package var anchor = ""
        var message: String
        var remedy: String?

        /// What two files with the same mistake have in common.
        fileprivate var cause: String { "\(message) \(remedy ?? "") \(file ?? target)#\(anchor)" }
    }

    /// Everything that is wrong in some files.
    ///
    /// - Parameters:
    ///   - paths: those of ``broken``.
    ///   - bytes: gives the content of a finished file.
    package func faults(in paths: [String], bytes: @escaping @Sendable (String) -> [UInt8]?) -> [Fault] {
        let read = Parallel.map(paths.count) { faults(in: paths[$0], bytes) }
        let wrongPages = Set(zip(paths, read).filter { !$0.1.isEmpty }.map(\.0))
        // A copy of a page repeats its mistakes.
        return zip(paths, read).filter { !isCopy($0.0, of: wrongPages) }.flatMap(\.1)
    }

    private func isCopy(_ path: String, of pages: Set<String>) -> Bool {
        path.hasSuffix(".md") && !rules.own.contains(path) && pages.contains(path.dropLast(3) + ".html")
    }

    private func faults(in path: String, _ bytes: (String) -> [UInt8]?) -> [Fault] {
        guard let content = bytes(path) else { return [] }
        let details = rules.details(of: path, content)
        func line(_ place: AddressCollector.Place) -> Int {
            switch place {
            case .line(let line): line
            case .offset(let offset): content.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
            }
        }
        var faults = details.repeated.map { anchor, place in
            Fault(
                path: path, line: line(place), target: anchor, message: "the id “\(anchor)” stands twice.",
                remedy: "A link to it finds the first one only.")
        }
        var seen: Set<String> = []
        for reference in details.references where seen.insert(reference.target).inserted {
            guard var fault = fault(reference, own: details, bytes) else { continue }
            fault.line = line(reference.place)
            faults.append(fault)
        }
        return faults
    }

    private func fault(
        _ reference: AddressCollector.Reference, own: AddressCollector, _ bytes: (String) -> [UInt8]?
    ) -> Fault? {
        let target = reference.target
        var fault = Fault(path: own.path, line: 0, target: target, message: "")
        switch reference.destination {
        case .fault(let kind): (fault.message, fault.remedy) = FinishedCheck.words(kind, target)
        case .site(let path, let anchor):
            (fault.file, fault.anchor) = (path, anchor)
            if files[path] == nil {
                fault.message = "the link “\(target)” leads to no file."
                fault.remedy = nearest(path)
            } else if !anchor.isEmpty {
                var address = AddressHash(path.utf8)
                address.add(AddressHash.anchorMark)
                address.add(anchor.utf8)
                guard !known.contains(address.value) else { return nil }
                let anchors = path == own.path ? own.anchors : bytes(path).map { rules.details(of: path, $0).anchors }
                fault.message = "the link “\(target)” leads to no anchor: \(path) has no id “\(anchor)”."
                fault.remedy = Nearest.match(anchor, among: anchors ?? []).map { "Did you mean “#\($0)”?" }
            } else {
                return nil
            }
        }
        return fault
    }

    /// The way out where a path leads to no file.
    private func nearest(_ path: String) -> String? {
        if files[path.isEmpty ? "index.html" : path + "/index.html"] != nil { return "Let it end in index.html." }
        let ending = path.split(separator: ".").last ?? ""
        return Nearest.match(path, among: files.keys.filter { $0.hasSuffix(ending) }).map { "Did you mean “\($0)”?" }
    }

    private static func words(_ fault: AddressCollector.Fault, _ target: String) -> (String, String?) {
        switch fault {
        case .leavesSite: ("the link “\(target)” leads out of the site.", nil)
        case .startsAtRoot:
            ("the link “\(target)” begins with a slash and leads nowhere from file://.", "Begin it at the page.")
        case .isLoaded: ("“\(target)” is loaded from another host.", "Put the file into the site.")
        case .namesNoScheme: ("the link “\(target)” names no scheme.", "Write https: in front of it.")
        case .refused(let refusal): ("the address “\(target)” \(refusal.rawValue)", refusal.remedy)
        }
    }

    // MARK: Telling

    /// The faults in words: each cause once, with the number of files that share it.
    ///
    /// - Parameter place: the author's file and line that a fault comes from, as far as that is known.
    package static func problems(
        _ faults: [Fault], from place: (Fault) -> (file: String, line: Int?)?
    ) -> [Problem] {
        var groups: [String: [(fault: Fault, place: (file: String, line: Int?)?)]] = [:]
        for fault in faults {
            let place = place(fault)
            let cause = place.map { "\($0.file):\($0.line ?? 0) " } ?? ""
            groups[cause + fault.cause, default: []].append((fault, place))
        }
        return groups.values.map { group in
            let (fault, place) = group[0]
            let others = Set(group.map(\.fault.path)).count - 1
            let more = others == 0 ? "" : " (and in \(others) more file\(others == 1 ? "" : "s"))"
            guard let place else {
                return Problem(
                    file: fault.path, line: fault.line, fault.message.dropLast() + more + ".", remedy: fault.remedy)
            }
            return Problem(
                file: place.file, line: place.line,
                "in \(fault.path):\(fault.line)\(more) \(fault.message)", remedy: fault.remedy)
        }
    }
}

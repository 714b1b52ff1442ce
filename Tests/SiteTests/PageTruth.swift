import Foundation
import Specs
import Traces
import Wire

@testable import Diagrams

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An element of a page, as a strict parser reads it.
final class PageElement {
    let name: String
    let attributes: [String: String]
    private(set) weak var parent: PageElement?
    private(set) var children: [PageElement] = []
    /// The text of this element alone, before, between and after its children.
    fileprivate(set) var ownText = ""
    private var parts: [Part] = []

    private enum Part {
        case text(String)
        case child(PageElement)
    }

    init(_ name: String, _ attributes: [String: String], in parent: PageElement?) {
        self.name = name
        self.attributes = attributes
        self.parent = parent
        parent?.children.append(self)
        parent?.parts.append(.child(self))
    }

    fileprivate func append(_ text: String) {
        ownText += text
        parts.append(.text(text))
    }

    /// The text with that of all elements inside.
    var text: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .child(let child): child.text
            }
        }.joined()
    }

    var classes: Set<String> { Set((attributes["class"] ?? "").split(separator: " ").map(String.init)) }
    func list(_ attribute: String) -> [String] {
        (attributes[attribute] ?? "").split(separator: " ").map(String.init)
    }

    /// The element and all inside, in order.
    var all: [PageElement] { [self] + children.flatMap(\.all) }
    /// The element and those around it, from the inside out.
    var line: [PageElement] { [self] + (parent?.line ?? []) }

    func first(_ name: String) -> PageElement? { all.first { $0.classes.contains(name) } }

    /// Reads a well-formed page or fragment; nil for any other.
    static func read(_ source: String) -> PageElement? {
        let reader = Reader()
        let parser = XMLParser(data: Data(source.utf8))
        parser.delegate = reader
        return parser.parse() ? reader.root.children.first : nil
    }

    private final class Reader: NSObject, XMLParserDelegate {
        let root = PageElement("", [:], in: nil)
        private lazy var open = [root]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(PageElement(name, attributes, in: open.last))
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) { open.removeLast() }

        func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.append(string) }
    }
}

/// Compares what a flow page, or its diagram, list and table alone, says with the trace of the run.
///
/// Every arrow, status, chip and table cell stands under the id of an exchange (`data-x`) or of a decision (`data-d`), and
/// says what was recorded there.
struct PageTruth {
    let trace: Trace
    private let numbers: [String: Int]
    private let decisions: [String: Decision]
    private let labels: [String: String]

    /// What is a claim about the run.
    private static let claims: Set<String> = [
        "ex", "hop", "self", "pe", "hs", "hc", "st", "sec", "pub", "badge", "bg", "proof", "pv", "off", "has", "warn",
        "no",
        "ck",
        "yes", "not", "leak", "msg",
    ]

    init(_ trace: Trace) {
        self.trace = trace
        numbers = Dictionary(trace.exchanges.enumerated().map { ($0.element.id, $0.offset + 1) }) { first, _ in first }
        decisions = Dictionary(trace.decisions.map { ($0.id, $0) }) { first, _ in first }
        labels = Dictionary(trace.parties.map { ($0.name, $0.label) }) { first, _ in first }
    }

    func problems(_ source: String) -> [String] {
        guard let page = PageElement.read(source) else { return ["it is not well-formed"] }
        let shapes = Set(page.all.filter { $0.name == "defs" }.flatMap(\.all).map(ObjectIdentifier.init))
        let elements = page.all.filter { !shapes.contains(ObjectIdentifier($0)) }
        let targets = Dictionary(
            page.all.compactMap { element in element.attributes["id"].map { ("#" + $0, element) } }
        ) {
            first, _ in first
        }
        var found = order(elements)
        for element in elements {
            found += unknownIDs(element)
            found += groundless(element)
            found += status(element, targets)
            found += chip(element, targets)
            found += number(element)
            found += words(element, targets)
        }
        return found
    }

    // MARK: Sources

    private func exchanges(of element: PageElement) -> [Exchange] {
        let ids = element.line.first { $0.attributes["data-x"] != nil }?.list("data-x") ?? []
        return ids.compactMap(trace.exchange)
    }

    private func decisions(of element: PageElement) -> [Decision] {
        element.line.flatMap { $0.list("data-d") }.compactMap { decisions[$0] }
    }

    private func unknownIDs(_ element: PageElement) -> [String] {
        let lost =
            element.list("data-x").filter { numbers[$0] == nil }
            + element.list("data-d").filter { decisions[$0] == nil }
        let isEmpty = ["data-x", "data-d"].contains { element.attributes[$0]?.isEmpty == true }
        return lost.map { "\($0) is no id of the trace" } + (isEmpty ? ["an empty id"] : [])
    }

    /// A claim that names no source. The marks of the key stand for their kind; its chips are values of the run.
    private func groundless(_ element: PageElement) -> [String] {
        guard !element.classes.isDisjoint(with: PageTruth.claims) else { return [] }
        let isGrounded = element.line.contains {
            $0.attributes["data-x"] != nil || $0.attributes["data-d"] != nil
        }
        let isMark = !element.classes.contains("hc") && element.line.contains { $0.classes.contains("key") }
        return isGrounded || isMark ? [] : ["<\(element.name)> “\(element.text.prefix(40))” names no source"]
    }

    // MARK: Statuses and chips

    /// A drawn thing that is a reference to a shape says what the shape says.
    private func shape(_ element: PageElement, _ targets: [String: PageElement]) -> PageElement {
        element.name == "use" ? element.attributes["href"].flatMap { targets[$0] } ?? element : element
    }

    private func status(_ element: PageElement, _ targets: [String: PageElement]) -> [String] {
        let drawn = shape(element, targets)
        guard !drawn.classes.isDisjoint(with: ["hs", "st"]), let exchange = exchanges(of: element).last else {
            return []
        }
        let known = [exchange.status, exchange.answered?.status].compactMap { $0.map(String.init) }
        // The picture draws status, reason and caption as one shape.
        let status = drawn.first("stc")?.text ?? drawn.text
        let isKnown = known.contains(status) || exchange.status == nil && status == "no answer"
        let reason = drawn.first("w")?.ownText ?? ""
        let isSaid =
            reason.isEmpty || reason.contains("…") || reason == exchange.response.map { VisibleText.label($0.reason) }
        return isKnown && isSaid ? [] : ["the status \(status) \(reason) under \(exchange.id)"]
    }

    private func chip(_ element: PageElement, _ targets: [String: PageElement]) -> [String] {
        let drawn = shape(element, targets)
        guard !drawn.classes.isDisjoint(with: ["hc", "sec", "pub"]) else { return [] }
        let name = drawn.text
        if name.hasPrefix("+"), Int(name.dropFirst()) != nil { return [] }
        let fields = exchanges(of: element).flatMap(\.fields)
        let made = decisions(of: element).flatMap(\.values).map(\.kind)
        let kinds = fields.compactMap(\.kind) + made
        let names = fields.filter { $0.kind != nil }.map(\.name) + kinds.map(\.label)
        // Secrets of one kind are numbered: `access_token 2`. The text of a revoked token tells its kind.
        let bare = name.replacing(/\ \d+$/, with: "")
        let isToken = bare == ValueKind.accessToken.label && kinds.contains(.refreshToken)
        return names.contains(bare) || isToken ? [] : ["the chip \(name) stands under \(source(of: element))"]
    }

    private func source(of element: PageElement) -> String {
        (exchanges(of: element).map(\.id) + decisions(of: element).map(\.id)).joined(separator: ", ")
    }

    // MARK: Numbers

    /// A number of the picture, the list or the table is written in the event it stands under, or counts something there.
    private func number(_ element: PageElement) -> [String] {
        let isDiagram = element.line.contains { $0.name == "figure" || $0.classes.contains("know") }
        let events = exchanges(of: element)
        guard isDiagram, !events.isEmpty || !decisions(of: element).isEmpty, !element.classes.contains("thn") else {
            return []
        }
        let found = Set(element.ownText.matches(of: /\d+/).map { Int($0.output) ?? -1 })
        guard !found.isEmpty else { return [] }
        var known = Set(events.flatMap { counts(in: $0) } + decisions(of: element).flatMap { digits(in: "\($0)") })
        for exchange in events {
            known.insert(numbers[exchange.id] ?? 0)
            if let parent = exchange.parent { known.insert(numbers[parent] ?? 0) }
        }
        for decision in decisions(of: element) { known.insert(decision.position + 1) }
        for party in trace.parties { known.formUnion(digits(in: party.label)) }
        // Ordinals of secrets.
        let ordinal = element.text.matches(of: /^[a-z_ ]+ \d+$/).isEmpty ? [] : found
        let lost = found.subtracting(known).subtracting(ordinal)
        return lost.sorted().map { "the number \($0) in “\(element.ownText)” under \(source(of: element))" }
    }

    private func digits(in text: String) -> [Int] { text.matches(of: /\d+/).compactMap { Int($0.output) } }

    private func counts(in exchange: Exchange) -> [Int] {
        var known = digits(in: String(decoding: exchange.request.bytes, as: UTF8.self)) + digits(in: exchange.origin)
        for response in [exchange.response, exchange.answered].compactMap({ $0 }) {
            known += digits(in: String(decoding: response.bytes, as: UTF8.self))
        }
        let fields = exchange.fields
        known += fields.flatMap { digits(in: $0.value) }
        // How many members, items and checks there are; a caption says “+1” for those it has no room for.
        known += Array(0...Set(fields.map(\.dotted)).count)
        known.append(trace.decisions.count { $0.during == exchange.id && $0.finding.holds })
        return known
    }

    // MARK: Who, what and where

    private func words(_ element: PageElement, _ targets: [String: PageElement]) -> [String] {
        if element.classes.contains("ex"), let exchange = exchanges(of: element).last { return band(element, exchange) }
        if element.classes.contains("pe"), element.name == "a", let exchange = exchanges(of: element).last {
            return item(element, exchange)
        }
        if element.name == "td", element.line.contains(where: { $0.classes.contains("know") }) { return cell(element) }
        if element.classes.contains("proof"), let decision = decisions(of: element).first {
            return box(element, decision)
        }
        if element.classes.contains("rd"), element.classes.contains("hop") { return redirect(element, targets) }
        return []
    }

    private func label(_ party: String) -> String { labels[party] ?? party }

    private func band(_ element: PageElement, _ exchange: Exchange) -> [String] {
        let said = element.attributes["aria-label"] ?? ""
        let start =
            "Step \(numbers[exchange.id] ?? 0). \(label(exchange.sender)) to \(label(exchange.receiver)): "
            + "\(exchange.request.method) \(exchange.request.path)"
        let answer = exchange.status.map { " Response \($0)" } ?? " No answer: "
        var out = said.hasPrefix(start) && said.contains(answer) ? [] : ["“\(said)” is read out for \(exchange.id)"]
        let number = element.all.filter { $0.classes.contains("numt") }.map(\.text)
        if number != ["\(numbers[exchange.id] ?? 0)"] {
            out.append("the band of \(exchange.id) has the number \(number)")
        }
        return out
    }

    private func item(_ element: PageElement, _ exchange: Exchange) -> [String] {
        let people = element.first("pm")?.children.filter { $0.name == "b" }.map(\.text) ?? []
        let line = element.first("pr")?.children.first { $0.name == "code" }?.text ?? ""
        var out: [String] = []
        // The list has little room: parties without a name of their own are called by a shorter one.
        let short = ["MCP client": "Client", "Authorization server": "Auth server"]
        let wanted = [label(exchange.sender), label(exchange.receiver)].map { short[$0] ?? $0 }
        if people != wanted {
            out.append("the item of \(exchange.id) leads from \(people.joined(separator: " to "))")
        }
        if line != "\(exchange.request.method) \(exchange.request.path)" {
            out.append("the item of \(exchange.id) says \(line)")
        }
        return out
    }

    private func cell(_ cell: PageElement) -> [String] {
        let column = cell.attributes["data-l"] ?? ""
        let isKnown = cell.attributes["data-x"] != nil || cell.attributes["data-d"] != nil
        guard isKnown else { return cell.text == "never" ? [] : ["\(column) “\(cell.text)”: a cell without a source"] }
        let events = exchanges(of: cell)
        let parties =
            events.flatMap { [$0.sender, $0.receiver] } + cell.list("data-d").compactMap { decisions[$0]?.party }
        var out = parties.map(label).contains(column) ? [] : ["\(column) had no part in \(source(of: cell))"]
        let link = cell.first("k")
        let number = link?.text.split(separator: " ").last.map(String.init)
        if number != events.first.flatMap({ numbers[$0.id] }).map(String.init)
            || link?.attributes["href"] != events.first.map({ "#s-" + $0.id })
        {
            out.append("\(column) “\(cell.text)” leads to \(link?.attributes["href"] ?? "nothing")")
        }
        return out
    }

    private func box(_ box: PageElement, _ decision: Decision) -> [String] {
        let finding = decision.finding
        let known = finding.inputs.map(\.value) + [finding.expected, finding.actual ?? "(nothing)"].compactMap { $0 }
        let shown = box.all.filter { $0.name == "dd" }.map(\.text)
        let lost = shown.filter { text in !text.contains("…") && !known.contains(text) }
        let verdict = box.first("yes") != nil
        return lost.map { "the box of \(decision.id) shows \($0)" }
            + (verdict == finding.holds ? [] : ["the box of \(decision.id) says the opposite"])
    }

    private func redirect(_ element: PageElement, _ targets: [String: PageElement]) -> [String] {
        let tag = element.children.compactMap { shape($0, targets).first("hopt")?.text }.first
        let ends = exchanges(of: element)
        let isForm = tag == "POST" && ends.last?.request.method == "POST"
        let isAnswer = ends.count == 2 && ends[0].status.map(String.init) == tag
        return isForm || isAnswer ? [] : ["the redirect \(tag ?? "") to \(ends.last?.id ?? "nothing")"]
    }

    /// Picture and list show every exchange once, in order of time.
    private func order(_ elements: [PageElement]) -> [String] {
        let wanted = trace.exchanges.map(\.id)
        return ["ex", "pe"].compactMap { name in
            let found = elements.filter { $0.name == "a" && $0.classes.contains(name) }.compactMap {
                $0.attributes["data-x"]
            }
            return found == wanted || found.isEmpty ? nil : "the order is \(found.joined(separator: ", "))"
        }
    }
}

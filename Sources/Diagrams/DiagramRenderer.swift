import Specs

/// Renders a flow as finished, escaped fragments of HTML and SVG.
///
/// Bands link to `#s-ID` and carry the id `d-ID`, items of the list twin carry `m-ID`, phases `p-KEY`; every drawn thing
/// names its exchange in `data-x` or its decision in `data-d`, or stands in one that does.
public struct DiagramRenderer: Sendable {
    /// What is drawn.
    public let flow: Flow
    /// Stands before every id and internal link, for pages with more than one flow.
    public let prefix: String

    let layout: FlowLayout
    private let links: StepLinks

    /// Lays the flow out once; the fragments are drawn from that.
    ///
    /// - Parameter links: the pages on which the steps stand.
    public init(_ flow: Flow, prefix: String = "", links: StepLinks = StepLinks()) {
        self.flow = flow
        self.links = links
        self.prefix = prefix
        layout = FlowLayout(flow)
    }

    var drawing: Drawing { Drawing(layout: layout, prefix: prefix, links: links) }

    /// Whether there is room for a picture; with more lanes the list stands alone at every width.
    public var hasPicture: Bool { flow.lanes.count <= layout.metrics.mostLanes && !flow.phases.isEmpty }

    /// The diagram for wide screens and paper, its list twin for narrow screens, and a caption.
    public func figure() -> String {
        let list = ListTwin(flow, prefix: prefix, links: links)
        var shapes = list.icons
        var children: [Markup] = []
        if hasPicture {
            let drawing = drawing
            shapes = drawing.symbols + shapes
            var pictures: [Markup] = [.tag("div", ["class": "stick"], [drawing.header])]
            let repeatsHeader = flow.exchanges.count > 10
            for index in layout.phases.indices {
                if index > 0, repeatsHeader { pictures.append(drawing.headerCopy) }
                pictures.append(drawing.phase(index))
            }
            if !flow.isComparison { pictures.append(drawing.end) }
            children.append(.tag("div", ["class": "desk"], pictures))
        }
        // The shapes stand outside of both, because either may be hidden.
        children.insert(HTMLPiece.hidden(shapes), at: 0)
        children.append(list.markup)
        children.append(
            .tag(
                "figcaption", [:],
                [.text("Each panel is one exchange: request on top, response underneath. ")]
                    + (hasPicture
                        ? [.tag("span", ["class": "wide"], [.text("A panel covers the lanes it does not involve. ")])]
                        : []) + [.tag("span", ["class": "scr"], [.text("Select a panel to read it line by line.")])]))
        return Markup.tag("figure", ["class": hasPicture ? "flow" : "flow aslist"], children).serialized
    }

    /// Filters that need no script: each leaves one thing bright and fades the rest. To stand before ``figure()``; empty
    /// where there is nothing to choose.
    public func lenses() -> String { Lenses(flow: flow, prefix: prefix).markup?.serialized ?? "" }

    /// One card for each phase, linked to it.
    public func overview() -> String {
        let miniature = Miniature(layout, prefix: prefix)
        let cards = flow.phases.enumerated().map { index, phase in
            Markup.tag(
                "a", ["href": "#" + prefix + phase.id],
                [
                    .tag(
                        "span", ["class": "ot"],
                        [.tag("b", [:], [.text(phase.title)]), .tag("small", [:], [.text(phase.steps)])]),
                    miniature.card(index),
                ])
        }
        return Markup.tag("nav", ["class": "ov", "aria-label": "Phases"], cards).serialized
    }

    /// How to read the diagram: only marks that occur in it.
    public func legend() -> String { Legend(flow: flow, hasPicture: hasPicture).markup.serialized }

    /// "Who knows what, and since when", without a heading; empty when the run has no secret.
    public func knowledgeTable() -> String {
        flow.secrets.isEmpty ? "" : KnowledgeTable(flow: flow, prefix: prefix).markup.serialized
    }

    /// The picture that ``overview()`` and ``map(current:)`` repeat; it stands once on a page that has one of them.
    public func mapSymbol() -> String { Miniature(layout, prefix: prefix).mapSymbol()?.serialized ?? "" }

    /// The small map of the flow with one arrow marked: "You are here".
    public func map(current exchange: String) -> String {
        Miniature(layout, prefix: prefix).map(current: exchange).serialized
    }

    /// The whole flow as a small picture for indexes.
    public func thumbnail() -> String {
        let parties = Sentence.list(flow.lanes.map(\.label))
        return Miniature(layout, prefix: prefix).thumbnail(
            label: "\(flow.title): \(flow.exchanges.count) exchanges between \(parties)"
        )
        .serialized
    }

    /// The whole flow as a picture of 46 by `height` pixels at most 44 high, as the content of a `<symbol>`; equal shapes
    /// give equal content.
    public func stamp() -> (height: Int, content: String) {
        let (height, content) = Miniature(layout, prefix: prefix).stamp()
        return (Int(height), Markup.tag("g", ["class": "mn"], content).serialized)
    }

    /// The diagram as one file with its stylesheet inside, right also where a page's variables do not reach.
    public func standaloneSVG(_ scheme: ColorScheme = .automatic) -> String {
        Standalone(layout).markup(scheme).serialized + "\n"
    }
}

/// The pages on which the steps of a flow stand.
public struct StepLinks: Hashable, Sendable {
    /// The page of the run; empty when it is the page of the picture.
    public var run: String
    /// The page of the earlier run in a comparison.
    public var earlier: String

    public init(run: String = "", earlier: String = "") {
        self.run = run
        self.earlier = earlier
    }

    /// The step of an exchange, on the page of the run it came from.
    func href(_ exchange: FlowExchange, _ prefix: String) -> String {
        (exchange.change == .removed ? earlier : run) + "#" + prefix + "s-" + exchange.id
    }

    func href(_ id: String, _ prefix: String) -> String { run + "#" + prefix + "s-" + id }
}

/// Which colours a standalone picture takes.
public enum ColorScheme: Hashable, Sendable {
    /// Those that the viewer prefers.
    case automatic
    case light, dark
}

/// Turns the drawing of a page into one that any reader of SVG draws alike: every style is an attribute, every reference is
/// what it refers to, and pictures within the picture are moved groups. The stylesheet stays the only place that says how
/// something looks; this reads it.
struct StyleResolver {
    private let sheet: StyleSheet
    private let colours: StandaloneColours
    private let text: TextWidth
    /// How the whole file looks where nothing else is said.
    private let root: Style
    private var shapes: [String: Markup] = [:]

    /// The picture as a whole.
    private static let picture = StyleSheet.Subject("svg", [.init("class", "seq")])

    /// Where an element stands.
    private struct Place {
        var style: Style
        var ancestors: [StyleSheet.Subject] = []
        /// The origin, measured from the group around it.
        var x = 0.0
        var y = 0.0
        /// The size of the picture around it, for percentages.
        var width: Double
        var height: Double
        /// What is beyond these heights is cut off, measured like `y`.
        var top: Double
        var bottom: Double
    }

    /// - Parameter shapes: what references may name, by `id`.
    init(_ sheet: StyleSheet, shapes: [Markup], colours: StandaloneColours, text: TextWidth) {
        self.sheet = sheet
        self.colours = colours
        self.text = text
        root = Style(variables: colours.variables).child(sheet.declarations(of: Self.picture, in: []))
        for shape in shapes {
            guard case .element(_, let attributes, _) = shape,
                let id = attributes.first(where: { $0.name == "id" })?.value
            else { continue }
            self.shapes[id] = shape
        }
    }

    /// The content of a picture of this size.
    func resolved(_ content: [Markup], y: Double, width: Double, height: Double) -> [Markup] {
        let place = Place(
            style: root, ancestors: [Self.picture], x: 0, y: y, width: width, height: height, top: y, bottom: y + height
        )
        return content.flatMap { resolve($0, in: place) }
    }

    private func resolve(_ node: Markup, in place: Place) -> [Markup] {
        switch node {
        case .text: return [node]
        case .group(let children): return children.flatMap { resolve($0, in: place) }
        case .element(let name, let attributes, let children):
            let subject = StyleSheet.Subject(name, attributes)
            var inner = place
            let given = attributes.filter { Self.styling.contains($0.name) }.map { ($0.name, $0.value) }
            inner.style = place.style.child(given + sheet.declarations(of: subject, in: place.ancestors))
            inner.ancestors.append(subject)
            let element = Element(name: name, attributes: attributes, style: inner.style, children: children)
            switch name {
            case "use": return reference(element, in: inner)
            case "svg": return picture(element, in: inner)
            case "g": return group(element, in: inner)
            case "text": return words(element, in: inner)
            default: return [shape(element, in: inner)]
            }
        }
    }

    private static let styling: Set<String> = ["text-anchor", "x", "y", "width", "height", "r", "rx", "cx", "cy"]

    private struct Element {
        var name: String
        var attributes: [Markup.Attribute]
        var style: Style
        var children: [Markup]

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    /// What a reference refers to. Selectors see only what is inside, as in a browser; styles are inherited.
    private func reference(_ element: Element, in place: Place) -> [Markup] {
        guard let target = element["href"].flatMap({ shapes[String($0.dropFirst())] }),
            case .element(let name, let attributes, let children) = target
        else { return [] }
        var inner = place
        inner.ancestors = []
        inner.x += length(element, "x", place) ?? 0
        inner.y += length(element, "y", place) ?? 0
        let size = element.attributes.filter { $0.name == "width" || $0.name == "height" }
        let kept = attributes.filter { attribute in
            attribute.name != "id" && !size.contains { $0.name == attribute.name }
        }
        return resolve(.element(name, kept + (name == "svg" ? size : []), children), in: inner)
    }

    /// A picture within the picture: its content, moved.
    private func picture(_ element: Element, in place: Place) -> [Markup] {
        var inner = place
        inner.x += length(element, "x", place) ?? 0
        inner.y += length(element, "y", place) ?? 0
        inner.width = length(element, "width", place) ?? place.width
        inner.height = length(element, "height", place) ?? place.height
        if element.style["overflow"] != "visible" {
            inner.top = max(place.top, inner.y)
            inner.bottom = min(place.bottom, inner.y + inner.height)
        }
        return element.children.flatMap { resolve($0, in: inner) }
    }

    /// A group stays one where it is moved or named; else its content stands for it.
    private func group(_ element: Element, in place: Place) -> [Markup] {
        let names = element.attributes.filter { !["class", "transform", "id"].contains($0.name) || $0.name == "id" }
        guard element["transform"] != nil || !names.isEmpty else {
            return element.children.flatMap { resolve($0, in: place) }
        }
        let (x, y) = Self.translation(element["transform"] ?? "")
        var inner = place
        inner.x = 0
        inner.y = 0
        inner.top -= place.y + y
        inner.bottom -= place.y + y
        let content = element.children.flatMap { resolve($0, in: inner) }
        return [.element("g", Self.moved(place.x + x, place.y + y) + names, content)]
    }

    private static func moved(_ x: Double, _ y: Double) -> [Markup.Attribute] {
        decimal(x) == "0" && decimal(y) == "0" ? [] : [.init("transform", "translate(\(decimal(x)) \(decimal(y)))")]
    }

    private static func translation(_ text: String) -> (x: Double, y: Double) {
        let numbers = text.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split { $0 == " " || $0 == "," }
            .map { Double($0.hasSuffix("px") ? $0.dropLast(2) : $0) ?? 0 }
        return (numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0)
    }

    // MARK: Shapes

    private func shape(_ element: Element, in place: Place) -> Markup {
        var out: [Markup.Attribute] = []
        func add(_ name: String, _ value: Double?) { if let value { out.append(.init(name, decimal(value))) } }
        switch element.name {
        case "rect": return rectangle(element, in: place)
        case "circle":
            add("cx", place.x + (length(element, "cx", place) ?? 0))
            add("cy", place.y + (length(element, "cy", place) ?? 0))
            add("r", length(element, "r", place))
        case "line":
            for name in ["x1", "x2"] { add(name, place.x + (length(element, name, place) ?? 0)) }
            for name in ["y1", "y2"] { add(name, place.y + (length(element, name, place) ?? 0)) }
        default:
            out += Self.moved(place.x, place.y)
            let data = element["d"] ?? ""
            out.append(.init("d", data.replacing(decimal(Drawing.endless), with: decimal(place.bottom - place.y))))
        }
        return .element(element.name, out + paint(element), [])
    }

    /// A rectangle; one that is longer than the picture ends, without round corners, where the picture does.
    private func rectangle(_ element: Element, in place: Place) -> Markup {
        let x = place.x + (length(element, "x", place) ?? 0)
        var y = place.y + (length(element, "y", place) ?? 0)
        let width = length(element, "width", place) ?? 0
        var height = length(element, "height", place) ?? 0
        var radius = length(element, "rx", place) ?? 0
        if height >= Drawing.endless {
            if y >= place.top, radius > 0 {
                let data =
                    "\(point(x, place.bottom))V\(decimal(y + radius))a\(decimal(radius)) \(decimal(radius)) 0 0 1 "
                    + "\(decimal(radius)) \(decimal(-radius))H\(decimal(x + width - radius))a\(decimal(radius)) "
                    + "\(decimal(radius)) 0 0 1 \(decimal(radius)) \(decimal(radius))V\(decimal(place.bottom))z"
                return .element("path", [.init("d", data)] + paint(element), [])
            }
            y = max(y, place.top)
            height = max(0, place.bottom - y)
            radius = 0
        }
        var out = [("x", x), ("y", y), ("width", width), ("height", height)].map {
            Markup.Attribute($0.0, decimal($0.1))
        }
        if radius > 0 { out += [.init("rx", decimal(radius)), .init("ry", decimal(radius))] }
        return .element("rect", out + paint(element), [])
    }

    /// How a shape is filled and stroked, and what it was read from.
    private func paint(_ element: Element) -> [Markup.Attribute] {
        let style = element.style
        var names = ["fill", "stroke"]
        if style["stroke"] != "none" {
            names += ["stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"]
        }
        if style["opacity"] != "1" { names.append("opacity") }
        return attributes(names.filter { $0 == "fill" || style[$0] != Style.plain[$0] }, style) + Self.evidence(element)
    }

    private static func evidence(_ element: Element) -> [Markup.Attribute] {
        element.attributes.filter { $0.name.hasPrefix("data-") }
    }

    /// Properties as attributes.
    private func attributes(_ names: [String], _ style: Style) -> [Markup.Attribute] {
        names.map { .init($0, colours.colour(style[$0]) ?? Self.bare(style[$0])) }
    }

    /// A number without its unit, and with a digit before its point.
    private static func bare(_ value: String) -> String {
        let number = value.hasSuffix("px") ? String(value.dropLast(2)) : value
        return number.hasPrefix(".") ? "0" + number : number
    }

    // MARK: Text

    private static let fontNames = [
        "font-family", "font-size", "font-weight", "font-style", "text-anchor", "text-decoration",
    ]

    /// A text as one element for each run of one look: readers do not agree on where a part of a text begins.
    private func words(_ element: Element, in place: Place) -> [Markup] {
        let moved = Self.translation(element.style["transform"])
        var x = place.x + (length(element, "x", place) ?? 0) + moved.x
        var y = place.y + (length(element, "y", place) ?? 0) + moved.y
        var out: [Markup] = []
        if element.style["paint-order"] == "stroke" { out.append(paper(element, x: x, y: y)) }
        for (index, child) in element.children.enumerated() {
            var (words, style) = ("", element.style)
            if case .element(_, let attributes, let children) = child {
                let subject = StyleSheet.Subject("tspan", attributes)
                style = style.child(sheet.declarations(of: subject, in: place.ancestors))
                for (name, value) in attributes.map({ ($0.name, Double($0.value) ?? 0) }) {
                    if name == "x" {
                        x = place.x + value
                    } else if name == "dx" {
                        x += value
                    } else if name == "dy" {
                        y += value
                    }
                }
                words = children.map(Self.characters).joined()
            } else {
                words = Self.characters(child)
            }
            let spaces = words.prefix { $0 == " " }
            x += width(String(spaces), style)
            words.removeFirst(spaces.count)
            guard !words.isEmpty else { continue }
            // What another run follows is as wide as that run expects.
            let isFollowed = index + 1 < element.children.count && style["font-family"] == StandaloneColours.mono
            let fitted =
                element["textLength"].flatMap { Self.length($0, place.width) }
                ?? (isFollowed ? width(words, style) : nil)
            out.append(run(words, x: x, y: y, fitted: fitted, style))
            x += width(words, style)
        }
        return out
    }

    private static func characters(_ node: Markup) -> String { if case .text(let text) = node { text } else { "" } }

    private func width(_ words: String, _ style: Style) -> Double {
        let face: TextWidth.Face = style["font-family"] == StandaloneColours.mono ? .mono : .regular
        return text.of(words, face, size: Double(Self.bare(style["font-size"])) ?? 12.5)
    }

    private func run(_ words: String, x: Double, y: Double, fitted: Double?, _ style: Style) -> Markup {
        var out: [Markup.Attribute] = [.init("x", decimal(x)), .init("y", decimal(y))]
        if let fitted { out += [.init("textLength", decimal(fitted)), .init("lengthAdjust", "spacingAndGlyphs")] }
        let names = Self.fontNames.filter { style[$0] != root[$0] }
        out += attributes(style["fill"] == root["fill"] ? [] : ["fill"], style)
        for name in names {
            let value = style[name]
            // Only CSS knows how a line under a text looks.
            out.append(.init(name, name == "text-decoration" ? String(value.prefix { $0 != " " }) : Self.bare(value)))
        }
        return .element("text", out, [.text(words)])
    }

    /// What stands behind a text that lines cross: readers do not agree on strokes under letters.
    private func paper(_ element: Element, x: Double, y: Double) -> Markup {
        let width = width(element.children.map(Self.characters).joined(), element.style)
        let size = Double(Self.bare(element.style["font-size"])) ?? 12.5
        let anchor = element.style["text-anchor"]
        let left = anchor == "middle" ? x - width / 2 : anchor == "end" ? x - width : x
        let box = [("x", left - 3), ("y", y - size), ("width", width + 6), ("height", size * 1.3)]
        var style = element.style.child([("fill", element.style["stroke"])])
        style = style.child([("stroke", "none")])
        return .element("rect", box.map { .init($0.0, decimal($0.1)) } + attributes(["fill"], style), [])
    }

    // MARK: Lengths

    private func length(_ element: Element, _ name: String, _ place: Place) -> Double? {
        let text = element.style[name].isEmpty ? element[name] ?? "" : element.style[name]
        let isVertical = ["y", "y1", "y2", "cy", "height"].contains(name)
        return text.isEmpty ? nil : Self.length(text, isVertical ? place.height : place.width)
    }

    /// A number, a share of the picture around it, or `calc()` of a sum of both.
    private static func length(_ text: String, _ whole: Double) -> Double? {
        if text.hasPrefix("calc("), text.hasSuffix(")") {
            let parts = text.dropFirst(5).dropLast().split(separator: " + ")
            return parts.reduce(0) { $0 + (length(String($1), whole) ?? 0) }
        }
        if text.hasSuffix("%") { return Double(text.dropLast()).map { $0 * whole / 100 } }
        return Double(bare(text))
    }
}

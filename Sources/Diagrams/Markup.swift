import Wire

/// A tree of SVG or HTML. Text becomes text and attributes become attributes only in ``write(to:)``, the one place
/// that escapes.
indirect enum Markup: Sendable {
    case element(String, [Attribute], [Markup])
    case text(String)
    case group([Markup])

    struct Attribute: Sendable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    var serialized: String {
        var out: [UInt8] = []
        write(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    func write(to out: inout [UInt8]) {
        switch self {
        case .text(let text): Markup.escape(text, to: &out)
        case .group(let children): for child in children { child.write(to: &out) }
        case .element(let name, let attributes, let children):
            out.append(UInt8(ascii: "<"))
            out.append(contentsOf: name.utf8)
            for attribute in attributes {
                out.append(UInt8(ascii: " "))
                out.append(contentsOf: attribute.name.utf8)
                out.append(UInt8(ascii: "="))
                out.append(UInt8(ascii: "\""))
                let start = out.count
                Markup.escape(attribute.value, to: &out)
                if Markup.isNumbers(attribute.name) {
                    for place in start..<out.count where out[place] == UInt8(ascii: " ") {
                        out[place] = UInt8(ascii: ",")
                    }
                }
                out.append(UInt8(ascii: "\""))
            }
            if children.isEmpty, Markup.isEmptyElement(name) {
                out.append(UInt8(ascii: "/"))
                out.append(UInt8(ascii: ">"))
                return
            }
            out.append(UInt8(ascii: ">"))
            for child in children { child.write(to: &out) }
            out.append(UInt8(ascii: "<"))
            out.append(UInt8(ascii: "/"))
            out.append(contentsOf: name.utf8)
            out.append(UInt8(ascii: ">"))
        }
    }

    /// Elements that HTML and XML both let us write as `<name/>`: shapes of SVG, and void elements of HTML.
    private static func isEmptyElement(_ name: String) -> Bool {
        switch name {
        case "path", "line", "rect", "circle", "use", "wbr", "br", "input": true
        default: false
        }
    }

    /// Whether an attribute holds numbers, which SVG lets us part with commas. HTML does not ask for quotes around those.
    private static func isNumbers(_ name: String) -> Bool { name == "d" || name == "viewBox" || name == "transform" }

    private static func escape(_ text: String, to out: inout [UInt8]) {
        var copy = text
        copy.withUTF8 { source in
            var start = 0
            var index = 0
            while index < source.count {
                let (length, replacement) = Markup.replacement(in: source, at: index)
                if let replacement {
                    out.append(contentsOf: source[start..<index])
                    out.append(contentsOf: replacement.utf8)
                    start = index + length
                }
                index += length
            }
            out.append(contentsOf: source[start...])
        }
    }

    /// How many bytes to go on by, and what stands for them, if anything: characters of markup become entities, and those
    /// that nobody sees are written out.
    private static func replacement(in source: UnsafeBufferPointer<UInt8>, at index: Int) -> (Int, String?) {
        switch source[index] {
        case UInt8(ascii: "&"): return (1, "&amp;")
        case UInt8(ascii: "<"): return (1, "&lt;")
        case UInt8(ascii: ">"): return (1, "&gt;")
        case UInt8(ascii: "\""): return (1, "&quot;")
        case UInt8(ascii: "'"): return (1, "&#39;")
        case 0x09, 0x0A: return (1, nil)
        case let byte where Unseen.mayBegin(with: byte):
            guard let (scalar, length) = Unseen.scalar(in: source, at: index) else { return (1, nil) }
            return (length, Unseen.contains(scalar) ? Unseen.name(scalar) : nil)
        default: return (1, nil)
        }
    }
}

extension Markup {
    /// The element with more attributes in front; other nodes as they are.
    func with(_ attributes: [Attribute]) -> Markup {
        guard case .element(let name, let others, let children) = self else { return self }
        return .element(name, attributes + others, children)
    }

    /// An element whose attributes are given as pairs; those with nil are left out.
    static func tag(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ children: [Markup] = [])
        -> Markup
    {
        var list: [Attribute] = []
        for (name, value) in attributes {
            if let value { list.append(Attribute(name, value)) }
        }
        return .element(name, list, children)
    }
}

/// The start of a path at a point. A minus sign needs no space before it.
func point(_ x: Double, _ y: Double) -> String { "M" + decimal(x) + (y < -0.04 ? "" : " ") + decimal(y) }

/// A coordinate as text: at most one decimal, a full stop, no trailing zero, on every machine and in every locale.
func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let whole = abs(tenths) / 10
    let rest = abs(tenths) % 10
    return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : "." + String(rest))
}

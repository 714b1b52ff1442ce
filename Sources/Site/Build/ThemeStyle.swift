import Authoring
import Docs
import Foundation
import Markdown

/// A stylesheet of a theme on its way into `assets/site.css`: its addresses lead from there to what they led to, and what it
/// imports stands in its place.
struct ThemeStyle {
    /// The files that it names and that are not copied with `static/` or `content/`.
    private(set) var files: [OutputFile] = []
    private(set) var problems: [Problem] = []
    /// Every file that its addresses lead to.
    private(set) var asked: Set<String> = []
    private let folder: URL
    /// Files of the templates, which every site has.
    private let shared: Set<String>

    /// Where the joined stylesheet stands.
    private static let path = "assets/site.css"

    init(folder: URL, shared: Set<String>) {
        self.folder = folder
        self.shared = shared
    }

    /// A stylesheet with new addresses.
    ///
    /// - Parameters:
    ///   - file: the stylesheet, from the site's folder.
    ///   - trail: the stylesheets that import it, the outermost first.
    mutating func moved(_ style: [UInt8], file: String, trail: [String] = []) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        for place in StyleAddresses(style).places {
            let line = style[..<place.range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
            do throws(Problem) {
                if let condition = place.condition {
                    let text = try imported(place.address, condition, file: file, line: line, trail: trail)
                    out += style[position..<place.rule.lowerBound] + text
                    position = place.rule.upperBound
                } else if let address = try address(place.address, file: file, line: line) {
                    out += style[position..<place.range.lowerBound]
                    out += StyleAddresses.written(address, isFunction: place.isFunction)
                    position = place.range.upperBound
                }
            } catch {
                problems.append(error)
            }
        }
        return out + style[position...]
    }

    /// The address from the joined stylesheet on; nil for one that stays as it is.
    private mutating func address(_ written: String, file: String, line: Int) throws(Problem) -> String? {
        if written.isEmpty || written.hasPrefix("#") || URLScheme.name(of: written.utf8) == "data" { return nil }
        let end = written.firstIndex { $0 == "#" || $0 == "?" } ?? written.endIndex
        guard end > written.startIndex else { return nil }
        let source = try source(written, file: file, line: line)
        let published: String
        if source.hasPrefix("static/") || source.hasPrefix("content/") {
            published = String(source[source.index(after: source.firstIndex(of: "/") ?? source.startIndex)...])
        } else if source.hasPrefix("templates/assets/") {
            published = String(source.dropFirst("templates/".count))
        } else {
            published = SitePath.ofFile("assets/" + source)
            if !files.contains(where: { $0.path == published }) {
                let bytes = Array(FileManager.default.contents(atPath: folder.path + "/" + source) ?? Data())
                files.append(OutputFile(path: published, bytes: bytes, source: source))
            }
        }
        return SitePath.relative(from: ThemeStyle.path, to: SitePath.ofFile(published)) + written[end...]
    }

    /// The file that an address leads to, from the site's folder on.
    private mutating func source(_ written: String, file: String, line: Int) throws(Problem) -> String {
        func problem(_ message: String, _ remedy: String? = nil) -> Problem {
            Problem(file: file, line: line, "“\(written)” \(message)", remedy: remedy)
        }
        if URLScheme.has(written) || written.hasPrefix("//") {
            throw problem("is on another host, and pages load nothing from there.", "Put the file into the site.")
        }
        let end = written.firstIndex { $0 == "#" || $0 == "?" } ?? written.endIndex
        let path = String(written[..<end]).removingPercentEncoding ?? String(written[..<end])
        let parent = file.split(separator: "/").dropLast().joined(separator: "/")
        let isFromRoot = path.hasPrefix("/")
        guard let bare = SitePath.normalized(isFromRoot ? path : parent + "/" + path), !bare.isEmpty,
            !bare.split(separator: "/").contains(where: { $0.hasPrefix(".") })
        else { throw problem("is no file of this site.", "A path may not leave the site's folder.") }
        let candidates = isFromRoot ? ["static/" + bare, "content/" + bare, "templates/" + bare] : [bare]
        let spelled = candidates.compactMap { [folder] in Files.spelled($0, in: folder.path) }
        if let found = (candidates + spelled).first(where: isFile) {
            asked.insert(found)
            return found
        }
        if isFromRoot, shared.contains(bare) { return "templates/" + bare }
        let names = ThemeStyle.names(in: folder, around: candidates[0])
        throw problem(
            "leads to no file: there is no \(candidates[0]).",
            Nearest.match(candidates[0], among: names).map { "Did you mean “\($0)”?" }
                ?? "A path begins at the stylesheet, and with a slash at the root of the site.")
    }

    private func isFile(_ path: String) -> Bool {
        let place = folder.appendingPathComponent(path).standardizedFileURL.resolvingSymlinksInPath().path
        guard place.hasPrefix(folder.standardizedFileURL.resolvingSymlinksInPath().path + "/") else { return false }
        return Files.kind(place) == .file
    }

    private static func names(in folder: URL, around path: String) -> [String] {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        let place = folder.path + "/" + parent
        return (Files.entries(of: place) ?? []).map { parent.isEmpty ? $0.name : parent + "/" + $0.name }
    }

    /// The text of an imported stylesheet. A browser reads an `@import` only at the start of a file, and there the standard
    /// stylesheet stands.
    private mutating func imported(
        _ written: String, _ condition: String, file: String, line: Int, trail: [String]
    ) throws(Problem) -> [UInt8] {
        let source = try source(written, file: file, line: line)
        let trail = trail + [file]
        guard !trail.contains(source) else {
            throw Problem(
                file: file, line: line,
                "\(source) imports itself: \((trail + [source]).joined(separator: " → ")).",
                remedy: "Take one of them out.")
        }
        guard let data = FileManager.default.contents(atPath: folder.path + "/" + source) else {
            throw Problem(
                file: file, line: line, "the file \(source) cannot be read.", remedy: "Check its permissions.")
        }
        let inner = moved(Array(data), file: source, trail: trail)
        var (out, ends) = ([UInt8](), 0)
        for rule in ThemeStyle.rules(condition) {
            out += Array((rule + "{").utf8)
            ends += 1
        }
        return out + inner + Array(String(repeating: "}", count: ends).utf8)
    }

    /// The rules that say the same as what stands behind the address of an `@import`: a layer, a feature, a medium.
    private static func rules(_ condition: String) -> [String] {
        var rules: [String] = []
        var rest = condition[...]
        func argument() -> String {
            var depth = 0
            let inside = rest.prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            }
            rest = rest[inside.endIndex...].dropFirst().drop { $0 == " " }
            return String(inside.dropFirst())
        }
        if rest.hasPrefix("layer(") {
            rest = rest.dropFirst("layer".count)
            rules.append("@layer " + argument())
        } else if rest == "layer" || rest.hasPrefix("layer ") {
            rest = rest.dropFirst("layer".count).drop { $0 == " " }
            rules.append("@layer")
        }
        if rest.hasPrefix("supports(") {
            rest = rest.dropFirst("supports".count)
            let feature = argument()
            rules.append("@supports " + (feature.contains(":") && !feature.contains("(") ? "(\(feature))" : feature))
        }
        if !rest.isEmpty { rules.append("@media " + rest) }
        return rules
    }
}

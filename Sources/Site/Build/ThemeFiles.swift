import Authoring
import Docs
import Foundation
import Settings

/// What the theme of a site adds to its output.
struct ThemeFiles {
    /// What follows the standard stylesheet: the tokens, then the site's own stylesheets.
    var styles: [[UInt8]] = []
    /// Files that would otherwise not be copied.
    var files: [OutputFile] = []
    /// The files that stylesheets lead to, from the site's folder on.
    var asked: [String] = []
    /// The path of the logo in the output.
    var logo: String?

    /// Reads the files that a theme names. A missing one is a problem where it is named.
    ///
    /// - Parameter shared: the files of the templates, from `templates/` on.
    init(_ theme: Theme, of folder: URL, shared: Set<String>, _ problems: inout [Problem]) {
        let tokens = theme.style
        if !tokens.isEmpty { styles.append(Array(tokens.utf8)) }
        var style = ThemeStyle(folder: folder, shared: shared)
        for file in theme.stylesheets {
            guard let bytes = ThemeFiles.bytes(of: file, in: folder, &problems) else { continue }
            do throws(Problem) {
                styles.append(
                    style.moved(try SourceText.normalized(bytes, file: file.value), file: file.value))
            } catch {
                problems.append(error)
            }
        }
        problems += style.problems
        files = style.files
        asked = style.asked.sorted()
        guard let file = theme.logo, let bytes = ThemeFiles.bytes(of: file, in: folder, &problems) else { return }
        let name = String(file.value.split(separator: "/").last ?? "")
        guard let ending = name.split(separator: ".").last, ["svg", "png", "webp", "jpg", "jpeg"].contains(ending)
        else {
            problems.append(
                file.place.problem(
                    "“\(file.value)” is not an image.", remedy: "Name an .svg, .png, .webp or .jpg file."))
            return
        }
        if file.value.hasPrefix("static/") {
            logo = SitePath.ofFile(file.value.dropFirst("static/".count))
        } else {
            let path = "assets/logo." + ending
            logo = path
            files.append(OutputFile(path: path, bytes: bytes, source: file.value))
        }
    }

    private static func bytes(
        of file: Placed<String>, in folder: URL, _ problems: inout [Problem]
    ) -> [UInt8]? {
        let border = SiteBorder(of: folder.path)
        let path = Files.spelled(file.value, in: folder.path) ?? file.value
        do throws(Problem) {
            switch try border.place(of: path) {
            case .file?: return try border.read(path).bytes
            case .folder?:
                problems.append(
                    file.place.problem("“\(file.value)” is a folder, not a file.", remedy: "Name a file in it."))
                return nil
            case nil: break
            }
        } catch {
            problems.append(
                file.place.problem("“\(file.value)” cannot be used: " + error.message, remedy: error.remedy))
            return nil
        }
        let parent = file.value.split(separator: "/").dropLast().joined(separator: "/")
        let place = parent.isEmpty ? folder : folder.appendingPathComponent(parent)
        let names = (Files.entries(of: place.path) ?? []).map(\.name)
        let known = names.map { parent.isEmpty ? $0 : parent + "/" + $0 }
        problems.append(
            file.place.problem(
                "there is no file “\(file.value)”.",
                remedy: Nearest.match(file.value, among: known).map { "Did you mean “\($0)”?" }
                    ?? "Paths start at the site's folder."))
        return nil
    }
}

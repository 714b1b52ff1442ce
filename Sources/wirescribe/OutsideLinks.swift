import Authoring
import Docs
import Foundation
import Outside

/// The optional look at the pages of other sites that a site links to.
enum OutsideLinks {
    /// Asks for every linked page and warns of those that cannot be reached today.
    ///
    /// - Throws: `Problems` with every link whose page is gone.
    static func check(_ links: [OutsideLink], in site: String) async throws {
        let cache = URL(filePath: site, directoryHint: .isDirectory).appending(path: ".wirescribe/external-links.json")
        let answers = await OutsideCheck(cache: cache).answers(for: links.map(\.url)) { done in
            Console.progress("asked for \(done) of \(Counted.text(links.count, "page")) of other sites")
        }
        Console.endProgress()
        var problems: [Problem] = []
        for link in links {
            switch answers[link.url] {
            case .found, nil: break
            case .gone(let reason):
                problems.append(
                    Problem(
                        file: link.file, line: link.line, "the link “\(link.url)” leads nowhere: \(reason).",
                        remedy: "Mend it, or name it in links.ignore."))
            case .silent(let reason):
                let warning = Problem(
                    file: link.file, line: link.line, "the link “\(link.url)” could not be checked: \(reason).")
                Console.problem(warning, "warning", in: site)
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
    }
}

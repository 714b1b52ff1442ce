import Authoring
import Foundation

extension SiteConfig {
    /// Reads the `wirescribe.yml` of a site's folder.
    ///
    /// - Throws: `Problems` with every mistake in it, or that there is none.
    public init(of folder: URL) throws(Problems) {
        let source = SourceFolder(root: folder)
        guard source.holds(SiteConfig.fileName) else {
            throw Problems([
                Problem(
                    file: SiteConfig.fileName, "there is no such file here, so this folder is not a site.",
                    remedy: "Name the site's folder, or make one with: wirescribe init docs")
            ])
        }
        let text: String
        do throws(Problem) {
            text = try source.read(SiteConfig.fileName).text
        } catch {
            throw Problems([error])
        }
        try self.init(parsing: text)
    }
}

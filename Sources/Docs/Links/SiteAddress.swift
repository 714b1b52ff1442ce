/// The parts of an address within a site, as authors write them in links and in the settings.
struct SiteAddress {
    /// What stands before `?` and `#`, with its percent escapes decoded, spelled as files of the site are.
    let path: String
    /// `?`, `#` and what stands behind them, as written.
    let rest: String
    /// The id that a fragment names; empty for none, and for the top of a page and a text on it, which are on every page.
    let anchor: String

    init(_ url: String) {
        let end = url.utf8.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "?") } ?? url.endIndex
        path = SitePath.ofFile(HTMLReferences.percentDecoded(url[..<end]))
        rest = String(url[end...])
        let fragment = url[end...].utf8.firstIndex(of: UInt8(ascii: "#")).map { url[$0...].dropFirst() } ?? ""
        let name = fragment.firstRange(of: ":~:").map { fragment[..<$0.lowerBound] } ?? fragment
        anchor = name.lowercased() == "top" ? "" : HTMLReferences.percentDecoded(name)
    }
}

import Docs
import Foundation
import Specs
import Traces
import Wire

@testable import Site

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The standard templates, read from the folder beside `Tests`.
func standardTemplates() throws -> PageTemplates {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    var files: [String: String] = [:]
    for name in PageTemplates.names {
        let url = root.appendingPathComponent("templates").appendingPathComponent(name + ".mustache")
        files[name] = try String(contentsOf: url, encoding: .utf8)
    }
    return try PageTemplates(files)
}

/// What a strict parser finds in a page.
struct ParsedPage {
    var error: String?
    var ids: [String] = []
    var hrefs: [String] = []
    var elements: [String: Int] = [:]
    var attributes: Set<String> = []
    var text = ""
    /// Elements by id, with their names.
    var names: [String: String] = [:]

    init(_ bytes: [UInt8]) {
        let reader = PageReader()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        let isWellFormed = parser.parse()
        self = reader.page
        if !isWellFormed {
            error =
                "line \(parser.lineNumber), column \(parser.columnNumber): \(String(describing: parser.parserError))"
        }
    }

    private init() {}

    /// Ids that occur twice.
    var repeatedIDs: [String] {
        var seen: Set<String> = []
        return ids.filter { !seen.insert($0).inserted }
    }

    /// Fragments that lead nowhere.
    var deadFragments: [String] {
        let known = Set(ids)
        return hrefs.filter { $0.hasPrefix("#") && !known.contains(String($0.dropFirst())) }
    }

    private final class PageReader: NSObject, XMLParserDelegate {
        var page = ParsedPage()

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            page.elements[name, default: 0] += 1
            page.attributes.formUnion(attributes.keys)
            if let id = attributes["id"] {
                page.ids.append(id)
                page.names[id] = name
            }
            if let href = attributes["href"] { page.hrefs.append(href) }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { page.text += string }
    }
}

/// The size after `gzip -9`, or nil where the machine has no gzip.
func compressedSize(_ bytes: [UInt8]) throws -> Int? {
    guard let tool = ["/usr/bin/gzip", "/bin/gzip"].first(where: FileManager.default.isExecutableFile(atPath:)) else {
        return nil
    }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = ["-9", "-c", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data.count
}

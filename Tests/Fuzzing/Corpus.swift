import Foundation

extension Boundary {
    /// Whole inputs of this boundary, from the repository's own files and from what is written here.
    ///
    /// - Parameter root: the repository.
    public func corpus(in root: URL) throws -> [[UInt8]] {
        let files = try files(in: root).map { try [UInt8](Data(contentsOf: $0)) }
        return files + samples.map { Array($0.utf8) }
    }

    private func files(in root: URL) throws -> [URL] {
        func all(_ folder: String, _ ending: String) throws -> [URL] {
            try FileManager.default.contentsOfDirectory(
                at: root.appending(path: folder), includingPropertiesForKeys: nil
            ).filter { $0.pathExtension == ending }.sorted { $0.path < $1.path }
        }
        return switch self {
        case .markdown, .frontmatter: try all("content/manual", "md") + all("content/scenarios", "md").prefix(24)
        case .configuration: ["wirescribe.yml", "starter/wirescribe.yml"].map { root.appending(path: $0) }
        case .trace: try all("Tests/TracesTests/Fixtures", "json")
        default: []
        }
    }

    private var samples: [String] {
        switch self {
        case .markdown:
            [
                "> [!NOTE]\n> a [^1]\n\n[^1]: b\n", "| a | b |\n| - | :-: |\n| `|` | ~~c~~ |\n",
                "=== \"One\"\n\n    a\n\n=== \"Two\"\n\n    b\n", "1. a\n\n   <!-- c -->\n2. [x](y \"z\")\n",
            ]
        case .frontmatter: ["---\ntitle: a\ntags: [a, b]\nnested:\n  - {a: b}\n  - &x c\n---\nbody\n"]
        case .configuration: ["name: A\nurl: https://docs.example/base/\nnav:\n  - a.md\ntheme:\n  accent: '#123456'\n"]
        case .trace: []
        case .challenge:
            [
                "Bearer realm=\"a\", resource_metadata=\"https://mcp.example/.well-known/x\", scope=\"a b\"",
                "DPoP algs=\"ES256\", error=\"invalid_token\", Basic realm=\"b\\\"c\", Negotiate YWJj==",
            ]
        case .form: ["grant_type=authorization_code&code=a%2Bb+c&resource=https%3A%2F%2Fmcp.example&empty=&alone"]
        case .url:
            ["https://user@mcp.example:8443/a/b;c?d=e%20f#g", "http://[::1]:80/", "//mcp.example/a", "../a/./b?c"]
        case .json: [#"{"a": [1, -0.5e3, "b\u00fc\n", {"c": null}], "d": true, "a": false}"#]
        case .message:
            [
                "POST /token HTTP/1.1\r\nHost: auth.example\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            ]
        case .page:
            [
                "<form action=\"/login\" method=post><input type=hidden name=a value='b&amp;c'><input name=d checked>"
                    + "<button name=e value=f>g</button></form>"
            ]
        case .token: ["eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIiwiYXVkIjpbImIiXX0.c2ln"]
        }
    }
}

/// What a browser must be told of a file, by the extension of its name.
enum MediaType {
    /// The value of `Content-Type`; bytes that a browser offers to keep where the extension is not known.
    static func of(path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return unknown }
        let known = types[name[name.index(after: dot)...].lowercased()] ?? unknown
        let isText = known.hasPrefix("text/") || known == "application/manifest+json"
        return isText ? known + "; charset=utf-8" : known
    }

    private static let unknown = "application/octet-stream"

    private static let types = [
        // Pages and what they load.
        "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "css": "text/css",
        "js": "text/javascript", "mjs": "text/javascript", "wasm": "application/wasm",
        "webmanifest": "application/manifest+json", "map": "application/json",
        // Data and texts.
        "json": "application/json", "jsonld": "application/ld+json", "har": "application/json",
        "geojson": "application/geo+json", "xml": "application/xml", "xsl": "application/xml",
        "xsd": "application/xml", "rss": "application/rss+xml", "atom": "application/atom+xml",
        "txt": "text/plain", "log": "text/plain", "mmd": "text/plain", "puml": "text/plain", "md": "text/markdown",
        "csv": "text/csv", "tsv": "text/tab-separated-values", "vtt": "text/vtt", "ics": "text/calendar",
        "yml": "application/yaml", "yaml": "application/yaml", "toml": "application/toml",
        "rtf": "application/rtf", "pdf": "application/pdf", "epub": "application/epub+zip",
        // Pictures.
        "svg": "image/svg+xml", "png": "image/png", "apng": "image/apng", "jpg": "image/jpeg", "jpeg": "image/jpeg",
        "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "jxl": "image/jxl", "bmp": "image/bmp",
        "tif": "image/tiff", "tiff": "image/tiff", "ico": "image/x-icon", "cur": "image/x-icon",
        // Sound and film.
        "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime",
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "oga": "audio/ogg", "ogg": "audio/ogg",
        "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "weba": "audio/webm",
        // Type faces.
        "woff2": "font/woff2", "woff": "font/woff", "ttf": "font/ttf", "otf": "font/otf", "ttc": "font/collection",
        // Things to keep.
        "zip": "application/zip", "gz": "application/gzip", "tar": "application/x-tar", "bz2": "application/x-bzip2",
        "7z": "application/x-7z-compressed",
    ]
}

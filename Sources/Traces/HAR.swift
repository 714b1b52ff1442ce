import Foundation
import Wire

extension Trace {
    /// The trace as an HTTP Archive (HAR 1.2), which Chrome's network panel opens. An exchange without an answer has
    /// status 0. Members whose names start with `_` say what HAR has no word for. What HAR allows to leave out and common
    /// readers ask for all the same is there: times of a page that is none are -1, every server is on the loopback address,
    /// and `connection` counts the pairs of sender and origin, since a trace keeps no ports.
    public var har: JSON {
        var connections: [[String]: Int] = [:]
        let entries = exchanges.map { exchange in
            let ends = [exchange.sender, exchange.origin]
            let connection = connections[ends] ?? connections.count + 1
            connections[ends] = connection
            return exchange.harEntry(epoch: epoch, connection: connection)
        }
        return [
            "log": [
                "version": "1.2", "creator": ["name": "Wirescribe", "version": "1"],
                "comment": .string("\(title) (\(run))"),
                "pages": [
                    [
                        "startedDateTime": .string(HARTime.text(epoch: epoch, milliseconds: 0)), "id": "run",
                        "title": .string(run.description), "pageTimings": ["onContentLoad": -1, "onLoad": -1],
                    ]
                ],
                "entries": .array(entries),
            ]
        ]
    }
}

/// Times as ISO 8601 in UTC, without a locale.
enum HARTime {
    static func text(epoch: Int, milliseconds: Int) -> String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let whole = Date(timeIntervalSince1970: TimeInterval(epoch) + TimeInterval(seconds))
        let style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 0) ?? .gmt)
        let digits = String(String(1000 + rest.magnitude).dropFirst())
        return String(whole.formatted(style).dropLast()) + "." + digits + "Z"
    }
}

extension Exchange {
    fileprivate func harEntry(epoch: Int, connection: Int) -> JSON {
        let duration = max(0, ended - started)
        return .object([
            "pageref": "run", "startedDateTime": .string(HARTime.text(epoch: epoch, milliseconds: started)),
            "time": JSON(duration), "request": harRequest, "response": harResponse, "cache": [:],
            "timings": ["send": 0, "wait": JSON(duration), "receive": 0],
            "serverIPAddress": "127.0.0.1", "connection": .string(String(connection)),
            "_exchange": .string(id), "_from": .string(sender), "_to": .string(receiver),
            "_parent": parent.map { .string($0) },
        ])
    }

    private var harRequest: JSON {
        .object([
            "method": .string(request.method), "url": .string(url),
            "httpVersion": .string(request.version),
            "cookies": .array(cookies(request.headers.all("Cookie"), separator: ";")),
            "headers": pairs(request.headers),
            "queryString": .array(
                fields(request.target.firstRange(of: "?").map { request.target[$0.upperBound...] } ?? "")),
            "postData": request.body.isEmpty ? JSON?.none : postData,
            "headersSize": JSON(request.bytes.count - request.body.count), "bodySize": JSON(request.body.count),
        ])
    }

    /// HAR 1.2 has no word for a body that is no text: it is in base64 then, and two members say so.
    private var postData: JSON {
        let type = JSON.string(request.headers["Content-Type"] ?? "")
        guard let text = String(validating: request.body, as: UTF8.self) else {
            return [
                "mimeType": type, "params": [], "text": .string(Data(request.body).base64EncodedString()),
                "comment": "The body is not UTF-8; this is its base64.", "_encoding": "base64",
            ]
        }
        let isForm = request.headers.mediaType == "application/x-www-form-urlencoded"
        return ["mimeType": type, "params": .array(isForm ? fields(text[...]) : []), "text": .string(text)]
    }

    /// The fields of a query or form. One that is no UTF-8 stays encoded.
    private func fields(_ text: Substring) -> [JSON] {
        func decoded(_ part: Substring) -> String {
            String(validating: Percent.bytes(of: Array(part.utf8), plusIsSpace: true), as: UTF8.self) ?? String(part)
        }
        return text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return [
                "name": .string(decoded(parts[0])), "value": .string(parts.count > 1 ? decoded(parts[1]) : ""),
            ]
        }
    }

    private var harResponse: JSON {
        guard case .response(let response) = outcome else {
            var failure = ""
            if case .failure(let reason) = outcome { failure = reason.rawValue }
            return [
                "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
                "content": ["size": 0, "mimeType": "x-unknown"], "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "_transferSize": 0, "_error": .string(failure),
            ]
        }
        let text = String(validating: response.body, as: UTF8.self)
        return [
            "status": JSON(response.status), "statusText": .string(response.reason), "httpVersion": "HTTP/1.1",
            "cookies": .array(
                cookies(response.headers.all("Set-Cookie").map { String($0.prefix { $0 != ";" }) }, separator: "\n")),
            "headers": pairs(response.headers),
            "content": .object([
                "size": JSON(response.body.count), "mimeType": .string(response.headers["Content-Type"] ?? "x-unknown"),
                "text": .string(text ?? Data(response.body).base64EncodedString()),
                "encoding": text == nil ? "base64" : nil,
            ]),
            "redirectURL": .string(response.headers["Location"] ?? ""),
            "headersSize": JSON(response.bytes.count - response.body.count), "bodySize": JSON(response.body.count),
            "_transferSize": JSON(response.bytes.count),
        ]
    }

    private func pairs(_ headers: Headers) -> JSON {
        .array(headers.list.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    private func cookies(_ lines: [String], separator: Character) -> [JSON] {
        lines.flatMap { $0.split(separator: separator) }.compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            return ["name": .string(parts[0].trimmed), "value": .string(parts[1].trimmed)]
        }
    }
}

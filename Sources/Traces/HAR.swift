import Foundation
import Wire

extension Trace {
    /// The trace as an HTTP Archive (HAR 1.2), which Chrome's network panel opens. An exchange without an answer has
    /// status 0. Members whose names start with `_` say what HAR has no word for.
    public var har: JSON {
        [
            "log": [
                "version": "1.2", "creator": ["name": "Wirescribe", "version": "1"],
                "comment": .string("\(title) (\(run))"),
                "pages": [
                    [
                        "startedDateTime": .string(HARTime.text(epoch: epoch, milliseconds: 0)), "id": "run",
                        "title": .string(run.description), "pageTimings": [:],
                    ]
                ],
                "entries": .array(exchanges.map { $0.harEntry(epoch: epoch) }),
            ]
        ]
    }
}

/// Times as ISO 8601 in UTC, without a locale.
enum HARTime {
    static func text(epoch: Int, milliseconds: Int) -> String {
        let whole = Date(timeIntervalSince1970: TimeInterval(epoch + milliseconds / 1000))
        let style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 0) ?? .gmt)
        let rest = milliseconds % 1000
        let digits = String(repeating: "0", count: 3 - String(rest).count) + String(rest)
        return String(whole.formatted(style).dropLast()) + "." + digits + "Z"
    }
}

extension Exchange {
    fileprivate func harEntry(epoch: Int) -> JSON {
        let duration = max(0, ended - started)
        return .object([
            "pageref": "run", "startedDateTime": .string(HARTime.text(epoch: epoch, milliseconds: started)),
            "time": JSON(duration), "request": harRequest, "response": harResponse, "cache": [:],
            "timings": ["send": 0, "wait": JSON(duration), "receive": 0],
            "_exchange": .string(id), "_from": .string(sender), "_to": .string(receiver),
            "_parent": parent.map { .string($0) },
        ])
    }

    private var harRequest: JSON {
        .object([
            "method": .string(request.method), "url": .string(url), "httpVersion": "HTTP/1.1",
            "cookies": .array(cookies(request.headers.all("Cookie"), separator: ";")),
            "headers": pairs(request.headers),
            "queryString": .array(request.query.fields.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "postData": request.body.isEmpty ? JSON?.none : postData,
            "headersSize": JSON(request.bytes.count - request.body.count), "bodySize": JSON(request.body.count),
        ])
    }

    private var postData: JSON {
        let text = String(decoding: request.body, as: UTF8.self)
        let isForm = request.headers.mediaType == "application/x-www-form-urlencoded"
        let fields = isForm ? Form(parsing: text).fields : []
        return [
            "mimeType": .string(request.headers["Content-Type"] ?? ""),
            "params": .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "text": .string(text),
        ]
    }

    private var harResponse: JSON {
        guard case .response(let response) = outcome else {
            var failure = ""
            if case .failure(let reason) = outcome { failure = reason.rawValue }
            return [
                "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
                "content": ["size": 0, "mimeType": "x-unknown"], "redirectURL": "", "headersSize": -1, "bodySize": -1,
                "_error": .string(failure),
            ]
        }
        let isText = String(validating: response.body, as: UTF8.self) != nil
        return [
            "status": JSON(response.status), "statusText": .string(response.reason), "httpVersion": "HTTP/1.1",
            "cookies": .array(
                cookies(response.headers.all("Set-Cookie").map { String($0.prefix { $0 != ";" }) }, separator: "\n")),
            "headers": pairs(response.headers),
            "content": .object([
                "size": JSON(response.body.count), "mimeType": .string(response.headers["Content-Type"] ?? "x-unknown"),
                "text": .string(
                    isText ? String(decoding: response.body, as: UTF8.self) : Data(response.body).base64EncodedString()),
                "encoding": isText ? nil : "base64",
            ]),
            "redirectURL": .string(response.headers["Location"] ?? ""),
            "headersSize": JSON(response.bytes.count - response.body.count), "bodySize": JSON(response.body.count),
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

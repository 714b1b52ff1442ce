import Specs
import Wire

/// Builds the responses of the demo servers: their own headers, a date of the run's clock, a length. No error may be kept,
/// or a mistake of a minute would be told for hours (RFC 9111 section 4.2.2 lets caches keep a 404 by themselves).
struct Answers: Sendable {
    let context: PartyContext

    func json(_ status: Int, _ json: JSON, headers: Headers = [:], type: String = "application/json") -> Response {
        make(status, headers: headers, type: type, body: json.bytes)
    }

    func html(_ status: Int, _ text: String, headers: Headers = [:]) -> Response {
        make(status, headers: headers, type: "text/html; charset=utf-8", body: Array(text.utf8))
    }

    func text(_ status: Int, _ text: String) -> Response {
        make(status, headers: [:], type: "text/plain", body: Array(text.utf8))
    }

    func empty(_ status: Int, headers: Headers = [:]) -> Response {
        make(status, headers: headers, type: nil, body: [])
    }

    private func make(_ status: Int, headers: Headers, type: String?, body: [UInt8]) -> Response {
        var all = Headers()
        all.add("Date", context.httpDate)
        all.add("Content-Type", type)
        all.list += headers.list
        if status >= 400, headers["Cache-Control"] == nil { all.add("Cache-Control", "no-store") }
        all.add("Content-Length", String(body.count))
        return Response(status: status, headers: all, body: body)
    }

    /// The page that a person sees when something cannot go on and must not be redirected.
    func errorPage(_ status: Int, title: String, text: String) -> Response {
        html(status, HTMLPage.page(title: title, body: "<p>\(HTMLPage.escape(text))</p>"), headers: HTMLPage.protection)
    }

    static let notFound = JSON.object([.init("error", "not_found")])

    /// There is nothing at this address, for whoever asks.
    func notFound() -> Response { json(404, Answers.notFound) }
}

/// The pages of the demo authorization server and of the client's callback: plain HTML, no script.
enum HTMLPage {
    /// Nobody may frame a page on which consent is given, and no address of it leaks.
    static let protection: Headers = [
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    ]

    static func page(title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(escape(title))</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}</style></head>
        <body><main><h1>\(escape(title))</h1>
        \(body)
        </main></body></html>

        """
    }

    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}

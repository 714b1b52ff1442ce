import Authoring
import Docs
import Specs
import Traces
import Wire

/// The cards of one exchange: request, response or its absence, and the tokens that were read out of them.
struct MessageCards {
    let context: FlowContext
    let exchange: Exchange
    let position: Int

    func writeRequest(to out: inout HTMLWriter) {
        writeHead(from: exchange.sender, to: exchange.receiver, "Request", requestFacts(exchange.request), to: &out)
        writeRows(.request, start: channelNote, to: &out)
    }

    func writeResponse(to out: inout HTMLWriter) {
        switch exchange.outcome {
        case .response(let response): write(response, "Response", to: &out)
        case .failure(let failure):
            out.html("<div class=\"msg fail\"><h3>")
            writeDirection(exchange.receiver, exchange.sender, to: &out)
            out.html("No response <small>\(failure.rawValue)</small></h3><p>")
            out.text("On this exchange " + failure.summary)
            out.html("</p></div>\n")
            if let answered = exchange.answered { write(answered, "Written, but never seen by the sender", to: &out) }
        }
    }

    private func write(_ response: Response, _ title: StaticString, to out: inout HTMLWriter) {
        let entries = context.entries[position].filter { $0.field.side == .response }
        writeHead(from: exchange.receiver, to: exchange.sender, title, responseFacts(response, entries), to: &out)
        writeRows(.response, start: redirectNote(response), to: &out)
    }

    private func writeRows(_ side: Field.Side, start: String?, to out: inout HTMLWriter) {
        let rows = context.rows[position]
        RowWriter(context, exchange).write(rows.lines(side) ?? [], side: side, start: start, to: &out)
        out.html("</div>\n")
        for token in rows.tokens(side) {
            token.isNew ? write(token, to: &out) : writeKnown(token, to: &out)
        }
    }

    private func writeHead(
        from sender: String, to receiver: String, _ title: StaticString, _ facts: String, to out: inout HTMLWriter
    ) {
        out.html("<div class=\"msg\"><h3>")
        writeDirection(sender, receiver, to: &out)
        out.html("\(title) <small>")
        out.text(facts)
        out.html("</small></h3>")
    }

    private func writeDirection(_ sender: String, _ receiver: String, to out: inout HTMLWriter) {
        context.writePartyName(sender, to: &out)
        out.html(" → ")
        context.writePartyName(receiver, to: &out)
        out.html(" ")
    }

    // MARK: What stands in the card's head

    private var isTLS: Bool { exchange.origin.hasPrefix("https://") }

    private func requestFacts(_ request: Request) -> String {
        let isForm = request.headers.mediaType == "application/x-www-form-urlencoded"
        let form = isForm ? Form(parsing: request.body).fields.count : 0
        let count = request.query.fields.count + form
        var facts: [String] = []
        if count > 0 {
            facts.append(count == 1 ? "1 parameter" : "\(count) parameters")
        } else if !request.body.isEmpty {
            facts.append(size(request.body))
        }
        facts.append(isTLS ? "TLS" : "plain HTTP")
        facts.append(
            exchange.isFrontChannel ? "front channel" : exchange.isFromScript ? "script in a page" : "back channel")
        return facts.joined(separator: ", ")
    }

    private func responseFacts(_ response: Response, _ entries: [FieldEntry]) -> String {
        let fresh = Set(entries.compactMap(\.typed).filter { $0.kind.isSecret && isNew($0) }).count
        let words = ["no new secret", "one new secret", "two new secrets", "three new secrets"]
        let secrets = fresh < words.count ? words[fresh] : "\(fresh) new secrets"
        return fresh > 0 ? secrets : response.body.isEmpty ? "no body" : size(response.body)
    }

    private func isNew(_ value: TypedValue) -> Bool {
        guard let first = context.occurrences[value]?.first else { return false }
        return first.exchange == position && first.field.side == .response
    }

    private func size(_ body: [UInt8]) -> String { "body of " + Counted.text(body.count, "byte") }

    private var channelNote: String {
        if exchange.isFromScript {
            return "A script in a page sends this through the person's browser, where extensions can read it too."
        }
        return exchange.isFrontChannel
            ? "Front channel: the browser carries this, so the address stays in its history and in logs."
            : "Back channel: \(context.the(exchange.sender)) talks to \(context.the(exchange.receiver)) directly."
                + " Nothing here passes through the browser."
    }

    private func redirectNote(_ response: Response) -> String? {
        guard response.isRedirect, let url = response.headers["Location"].flatMap(WebURL.init) else { return nil }
        return "Sends the browser on to \(Shortened.line(url.authority))."
    }

    // MARK: Tokens

    /// A token where it first occurs, in full.
    private func write(_ token: ExchangeRows.Token, to out: inout HTMLWriter) {
        let field = token.carrier.field
        out.html("<div class=\"msg jwt \(field.kind.map(tone) ?? "t-st")\"><h3><b>Inside ")
        out.text(field.name == "Authorization" ? "the token" : field.name)
        out.html("</b> decoded, still signed <small>\(token.signatureLength) bytes of signature</small></h3>")
        out.html("<ol class=\"wire\">")
        let rows = RowWriter(context, exchange)
        out.html("<li class=\"grp\"><code>Header</code>")
        if let first = firstWithHeader(of: token) {
            out.html("<p>The same as in <a")
            out.link("#" + first.parts[0].anchor)
            out.html(">step \(context.number(first.carrier.exchange))</a>: ")
            writeNames(of: token.parts.filter { $0.field.place == .joseHeader }, to: &out)
            out.html(".</p></li>\n")
        } else {
            out.html("</li>\n")
            for row in token.rows(.joseHeader) { rows.write(row, to: &out) }
        }
        out.html("<li class=\"grp\"><code>Claims</code></li>\n")
        for row in token.rows(.claim) { rows.write(row, to: &out) }
        out.html("</ol></div>\n")
    }

    /// The first token of an earlier exchange that was shown with the very same header, where that is long enough to tire.
    private func firstWithHeader(of token: ExchangeRows.Token) -> ExchangeRows.Token? {
        guard token.header.count > 3 else { return nil }
        for rows in context.rows[..<position] {
            for side in [Field.Side.request, .response] {
                if let first = rows.tokens(side).first(where: { $0.isNew && $0.header == token.header }) {
                    return first
                }
            }
        }
        return nil
    }

    /// A token that the page has shown: only its claims, in one paragraph.
    private func writeKnown(_ token: ExchangeRows.Token, to out: inout HTMLWriter) {
        out.html("<p class=\"jwt2\">The same token as in <a")
        out.link("#" + token.first.anchor)
        let isHere = token.first.exchange == position
        out.html(isHere ? ">the request</a>" : ">step \(context.number(token.first.exchange))</a>")
        out.html(", with ")
        writeNames(of: token.parts, to: &out)
        out.html(".</p>\n")
    }

    /// Parts of a token by name, with the anchors that their rows would have, and the values of those that are compared.
    private func writeNames(of parts: [FieldEntry], to out: inout HTMLWriter) {
        for (index, part) in parts.enumerated() {
            out.html(index == 0 ? "<span" : ", <span")
            out.attribute("id", part.anchor)
            out.html(">")
            out.text(Shortened.line(part.field.dotted))
            if ["aud.0", "aud", "exp", "scope"].contains(part.field.dotted), part.field.value.utf8.count < 100 {
                out.html(" <code>")
                out.text(part.field.value)
                out.html("</code>")
            }
            out.html("</span>")
        }
    }
}

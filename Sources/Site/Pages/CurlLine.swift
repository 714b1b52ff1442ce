import Docs
import Markdown
import Specs
import Traces
import Wire

/// The request of an exchange as a shell command against `wirescribe mock`. `$MCP` and `$AUTH` stand for the origins of the
/// two servers, and a variable stands for every value that a repeated run makes anew.
struct CurlLine {
    /// Nil where a shell line makes no sense: the request goes to another party than those two, holds characters that a
    /// page cannot show as they are, or is too long to be read.
    let text: String?

    /// The longest line that a page shows, in bytes.
    private static let limit = 8_000

    /// - Parameter issued: the client ids that authorization servers of the run gave out.
    init(_ exchange: Exchange, fields: [Field], in trace: Trace, issued: Set<String>) {
        let request = exchange.request
        guard let server = CurlLine.variable(of: exchange.receiver, in: trace),
            let body = String(validating: request.body, as: UTF8.self), request.bytes.count <= CurlLine.limit
        else {
            text = nil
            return
        }
        guard CurlLine.canSend(request) else {
            text = nil
            return
        }
        let quoting = ShellQuoting(CurlLine.standIns(exchange, fields, trace, issued))
        let isForm = request.headers.mediaType == CurlLine.formType && CurlLine.isForm(body)
        let query = request.target.firstIndex(of: "?").map { String(request.target[$0...].dropFirst()) }
        let isSplit = request.method == "GET" && body.isEmpty && query.map(CurlLine.isForm) == true
        let target = isSplit ? request.path : request.target
        let options = CurlLine.options(request, target: target, isSplit: isSplit, quoting)
        var lines = [(["curl"] + options + [quoting.address(server, target)]).joined(separator: " ")]
        for header in request.headers.list {
            let name = header.name.lowercased()
            // curl writes this one itself for a form.
            if CurlLine.isOfTheProgram(name) || isForm && name == "content-type" && header.value == CurlLine.formType {
                continue
            }
            // With a colon and nothing behind it curl would leave the header out.
            lines.append("-H " + quoting.word(header.name + (header.value.isEmpty ? ";" : ": " + header.value)))
        }
        if isForm || isSplit {
            for pair in Form(parsing: isForm ? body : query ?? "").fields {
                lines.append("--data-urlencode " + quoting.word(Percent.encode(pair.name) + "=" + pair.value))
            }
        } else if !body.isEmpty {
            // curl would call any body a form.
            if request.headers["Content-Type"] == nil { lines.append("-H Content-Type:") }
            lines.append("--data-raw " + quoting.word(body))
        }
        let line = lines.joined(separator: " \\\n  ")
        let shown = !line.utf8.contains(0x09) && HTMLWriter.visible(line, keepsLines: true) == line
        text = shown && line.utf8.count <= CurlLine.limit ? line : nil
    }

    /// Whether curl can send the request as it is: it knows targets that are paths, leaves out what is behind a `#`, reads a
    /// header that begins with `@` from a file, and sends no body with HEAD.
    private static func canSend(_ request: Request) -> Bool {
        request.target.hasPrefix("/") && !request.target.contains("#") && !request.target.contains(" ")
            && !(request.method == "HEAD" && !request.body.isEmpty)
            && request.headers.list.allSatisfy { header in
                !header.name.isEmpty && !header.name.hasPrefix("@") && !header.name.contains { ":; \r\n".contains($0) }
                    && !header.value.contains(where: \.isNewline)
            }
    }

    /// The options before the address: without `-g` brackets and braces stand for many addresses, and without
    /// `--path-as-is` dots are resolved. HEAD has an option of its own, or curl would wait for a body.
    private static func options(_ request: Request, target: String, isSplit: Bool, _ quoting: ShellQuoting) -> [String]
    {
        var options = [request.method == "HEAD" ? "-I" : "-i"]
        if isSplit { options.append("-G") }
        if target.contains(where: { "[]{}".contains($0) }) { options.append("-g") }
        let segments = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        if segments.contains(where: { $0 == "." || $0 == ".." }) { options.append("--path-as-is") }
        if !["HEAD", request.body.isEmpty ? "GET" : "POST"].contains(request.method) {
            options.append("-X " + quoting.word(request.method))
        }
        return options
    }

    private static let formType = "application/x-www-form-urlencoded"

    /// Whether `name=value` pairs lose nothing when they are decoded and encoded again.
    private static func isForm(_ text: String) -> Bool {
        let percents = text.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false).dropFirst()
        let isWhole = percents.allSatisfy { part in
            part.prefix(2).count == 2
                && part.prefix(2).allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        }
        let pairs = text.split(separator: "&", omittingEmptySubsequences: false)
        // A field without a name would lose its equals sign.
        return isWhole && pairs.allSatisfy { $0.contains("=") && !$0.hasPrefix("=") }
            && !Form(parsing: text).encoded.contains("%EF%BF%BD")
    }

    /// Headers that curl writes itself, or that only say which program asks.
    private static func isOfTheProgram(_ name: String) -> Bool {
        ["host", "content-length", "user-agent", "accept-language", "referer"].contains(name)
            || name.hasPrefix("sec-fetch-")
    }

    /// `MCP` for the first MCP server of the run, `AUTH` for its first authorization server: `mock` has one of each.
    private static func variable(of party: String, in trace: Trace) -> String? {
        for (role, name) in [(Role.server, "MCP"), (.authorization, "AUTH")]
        where trace.parties.first(where: { $0.role == role })?.name == party {
            return name
        }
        return nil
    }

    /// The client ids that authorization servers of a run gave out.
    static func issuedClients(in trace: Trace) -> Set<String> {
        let servers = Set(trace.parties.filter { $0.role == .authorization }.map(\.name))
        return Set(
            trace.decisions.filter { $0.action == .create && servers.contains($0.party) }
                .flatMap(\.values).filter { $0.kind == .clientID }.map(\.text))
    }

    /// What a repeated run has other values for: the servers' origins, secrets, the challenge, an issued `client_id`.
    private static func standIns(
        _ exchange: Exchange, _ fields: [Field], _ trace: Trace, _ issued: Set<String>
    ) -> [ShellQuoting.StandIn] {
        var found: [ShellQuoting.StandIn] = []
        for party in trace.parties {
            guard let name = variable(of: party.name, in: trace), let origin = party.origin else { continue }
            found.append(.init(text: origin, variable: name, isOrigin: true))
        }
        for field in fields where field.side == .request && field.carrier == nil && field.value.utf8.count > 3 {
            guard let kind = field.kind else { continue }
            let isMade = kind.isSecret || kind == .codeChallenge || kind == .clientID && issued.contains(field.value)
            guard isMade else { continue }
            let suffix = kind == .cookie ? "_" + field.name : ""
            found.append(.init(text: field.value, variable: ShellQuoting.name(kind.rawValue + suffix)))
        }
        if let basic = exchange.request.headers["Authorization"], basic.lowercased().hasPrefix("basic ") {
            found.append(.init(text: String(basic.dropFirst(6)), variable: "BASIC"))
        }
        return found
    }
}

/// Writes text as words of a POSIX shell, with variables in place of some of it.
struct ShellQuoting {
    struct StandIn {
        var text: String
        var variable: String
        /// Whether a host name may not go on after the text.
        var isOrigin = false
    }

    private enum Part {
        case text(String)
        case variable(String)
    }

    private let standIns: [StandIn]

    init(_ standIns: [StandIn]) {
        self.standIns = standIns.filter { !$0.text.isEmpty }.sorted { $0.text.utf8.count > $1.text.utf8.count }
    }

    /// A name that a shell takes for a variable: capitals, digits and underscores.
    static func name(_ text: String) -> String {
        String(text.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(40))
    }

    /// One word: bare where nothing in it means something to a shell, else in quotation marks.
    func word(_ text: String) -> String { quoted(parts(of: text)) }

    /// The origin in a variable, and the target behind it.
    func address(_ variable: String, _ target: String) -> String { quoted([.variable(variable)] + parts(of: target)) }

    private func parts(of text: String) -> [Part] {
        var parts = [Part.text(text)]
        for standIn in standIns {
            parts = parts.flatMap { part in
                guard case .text(let text) = part else { return [part] }
                return ShellQuoting.split(text, at: standIn)
            }
        }
        return parts
    }

    private static func split(_ text: String, at standIn: StandIn) -> [Part] {
        // Few texts hold a value, and most of them hold it once.
        guard text.hasBytes(of: standIn.text) else { return [.text(text)] }
        var out: [Part] = []
        var rest = text[...]
        var start = rest.startIndex
        while let range = rest[start...].utf8.firstRange(of: standIn.text.utf8) {
            let next = rest[range.upperBound...].first
            if standIn.isOrigin, let next, next.isLetter || next.isNumber || "-.:@_".contains(next) {
                start = range.upperBound
                continue
            }
            if range.lowerBound > rest.startIndex { out.append(.text(String(rest[..<range.lowerBound]))) }
            out.append(.variable(standIn.variable))
            rest = rest[range.upperBound...]
            start = rest.startIndex
        }
        if !rest.isEmpty { out.append(.text(String(rest))) }
        return out
    }

    private func quoted(_ parts: [Part]) -> String {
        let text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        let hasVariable = parts.contains { if case .variable = $0 { true } else { false } }
        if !hasVariable {
            let isBare = !text.isEmpty && text.unicodeScalars.allSatisfy(ShellQuoting.isHarmless)
            return isBare ? text : ShellQuoting.single(text)
        }
        // Between double quotes these keep a meaning; `!` does so in an interactive shell.
        guard !text.unicodeScalars.contains(where: { "\"$`\\!".unicodeScalars.contains($0) }) else {
            return parts.map { part in
                switch part {
                case .text(let text): ShellQuoting.single(text)
                case .variable(let name): "\"$\(name)\""
                }
            }.joined()
        }
        var out = "\""
        for (index, part) in parts.enumerated() {
            switch part {
            case .text(let text): out += text
            case .variable(let name):
                var follows: Character?
                if index + 1 < parts.count, case .text(let next) = parts[index + 1] { follows = next.first }
                let runsOn = follows.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "[" } ?? false
                out += runsOn ? "${\(name)}" : "$\(name)"
            }
        }
        return out + "\""
    }

    /// Between single quotes. Scalar by scalar: a quote with a combining mark behind it is a quote for the shell all the same.
    private static func single(_ text: String) -> String {
        var out = String.UnicodeScalarView("'".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "'" { out.append(contentsOf: "'\\''".unicodeScalars) } else { out.append(scalar) }
        }
        return String(out) + "'"
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", ":", "/", "=", "@", "%", "+", ",", "-": true
        default: false
        }
    }
}

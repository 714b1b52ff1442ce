import Specs
import Traces
import Wire

/// A browser and the person in front of it: cookies, redirects one recorded hop at a time, forms filled as the person
/// decides.
actor Browser {
    let context: PartyContext
    var person: PersonKnobs
    /// Cookies by person and authority: two people do not share a profile.
    private var cookies: [String: [String: Cookie]] = [:]
    private var consents = 0

    private struct Cookie {
        var value: String
        /// Whether requests from other sites carry it (`SameSite=None`).
        var crossesSites: Bool
    }

    /// What the person sees in the end.
    struct Page: Sendable {
        var url: String
        var status: Int?
        var text: String
    }

    init(context: PartyContext, person: PersonKnobs) {
        self.context = context
        self.person = person
    }

    func become(_ login: String) { person.login = login }

    /// The person decides otherwise from here on.
    func change(to person: PersonKnobs) { self.person = person }

    /// A page never asks for more than this many hops; a loop of redirects ends with an error page.
    private static let maximumHops = 20

    /// Opens an address and goes on until nothing is left to do. Returns after the last response.
    ///
    /// - Parameter origin: a redirect to this origin is not followed: the person has seen its address, and that is enough.
    func open(_ address: WebURL, stoppingAt origin: String? = nil) async -> Page {
        var step = Step(method: "GET", url: address, body: nil, referrer: nil)
        for _ in 0..<Browser.maximumHops {
            guard case .response(let response) = await send(step) else {
                return Page(url: step.url.description, status: nil, text: "The page could not be reached.")
            }
            keepCookies(response, step.url)
            if response.isRedirect, let next = response.headers["Location"].flatMap(step.url.resolving) {
                if let origin, next.origin == origin {
                    return Page(url: next.description, status: response.status, text: "")
                }
                let keepsMethod = response.status == 307 || response.status == 308
                step = Step(
                    method: keepsMethod ? step.method : "GET", url: next, body: keepsMethod ? step.body : nil,
                    referrer: keptReferrer(from: step.url, to: next, response), origin: step.url, frame: step.frame,
                    hidesOrigin: response.headers["Referrer-Policy"] == "no-referrer")
                continue
            }
            if let top = step.frame, top.origin != step.url.origin, !mayBeFramed(response, by: top) {
                return Page(url: step.url.description, status: response.status, text: "")
            }
            let text = String(decoding: response.body, as: UTF8.self)
            if let form = HTMLForm.all(in: text).first(where: \.isPosted), let action = step.url.resolving(form.action),
                let filled = step.frame == nil ? fill(form) : click(form)
            {
                step = Step(
                    method: "POST", url: action, body: filled, referrer: step.url, origin: step.url, frame: step.frame)
            } else if step.frame == nil, let framed = frame(in: text).flatMap(step.url.resolving) {
                step = Step(
                    method: "GET", url: framed, body: nil, referrer: nil, origin: step.url, frame: step.url,
                    isAutomatic: true)
            } else {
                return Page(url: step.url.description, status: response.status, text: text)
            }
        }
        return Page(url: step.url.description, status: nil, text: "Too many redirects.")
    }

    private struct Step {
        var method: String
        var url: WebURL
        var body: Form?
        var referrer: WebURL?
        /// The page that caused it.
        var origin: WebURL?
        /// The page around the frame in which this happens; nil in a window of its own.
        var frame: WebURL?
        /// Whether the page loads it without a click.
        var isAutomatic = false
        /// Whether the `Origin` header says nothing, as the referrer policy of a redirect demands.
        var hidesOrigin = false

        var isCrossSite: Bool { (frame ?? origin).map { $0.origin != url.origin } ?? false }
    }

    /// The address of the first frame in a page.
    private func frame(in page: String) -> String? {
        HTMLTag.all(in: page).lazy.filter { $0.name == "iframe" }.compactMap { $0["src"] }.first
    }

    /// Whether a page lets another site frame it, as its `frame-ancestors` or `X-Frame-Options` say.
    private func mayBeFramed(_ response: Response, by top: WebURL) -> Bool {
        let rule = response.headers["Content-Security-Policy"].flatMap { policy in
            policy.split(separator: ";").map(\.trimmed).first { $0.hasPrefix("frame-ancestors") }
        }
        let legacy = response.headers["X-Frame-Options"].map { "X-Frame-Options: " + $0 }
        let given = rule ?? legacy
        return context.check(
            Finding(
                "consent-no-framing", "The page lets itself be shown inside another site's page",
                inputs: [.init("site around it", top.origin), .init("rule", given ?? "(none)")],
                expected: "no rule against \(top.origin)", actual: given ?? "no rule against \(top.origin)",
                holds: given.map { $0.contains(top.origin) } ?? true))
    }

    /// The referrer after a redirect: none when the answer forbids it or the origin changes.
    private func keptReferrer(from: WebURL, to: WebURL, _ response: Response) -> WebURL? {
        guard response.headers["Referrer-Policy"] != "no-referrer", from.origin == to.origin else { return nil }
        return from
    }

    /// The request as a browser writes it, with those headers of a real one that the flow is about; it takes no product's
    /// name, since it sends no product's full set.
    private func send(_ step: Step) async -> Exchange.Outcome {
        var headers: Headers = [
            "Host": step.url.authority,
            "User-Agent": "DemoBrowser/1.0",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en-US,en;q=0.5",
        ]
        let body = step.body.map { Array($0.encoded.utf8) } ?? []
        if step.body != nil {
            headers.add("Content-Type", "application/x-www-form-urlencoded")
            headers.add("Content-Length", String(body.count))
            headers.add("Origin", step.hidesOrigin ? "null" : step.origin?.origin)
        }
        headers.add("Referer", step.referrer?.description)
        // SameSite=Lax: a link in a window of its own brings the cookie, a frame or a form of another site does not.
        let isStrange = step.isCrossSite && (step.frame != nil || step.method != "GET")
        let jar = (cookies[jarName(step.url)] ?? [:]).filter { !isStrange || $0.value.crossesSites }
        if !jar.isEmpty {
            headers.add(
                "Cookie", jar.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value.value }.joined(separator: "; "))
        }
        headers.add("Sec-Fetch-Dest", step.frame == nil ? "document" : "iframe")
        headers.add("Sec-Fetch-Mode", "navigate")
        headers.add("Sec-Fetch-Site", site(step))
        headers.add("Sec-Fetch-User", step.isAutomatic ? nil : "?1")
        return await context.send(
            Request(method: step.method, target: step.url.target, headers: headers, body: body), to: step.url)
    }

    private func site(_ step: Step) -> String {
        guard let origin = step.origin else { return "none" }
        return origin.origin == step.url.origin ? "same-origin" : "cross-site"
    }

    private func jarName(_ url: WebURL) -> String { person.login + " " + url.authority }

    private func keepCookies(_ response: Response, _ url: WebURL) {
        for header in response.headers.all("Set-Cookie") {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            cookies[jarName(url), default: [:]][String(pair[0])] = Cookie(
                value: String(pair[1]), crossesSites: header.lowercased().contains("samesite=none"))
        }
    }

    // MARK: The person

    /// The form as the person fills it in; nil when they walk away.
    private func fill(_ form: HTMLForm) -> Form? {
        var fields = Form(form.hidden)
        if form.inputs.contains(where: { $0.type == "password" }) {
            if person.closesLogins {
                context.note(.choose, "The person expected no login, and closes the window")
                return nil
            }
            for input in form.inputs {
                let password = person.password ?? DemoDirectory.passwords[person.login] ?? ""
                fields.add(input.name, input.type == "password" ? password : person.login)
            }
            // A page may ask for the password and the decision at once.
            guard form.buttons.contains(where: { $0.value == PersonKnobs.Answer.approve.rawValue }) else {
                return fields
            }
        }
        let answer = person.consent[min(consents, person.consent.count - 1)]
        consents += 1
        guard answer != .abandon, let button = form.buttons.first(where: { $0.value == answer.rawValue }) else {
            if answer == .abandon { context.note(.choose, "The person walks away") }
            return nil
        }
        fields.add(button.name, button.value)
        return fields
    }

    /// In an invisible frame the person types nothing; a click meant for the page around it lands on a button.
    private func click(_ form: HTMLForm) -> Form? {
        guard !form.inputs.contains(where: { $0.type == "password" }),
            let button = form.buttons.first(where: { $0.value == PersonKnobs.Answer.approve.rawValue })
        else { return nil }
        context.note(.choose, "The person clicks on the page around the frame, and the click lands on Allow")
        var fields = Form(form.hidden)
        fields.add(button.name, button.value)
        return fields
    }
}

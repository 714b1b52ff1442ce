import Specs
import Wire

/// The parameters that come back through the browser (RFC 6749 section 4.1.2, RFC 9207).
public struct AuthorizationResponse: Hashable, Sendable {
    public var code: String?
    public var state: String?
    public var issuer: String?
    public var error: String?
    public var errorDescription: String?

    public init(_ form: Form) {
        code = form["code"]
        state = form["state"]
        issuer = form["iss"]
        error = form["error"]
        errorDescription = form["error_description"]
    }

    /// The comparison that stops a forged callback: the state is the one that this client sent.
    public func stateFinding(sent: String) -> Finding {
        Finding(
            "state-verified", "The state is the one the client sent",
            inputs: [.init("state", state ?? "(none)"), .init("state sent", sent)], expected: sent, equals: state)
    }

    /// The four rows of the `iss` table of 2026-07-28: no finding where there is nothing to check.
    ///
    /// - Parameters:
    ///   - recorded: the issuer noted before the redirect.
    ///   - advertised: whether its metadata promises `iss`.
    public func issuerFinding(recorded: String, advertised: Bool) -> Finding? {
        switch (issuer, advertised) {
        case (nil, true):
            Finding(
                "client-iss-required-when-advertised", "The response names its issuer, as the metadata promised",
                inputs: [.init("iss", "(none)"), .init("recorded issuer", recorded)], expected: recorded, actual: nil,
                holds: false)
        case (nil, false): nil
        case (let issuer?, _):
            Finding(
                "client-iss-match", "The response comes from the issuer that the client asked",
                inputs: [.init("iss", issuer), .init("recorded issuer", recorded)], expected: recorded, equals: issuer)
        }
    }
}

/// Redirect URIs at the authorization server.
public enum RedirectURI {
    /// Exact comparison, except that the port of a loopback redirect may differ (OAuth 2.1 section 8.4.2, RFC 8252
    /// section 7.3).
    public static func matches(_ presented: String, registered: String) -> Bool {
        if presented.isIdentical(to: registered) { return true }
        guard let left = WebURL(presented), let right = WebURL(registered), left.scheme == "http",
            right.scheme == "http",
            left.isLoopback, right.isLoopback
        else { return false }
        var moved = left
        moved.authority = right.authority
        return left.host == right.host && left.fragment == nil && moved.description.isIdentical(to: right.description)
    }

    /// Why a URI may not be registered, as the end of a sentence that begins with it; nil where it may. It is an absolute
    /// URI of HTTPS, or of HTTP on the person's own machine, and never has a fragment (RFC 6749 section 3.1.2).
    public static func fault(_ uri: String, allowsLoopback: Bool = true) -> String? {
        guard uri.unicodeScalars.allSatisfy(isURICharacter) else {
            return "holds a character that a URI does not have (RFC 3986 section 2)"
        }
        if !hasWholeEscapes(uri) { return "holds a broken percent escape" }
        let scheme = uri.prefix { $0 != ":" }.lowercased()
        guard uri.contains(":"), let first = scheme.unicodeScalars.first, first.properties.isAlphabetic else {
            return "is no absolute URI"
        }
        guard scheme == "https" || scheme == "http" else {
            return "has the scheme \(scheme); only https, and http on the person's own machine, may be registered"
        }
        if uri.contains("#") { return "has a fragment" }
        guard let url = WebURL(uri), hasUsableHost(url) else { return "has no usable host" }
        if url.isLoopback {
            return allowsLoopback ? nil : "leads to this machine, which only an application_type of native may"
        }
        return scheme == "https" ? nil : "is http, and not on the person's own machine"
    }

    private static func isURICharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || "0123456789-._~:/?#[]@!$&'()*+,;=%".unicodeScalars.contains(scalar))
    }

    private static func hasWholeEscapes(_ uri: String) -> Bool {
        uri.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            part.count >= 2 && part.prefix(2).allSatisfy(\.isHexDigit)
        }
    }

    /// A host, and a port that is a number where there is one.
    private static func hasUsableHost(_ url: WebURL) -> Bool {
        let port = url.authority.dropFirst(url.host.count).dropFirst()
        return !url.host.isEmpty && (port.isEmpty || Int(port).map { (1...65535).contains($0) } ?? false)
    }
}

/// How a client proves who it is at the token endpoint.
public enum ClientAuthentication: String, CaseIterable, Codable, Hashable, Sendable {
    case none
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"

    /// The value of `client_assertion_type` (RFC 7523 section 2.2).
    public static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
}

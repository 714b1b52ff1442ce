import OAuth
import Specs
import Traces
import Wire

/// Dynamic client registration (RFC 7591). What the answer says is what holds: what was asked for and cannot be had is
/// replaced or refused, and what was left out is filled in.
extension AuthorizationServer {
    func register(_ request: Request) -> Response {
        let registration: Registration
        do {
            let body = try parameters.object(request, check: "dcr-request-format")
            registration = try Registration(reading: body, offer: registrationOffer)
            try admitRedirects(registration)
            try admit(registration)
        } catch let refusal as ParameterReader.Refusal {
            return registrationError("invalid_client_metadata", refusal.description)
        } catch let refusal as Registration.Refusal {
            return refuse(refusal)
        } catch {
            return registrationError("invalid_client_metadata", "The registration cannot be read")
        }
        return enter(registration)
    }

    private var registrationOffer: Registration.Offer {
        Registration.Offer(
            grantTypes: knobs.flows, scopes: knobs.scopes, authentication: knobs.clientAuthentication,
            saysType: context.revision >= .july2026 || knobs.loopback == .native)
    }

    /// Every redirect URI is one that an answer may be sent to.
    private func admitRedirects(_ registration: Registration) throws {
        let faults = registration.redirectURIs.compactMap { uri in
            RedirectURI.fault(uri, allowsLoopback: knobs.loopback == .any || registration.applicationType == "native")
                .map {
                    (uri: uri, reason: $0)
                }
        }
        let isMissing = registration.redirectURIs.isEmpty && registration.grantTypes.contains("authorization_code")
        let finding = Finding(
            "dcr-redirect-allowed", "Every redirect URI may be registered",
            inputs: [.init("redirect_uris", registration.redirectURIs.joined(separator: " "))],
            expected: "https, or http on the person's own machine",
            actual: registration.redirectURIs.joined(separator: " "), holds: faults.isEmpty && !isMissing)
        if context.check(finding) { return }
        throw Registration.Refusal(
            error: "invalid_redirect_uri", member: nil,
            reason: isMissing
                ? "redirect_uris is missing" : faults.map { "\($0.uri) \($0.reason)" }.joined(separator: "; "))
    }

    /// The way of client authentication that was asked for is one that the server has.
    private func admit(_ registration: Registration) throws {
        let offered = knobs.clientAuthentication
        let finding = Finding(
            "dcr-metadata-valid", "The requested client authentication is offered",
            inputs: [.init("token_endpoint_auth_method", registration.method)],
            expected: offered.map(\.rawValue).joined(separator: " or "), actual: registration.method,
            holds: registration.authentication.map(offered.contains) ?? false)
        if !context.check(finding) || registration.authentication == nil {
            throw Registration.Refusal(
                error: "invalid_client_metadata", member: nil,
                reason: "token_endpoint_auth_method \(registration.method) is not supported")
        }
    }

    /// Stores the client and answers with everything as registered (section 3.2.1).
    private func enter(_ registration: Registration) -> Response {
        let authentication = registration.authentication ?? .none
        let id = context.random("client id", bytes: 12)
        let secret = [.basic, .post].contains(authentication) ? newSecret() : nil
        let expires = secret == nil ? nil : knobs.secretLifetime.map { context.now + $0 } ?? 0
        clients[id] = RegisteredClient(
            id: id, name: registration.name ?? id, redirectURIs: registration.redirectURIs,
            authentication: authentication, secret: secret, secretExpires: expires == 0 ? nil : expires,
            grantTypes: registration.grantTypes, jwksURI: registration.keysURI, keys: registration.keys)
        context.create(.clientID, id, "Registers the client under a new id", clause: "dcr-response-201")
        if let secret {
            context.create(.clientSecret, secret, "Issues a secret with the id")
        }
        var members: [JSON.Member] = [.init("client_id", .string(id))]
        if let secret { members.append(.init("client_secret", .string(secret))) }
        if let expires { members.append(.init("client_secret_expires_at", JSON(expires))) }
        members.append(.init("client_id_issued_at", JSON(context.now)))
        return answers.json(
            201, .object(members + registration.confirmed), headers: ["Cache-Control": "no-store"])
    }

    private func newSecret() -> String {
        knobs.issuesPlusSecrets ? context.randomBase64("client secret") : context.random("client secret")
    }

    /// Registration by strangers is against this server's policy; nothing is stored.
    func refuseRegistration() -> Response {
        let finding = Finding(
            "dcr-allowed", "Registration without an arrangement is allowed here", expected: "allowed",
            actual: "not allowed",
            holds: false)
        _ = context.check(finding)
        // RFC 7591 section 3.2.2 has no error code for this, so there is no OAuth error to send.
        return answers.empty(403)
    }

    private func refuse(_ refusal: Registration.Refusal) -> Response {
        if let member = refusal.member {
            let check = refusal.error == "invalid_redirect_uri" ? "dcr-redirect-allowed" : "dcr-metadata-valid"
            _ = context.check(
                Finding(
                    check, "The server can honour what is registered", inputs: [.init(member, refusal.given)],
                    expected: refusal.expected, actual: refusal.given, holds: false))
        }
        return registrationError(refusal.error, refusal.reason)
    }

    private func registrationError(_ error: String, _ description: String) -> Response {
        answers.json(
            400, ["error": .string(error), "error_description": .string(description)],
            headers: ["Cache-Control": "no-store"])
    }
}

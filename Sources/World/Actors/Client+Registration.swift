import OAuth
import Specs
import Wire

/// How the client gets an identity at an issuer: what it has, then a document, then registration, then the person.
extension Client {
    func identify(at metadata: AuthorizationServerMetadata) async throws -> Credentials {
        if let known = credentials[metadata.issuer] {
            context.choose(
                "Uses the client id it has for this issuer", known.clientID, clause: "client-no-dcr-when-preregistered",
                inputs: [.init("issuer", metadata.issuer)])
            return known
        }
        let identity: Credentials
        switch way(metadata) {
        case .cimd:
            context.choose(
                "Identifies itself by the address of its metadata document", knobs.metadataDocument,
                clause: "client-cimd-when-advertised",
                inputs: [.init("client_id_metadata_document_supported", "true")])
            identity = Credentials(
                clientID: knobs.metadataDocument,
                authentication: knobs.authentication == .privateKeyJWT ? .privateKeyJWT : .none)
        case .dynamic:
            guard let endpoint = metadata.registrationEndpoint else {
                throw ClientStop.refused("\(metadata.issuer) offers no registration")
            }
            identity = try await register(at: endpoint, metadata, applicationType: knobs.applicationType)
        case .preregistered:
            return try borrowedCredentials(for: metadata.issuer)
        case .entered, .auto:
            identity = try askPerson(metadata)
        }
        credentials[metadata.issuer] = identity
        // The address of a document is the same client everywhere; an id that was issued is not.
        let isDocument = identity.clientID == knobs.metadataDocument
        context.note(
            .store,
            isDocument
                ? "Keeps the document's address as its client id"
                : "Keeps the client id for this issuer and no other",
            clause: isDocument ? "" : "client-credentials-bound-to-issuer",
            inputs: [.init("issuer", metadata.issuer), .init("client_id", identity.clientID)])
        return identity
    }

    /// What a client that was registered by hand elsewhere does at an issuer that it does not know: it stops, because the
    /// credentials of one issuer are no business of another. With the check switched off it sends them all the same.
    private func borrowedCredentials(for issuer: String) throws -> Credentials {
        let known = credentials.keys.sorted()
        let finding = Finding(
            "client-preregistered-mismatch-error", "The client has an id for this issuer",
            inputs: [.init("issuer", issuer), .init("issuers known", known.joined(separator: " "))],
            expected: issuer, actual: known.joined(separator: " "), holds: false)
        guard context.check(finding), let other = known.first.flatMap({ credentials[$0] }) else {
            throw ClientStop.refused("This client was registered at another authorization server than \(issuer)")
        }
        return other
    }

    /// The order of 2025-11-25 and later; the older revisions know registration and hand-entered ids only.
    private func way(_ metadata: AuthorizationServerMetadata) -> ClientKnobs.Registration {
        guard knobs.registration == .auto else { return knobs.registration }
        if context.revision.hasClientIDMetadataDocuments, metadata.supportsClientIDMetadataDocuments { return .cimd }
        return metadata.registrationEndpoint == nil ? .entered : .dynamic
    }

    private func askPerson(_ metadata: AuthorizationServerMetadata) throws -> Credentials {
        guard let entered else {
            throw ClientStop.refused("\(metadata.issuer) knows no way for this client to identify itself")
        }
        context.note(
            .ask, "Asks the person for a client id, as no other way is left", clause: "client-registration-priority",
            inputs: [.init("issuer", metadata.issuer), .init("client_id", entered)])
        return Credentials(clientID: entered, authentication: .none)
    }

    // MARK: Dynamic client registration (RFC 7591)

    private func register(
        at endpoint: String, _ metadata: AuthorizationServerMetadata, applicationType: String
    ) async throws -> Credentials {
        guard let url = WebURL(endpoint) else {
            throw ClientStop.refused("The registration endpoint is not an address")
        }
        var body: JSON = [
            "client_name": .string(knobs.name),
            "redirect_uris": [.string(redirectURI)],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": .string(method(metadata).rawValue),
        ]
        if context.revision >= .july2026 { body["application_type"] = .string(applicationType) }
        let bytes = body.bytes
        let request = Request(
            method: "POST", target: url.target,
            headers: [
                "Host": url.authority, "Accept": "application/json", "User-Agent": userAgent,
                "Content-Type": "application/json", "Content-Length": String(bytes.count),
            ], body: bytes)
        let response = try await send(request, to: url)
        guard response.status == 201, let answer = try? JSON(parsing: response.body),
            let id = answer["client_id"]?.string
        else {
            let error = (try? JSON(parsing: response.body))?["error"]?.string ?? "status \(response.status)"
            if error == "invalid_redirect_uri", applicationType == "web", context.revision >= .july2026 {
                context.choose(
                    "Tries again as a native application, whose redirect may stay on this machine", "native",
                    clause: "client-handles-dcr-rejection", inputs: [.init("error", error)])
                return try await register(at: endpoint, metadata, applicationType: "native")
            }
            if let entered, response.status == 403 || response.status == 404 {
                context.note(
                    .ask, "Asks the person for a client id, as registration is not allowed",
                    inputs: [.init("client_id", entered)])
                return Credentials(clientID: entered, authentication: .none)
            }
            throw ClientStop.refused("Registration was refused: \(error)")
        }
        let granted = answer["token_endpoint_auth_method"]?.string.flatMap(ClientAuthentication.init) ?? .basic
        return Credentials(
            clientID: id, secret: answer["client_secret"]?.string, authentication: granted, isRegistered: true)
    }

    /// The way of client authentication to ask for: the one configured if the server offers it, else none.
    private func method(_ metadata: AuthorizationServerMetadata) -> ClientAuthentication {
        let offered = metadata.tokenEndpointAuthMethods.compactMap(ClientAuthentication.init)
        if knobs.authentication != .none, offered.contains(knobs.authentication) { return knobs.authentication }
        return offered.contains(.none) ? .none : offered.first ?? .none
    }
}

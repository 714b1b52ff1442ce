import OAuth
import Specs
import Wire

/// From a 401 to the endpoints of the authorization server.
extension Client {
    func discover(_ response: Response, at url: WebURL) async throws -> Discovery {
        let challenge = response.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first {
            ["bearer", "dpop"].contains($0.scheme.lowercased())
        }
        if context.revision.hasBaseURLDiscovery { return try await discoverAtBaseURL(url) }
        let resource = try await protectedResource(challenge, url)
        let issuer = try chooseIssuer(resource.authorizationServers)
        let metadata = try await authorizationServer(issuer)
        return Discovery(
            resource: resource.resource, scopesSupported: resource.scopesSupported, challengeScope: challenge?["scope"],
            metadata: metadata)
    }

    // MARK: 2025-03-26: the authorization base URL

    /// The MCP URL without its path is the base; metadata stands there, or the default endpoints do.
    private func discoverAtBaseURL(_ url: WebURL) async throws -> Discovery {
        let base = url.origin
        let response = try await fetch(
            base + "/.well-known/oauth-authorization-server",
            headers: ["MCP-Protocol-Version": context.revision.rawValue])
        if response.status == 404 {
            context.choose(
                "Takes the default endpoints, as there is no metadata", "/authorize, /token, /register",
                clause: "client-0326-default-endpoints", inputs: [.init("authorization base URL", base)])
            return Discovery(metadata: AuthorizationServerMetadata(defaultsAt: base))
        }
        return Discovery(metadata: try usable(response, issuer: base))
    }

    // MARK: Protected resource metadata (RFC 9728)

    private func protectedResource(_ challenge: Challenge?, _ url: WebURL) async throws -> ProtectedResourceMetadata {
        let announced = challenge?["resource_metadata"]
        if announced == nil, !context.revision.hasDiscoveryLadder {
            _ = context.check(
                Finding(
                    "rs-401-www-authenticate-resource-metadata", "The challenge says where the server's metadata is",
                    expected: "resource_metadata", actual: "(absent)", holds: false))
            throw ClientStop.refused("The server does not say where its metadata is")
        }
        let ladder = announced.map { [$0] } ?? DiscoveryLadder.protectedResource(mcpURL: url)
        context.choose(
            announced == nil
                ? "Probes the well-known places, as nothing is announced" : "Follows the address in the challenge",
            ladder.joined(separator: ", then "),
            clause: announced == nil ? "client-prm-fallback-order" : "client-parses-challenge")
        for address in ladder {
            let response = try await fetch(address)
            do {
                let metadata = try ProtectedResourceMetadata(checking: response)
                let finding = ProtectedResourceMetadata.finding(resource: metadata.resource, mcpURL: url.description)
                guard context.check(finding) else {
                    throw ClientStop.refused("The metadata is about another server: \(metadata.resource)")
                }
                return metadata
            } catch let unusable as ProtectedResourceMetadata.Unusable {
                if case .status(404) = unusable { continue }
                guard context.check(unusable.finding(address, missing: missingResourceCheck)) else {
                    throw ClientStop.refused("The metadata of the server cannot be used: \(unusable.reason)")
                }
            }
        }
        _ = context.check(
            Finding(
                missingResourceCheck, "The server's metadata can be found",
                inputs: [.init("asked", ladder.joined(separator: " "))],
                expected: "a document", actual: "404 everywhere", holds: false))
        throw ClientStop.refused("No metadata was found for \(url)")
    }

    /// The requirement that a server whose metadata is not there fails. Before 2025-11-25 only the announced address counts.
    private var missingResourceCheck: String {
        context.revision.hasDiscoveryLadder ? "rs-prm-discoverable" : "rs-challenge-resource-metadata-absolute"
    }

    private func chooseIssuer(_ issuers: [String]) throws -> String {
        guard let first = issuers.first else { throw ClientStop.refused("No authorization server is named") }
        let choice = knobs.prefers.flatMap { preferred in issuers.first { $0 == preferred } } ?? first
        context.choose(
            issuers.count == 1
                ? "Takes the only authorization server" : "Takes one of \(issuers.count) authorization servers",
            choice,
            inputs: issuers.enumerated().map { .init("authorization_servers.\($0.offset)", $0.element) })
        return choice
    }

    // MARK: Authorization server metadata (RFC 8414, OpenID Connect Discovery 1.0)

    private func authorizationServer(_ issuer: String) async throws -> AuthorizationServerMetadata {
        guard let url = WebURL(issuer) else { throw ClientStop.refused("The issuer is not an address: \(issuer)") }
        for address in DiscoveryLadder.authorizationServer(issuer: url, revision: context.revision) {
            let response = try await fetch(address)
            if response.status == 404 { continue }
            return try usable(response, issuer: issuer)
        }
        _ = context.check(
            Finding(
                missingMetadataCheck, "The issuer's metadata can be found", inputs: [.init("issuer", issuer)],
                expected: "a document",
                actual: "404 everywhere", holds: false))
        throw ClientStop.refused("No metadata was found for \(issuer)")
    }

    /// The requirement that an issuer without metadata fails, by revision.
    private var missingMetadataCheck: String {
        if context.revision.hasDiscoveryLadder { return "as-metadata-one-of" }
        return context.revision.hasProtectedResourceMetadata ? "as-metadata-rfc8414" : "as-0326-metadata-offered"
    }

    /// A document that this client may act on, or the reason why not.
    private func usable(_ response: Response, issuer: String) throws -> AuthorizationServerMetadata {
        let metadata: AuthorizationServerMetadata
        do {
            metadata = try AuthorizationServerMetadata(checking: response)
        } catch {
            _ = context.check(error.finding(issuer, missing: missingMetadataCheck))
            throw ClientStop.refused("The metadata of \(issuer) cannot be used: \(error.reason)")
        }
        guard context.check(metadata.issuerFinding(expected: issuer)) else {
            throw ClientStop.refused("The metadata names another issuer: \(metadata.issuer)")
        }
        // Where no grant begins in a browser there is no code to protect.
        if context.revision.requiresPKCEMetadata, metadata.authorizationEndpoint != nil {
            guard context.check(metadata.pkceFinding) else {
                throw ClientStop.refused("\(issuer) does not say that it supports PKCE with S256")
            }
        }
        return metadata
    }
}

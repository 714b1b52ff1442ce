import OAuth
import Specs
import Traces
import Wire

/// The ways to a token in which nobody opens a browser at the authorization server.
extension Client {
    /// A token by the configured grant.
    func obtain(_ connection: Connection, scopes: [String]?) async throws -> Tokens {
        guard let discovery = connection.discovered else {
            throw ClientStop.refused("Nothing is known about the server")
        }
        let identity = try await identify(at: discovery.metadata)
        do {
            return switch knobs.flow {
            case .idJAG: try await enterpriseTokens(discovery, identity, scopes: scopes)
            case .jwtBearer: try await workloadTokens(discovery, identity, scopes: scopes)
            case .code, .clientCredentials: try await clientCredentials(discovery, identity, scopes: scopes)
            }
        } catch ClientStop.invalidClient(let reason) {
            // An id that an administrator gave cannot be had anew.
            throw ClientStop.refused(reason)
        }
    }

    /// RFC 6749 section 4.4, with the resource of RFC 8707.
    private func clientCredentials(_ discovery: Discovery, _ identity: Credentials, scopes: [String]?) async throws
        -> Tokens
    {
        let offered = discovery.metadata.tokenEndpointAuthMethods
        guard context.check(ClientCredentials.metadataFinding(identity.authentication, offered: offered)) else {
            throw ClientStop.refused("\(discovery.metadata.issuer) does not take the credentials of this client")
        }
        var form: Form = ["grant_type": GrantType.clientCredentials]
        form.add("scope", scopes?.joined(separator: " "))
        form.add("resource", discovery.resource)
        return try await tokens(form, discovery, identity, asked: scopes ?? [], previous: nil)
    }
}

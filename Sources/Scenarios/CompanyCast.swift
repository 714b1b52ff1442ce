import Settings
import Wire
import World

extension Cast {
    /// The parties of a company's site: its MCP server and authorization server, and a client that is nobody's in
    /// particular.
    init(of profile: ServerProfile) {
        self.init()
        let name = CompanyName(profile.name)
        server.url = profile.url
        server.resourceName = profile.name
        server.software = (name.slug, "1.0.0", name.word + "/1.0")
        server.instructions = profile.instructions.isEmpty ? "The tools of \(profile.name)." : profile.instructions
        server.tools = profile.tools.map { tool in
            Tool(
                name: tool.name, scope: tool.scope, result: tool.result.isEmpty ? "Done." : tool.result,
                summary: tool.description.isEmpty ? nil : tool.description,
                arguments: .object(tool.arguments.map { JSON.Member($0.name, $0.example) }))
        }
        authorization.issuer = profile.issuer ?? WebURL(profile.url)?.origin ?? profile.url
        authorization.agent = name.word + "Authorization/1.0"
        authorization.scopes = server.scopes + profile.scopes.filter { !server.scopes.contains($0) }
        authorization.tokenLifetime = profile.tokens.lifetime
        authorization.issuesRefreshTokens = profile.tokens.issuesRefreshTokens
        authorization.rotates = profile.tokens.rotates
        authorization.refreshLifetime = profile.tokens.refreshLifetime
        authorization.acceptsCIMD = profile.registration.acceptsDocuments
        authorization.acceptsDynamic = profile.registration.acceptsDynamic
        client.name = profile.client.name
        client.software = CompanyName(profile.client.name).slug
        client.version = "1.0.0"
        client.metadataDocument = profile.client.document
    }

    /// The same parties where one origin is both servers, as a client of 2025-03-26 must take them to be.
    var onOneOrigin: Cast {
        var cast = self
        cast.authorization.issuer = WebURL(server.url)?.origin ?? authorization.issuer
        return cast
    }
}

/// A name that people read, as programs write it.
private struct CompanyName {
    /// `acme-tickets`
    var slug: String
    /// `AcmeTickets`
    var word: String

    init(_ name: String) {
        let parts = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        slug = parts.isEmpty ? "server" : parts.joined(separator: "-").lowercased()
        word = parts.isEmpty ? "Server" : parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

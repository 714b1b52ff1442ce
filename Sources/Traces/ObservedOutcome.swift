import Specs
import Wire

extension Trace.Outcome {
    /// How a recording of strangers ended, as far as its messages tell: nobody has said what was to come of it.
    ///
    /// It is a success where a token was issued or an MCP request was served, whatever else was tried. Else the person's no
    /// counts, then any other refusal; where not even that happened, the effort ended without a result.
    public static func observed(in exchanges: [Exchange]) -> Trace.Outcome {
        if exchanges.contains(where: \.succeeds) { return .success }
        let errors = exchanges.compactMap { exchange in
            exchange.response?.headers["Location"].flatMap(WebURL.init)?.form["error"]
        }
        if errors.contains("access_denied") { return .denied }
        let isRefused = !errors.isEmpty || exchanges.contains { $0.response.map { $0.status >= 400 } ?? false }
        return isRefused ? .refused : .gaveUp
    }
}

extension Exchange {
    /// Whether it brought what a client is after: a token, or an answer of the MCP server.
    fileprivate var succeeds: Bool {
        guard let response, response.isSuccess else { return false }
        switch kind {
        case .tokenRequest, .tokenRefresh, .tokenClientCredentials, .tokenExchange, .tokenJWTBearer: return true
        case _ where kind.isMCP: return (try? JSON(parsing: response.body))?["error"] == nil
        default: return false
        }
    }
}

import Specs
import Traces

extension FlowBuilder {
    /// What the checks and the status make of an exchange.
    func judge(_ exchange: Exchange, _ fields: [Field]) -> (FlowExchange.State, FlowExchange.Verdict?) {
        let checks = checks[exchange.id] ?? []
        let attacked = role(exchange.sender) == .attacker || role(exchange.receiver) == .attacker
        if ![.mcpUnauthenticated, .mcpStepUp].contains(exchange.kind) {
            let negative = checks.filter(\.isNegative)
            if let check = negative.first(where: \.enforced) {
                return (trace.outcome == .stopped || attacked ? .stopped : .failed, verdict(check))
            }
            if let check = negative.first {
                return (trace.outcome == .harmed || attacked ? .attack : .ok, verdict(check))
            }
        }
        let verified =
            exchange.kind == .tokenRequest
            ? checks.first { $0.finding.holds && $0.party == exchange.receiver && isAboutVerifier($0) } : nil
        let positive = verified.map(verdict)
        if attacked { return (.attack, positive) }
        return (hasFailed(exchange, fields) ? .failed : .ok, positive)
    }

    private func isAboutVerifier(_ decision: Decision) -> Bool {
        let text = (decision.finding.check + " " + decision.finding.summary).lowercased()
        return ["verifier", "pkce", "challenge"].contains { text.contains($0) }
    }

    private func verdict(_ decision: Decision) -> FlowExchange.Verdict {
        let text = decision.finding.summary.isEmpty ? decision.finding.check : decision.finding.summary
        return FlowExchange.Verdict(
            decision: decision.id, holds: decision.finding.holds, isEnforced: decision.enforced,
            lane: laneIndex[decision.party] ?? 0, text: VisibleText.label(text))
    }

    /// Whether an exchange of which the flow needs the answer came back with an error. A 401 or 403 of the MCP server is
    /// part of the protocol, a 404 part of discovery.
    private func hasFailed(_ exchange: Exchange, _ fields: [Field]) -> Bool {
        guard let status = exchange.status else { return true }
        switch exchange.kind {
        case .mcpUnauthenticated, .mcpStepUp, .prm, .asMetadata, .other: return false
        case .authorizationResponse, .upstreamAuthorizationResponse:
            let refused = fields.contains { $0.side == .request && $0.name == "error" }
            return status >= 400 || refused && trace.outcome != .denied
        default: return status >= 400
        }
    }
}

import OAuth
import Specs
import Traces
import Wire

/// Access tokens that are bound to a key (RFC 9449 section 7), where the server asks for them.
extension MCPServer {
    /// Scheme and token of the `Authorization` header, where the scheme is one that this server knows.
    func presented(_ credentials: String?) -> (scheme: String, token: String)? {
        guard let credentials, let space = credentials.firstIndex(of: " ") else { return nil }
        let scheme = String(credentials[..<space])
        guard scheme.lowercased() == "bearer" || knobs.requiresProof && scheme.lowercased() == "dpop" else {
            return nil
        }
        return (scheme, credentials[credentials.index(after: space)...].trimmed)
    }

    /// Why a token, good in itself, is not taken from this sender; nil when it is.
    func proofRefusal(_ request: Request, scheme: String, token: String, jwt: CompactJWT) -> Response? {
        guard knobs.requiresProof else { return nil }
        let boundKey = jwt.claims["cnf"]?["jkt"]?.string
        let check = "ext-dpop-rs-rejects"
        guard context.check(DPoP.schemeFinding(scheme, boundKey: boundKey, check: check)) else {
            return challenge(401, error: "invalid_token", description: "The token is bound to a key: use DPoP")
        }
        if scheme.lowercased() != "dpop" { return nil }
        let expectation = DPoP.Expectation(
            method: request.method, url: url, now: context.now, token: token, boundKey: boundKey)
        let checks = ProofKeeper.Checks(proof: check, once: "rs-dpop-once", nonce: "rs-dpop-nonce")
        do {
            _ = try proofs.judge(request, expectation, checks: checks, wantsNonce: knobs.wantsNonce, by: context)
            return nil
        } catch ProofKeeper.Refusal.nonce(let nonce) {
            var response = challenge(401, error: "use_dpop_nonce", description: "The proof needs the nonce given here")
            response.headers.add("DPoP-Nonce", nonce)
            return response
        } catch ProofKeeper.Refusal.otherKey {
            // The proof has no fault; the token is not for its sender (section 7.1).
            return challenge(401, error: "invalid_token", description: "The token is bound to another key")
        } catch ProofKeeper.Refusal.invalid(let reason) {
            return challenge(401, error: "invalid_dpop_proof", description: reason)
        } catch {
            return challenge(401, error: "invalid_dpop_proof")
        }
    }
}

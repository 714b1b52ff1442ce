import OAuth
import Specs
import Traces
import Wire

/// Tokens that are bound to a key of the client (RFC 9449 sections 5 and 8).
extension AuthorizationServer {
    /// The thumbprint of the key that a token request has proved to hold; nil where it does not ask for a bound token.
    ///
    /// - Throws: ``TokenError`` when there is a proof and it is no good.
    func provedKey(_ request: Request) throws -> String? {
        guard knobs.offersProofs, request.headers["DPoP"] != nil, let url = WebURL(endpoint("token")) else {
            return nil
        }
        let expectation = DPoP.Expectation(method: request.method, url: url, now: context.now)
        let checks = ProofKeeper.Checks(proof: "as-dpop-proof", once: "as-dpop-once", nonce: "as-dpop-nonce")
        do {
            let proof = try proofs.judge(
                request, expectation, checks: checks, wantsNonce: knobs.wantsNonce, by: context)
            return proof?.key.thumbprint
        } catch ProofKeeper.Refusal.nonce(let nonce) {
            throw TokenError(
                code: "use_dpop_nonce", description: "The proof needs the nonce given here",
                headers: ["DPoP-Nonce": nonce])
        } catch ProofKeeper.Refusal.invalid(let reason) {
            throw TokenError(code: "invalid_dpop_proof", description: reason)
        }
    }

    /// A refresh token of a public client counts only with the key that it was issued for (section 5).
    func demandKey(_ key: String?, of issued: IssuedRefreshToken) throws {
        guard let bound = issued.key else { return }
        try demand(
            Finding(
                "as-dpop-refresh-bound", "The refresh token is used with the key that it is bound to",
                inputs: [.init("thumbprint of jwk", key ?? "(no proof)")], expected: bound, equals: key),
            or: TokenError(code: "invalid_grant", description: "The refresh token is bound to another key"))
    }
}

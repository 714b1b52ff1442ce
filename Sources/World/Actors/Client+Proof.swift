import OAuth
import Specs
import Traces
import Wire

/// Proofs that the client holds the key its tokens are bound to (RFC 9449).
extension Client {
    /// A new proof for one request. Every request gets its own, also one that is repeated.
    func proof(_ method: String, _ url: WebURL, token: String?) throws -> String {
        let purpose = DPoP.Purpose(method: method, url: url, token: token, nonce: nonces[url.origin])
        let proof = try DPoP.proof(
            purpose, now: now, id: context.random("proof id", bytes: 12), key: DemoKeys.proof.get())
        context.create(
            .dpopProof, proof, "Signs a proof for this one request",
            clause: token == nil ? "ext-dpop-token-proof" : "ext-dpop-fresh-proof",
            inputs: [.init("htm", method), .init("htu", DPoP.address(url))])
        return proof
    }

    /// Keeps the nonce of an answer for the next proof. Returns whether the request is worth repeating with it.
    func takeNonce(_ response: Response, from url: WebURL) -> Bool {
        guard let nonce = response.headers["DPoP-Nonce"] else { return false }
        let isNew = nonces[url.origin] != nonce
        nonces[url.origin] = nonce
        let challenge = response.headers.all("WWW-Authenticate").flatMap(Challenge.parse).first { $0["error"] != nil }
        let error = challenge?["error"] ?? (try? JSON(parsing: response.body))?["error"]?.string
        guard isNew, error == "use_dpop_nonce" else { return false }
        context.choose(
            "Repeats the request with the server's nonce in a new proof", nonce, clause: "ext-dpop-nonce-retry",
            inputs: [.init("error", "use_dpop_nonce")])
        return true
    }
}

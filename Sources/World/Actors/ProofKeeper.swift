import OAuth
import Specs
import Traces
import Wire

/// What a server remembers about DPoP proofs (RFC 9449): those it has seen, and the nonce it has given out.
struct ProofKeeper: Sendable {
    private var seen: Set<String> = []
    private var nonce: String?

    /// Why a request is turned away.
    enum Refusal: Error {
        case invalid(String)
        /// The proof is good, and the token is bound to another key.
        case otherKey
        /// The sender is to try again with this value.
        case nonce(String)
    }

    /// The names under which a server makes its checks.
    struct Checks {
        /// The clause of the checks of section 4.3; each gets a qualifier.
        var proof: String
        var once: String
        var nonce: String
    }

    /// Judges the proof of a request. Throws ``Refusal``.
    ///
    /// - Returns: the proof, or nil where there is no usable one and the check for that is switched off.
    mutating func judge(
        _ request: Request, _ expectation: DPoP.Expectation, checks: Checks, wantsNonce: Bool, by party: PartyContext
    ) throws -> DPoP.Proof? {
        let headers = request.headers.all("DPoP")
        guard party.check(DPoP.formFinding(headers, check: checks.proof)) else {
            throw Refusal.invalid(headers.isEmpty ? "A DPoP proof is missing" : "The DPoP proof is malformed")
        }
        guard let proof = headers.first.flatMap({ DPoP.Proof($0) }) else { return nil }
        for finding in DPoP.findings(proof, expectation, check: checks.proof) where !party.check(finding) {
            guard finding.check != checks.proof + "/key" else { throw Refusal.otherKey }
            throw Refusal.invalid("The DPoP proof does not fit this request")
        }
        guard party.check(DPoP.onceFinding(proof, seen: seen, check: checks.once)) else {
            throw Refusal.invalid("The DPoP proof was used before")
        }
        seen.insert(proof.id)
        if wantsNonce {
            let current = currentNonce(by: party, check: checks.nonce)
            guard party.check(DPoP.nonceFinding(proof, current: current, check: checks.nonce)) else {
                throw Refusal.nonce(current)
            }
        }
        return proof
    }

    private mutating func currentNonce(by party: PartyContext, check: String) -> String {
        if let nonce { return nonce }
        let fresh = party.random("proof nonce", bytes: 16)
        party.create(.nonce, fresh, "Makes a nonce for the proofs to come", clause: check)
        nonce = fresh
        return fresh
    }
}

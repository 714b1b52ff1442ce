import Crypto
import Foundation
import Specs
import Wire

/// Proof Key for Code Exchange (RFC 7636) with the method S256.
public enum PKCE {
    /// `BASE64URL(SHA256(ASCII(verifier)))` (section 4.2).
    public static func challenge(for verifier: String) -> String {
        Base64URL.encode(SHA256.hash(data: Data(verifier.utf8)))
    }

    /// Whether the text may be a verifier: 43 to 128 unreserved characters (section 4.1).
    public static func isVerifier(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count) && Percent.encode(text) == text
    }

    /// Whether a challenge has the form of section 4.2: that of a verifier, which it is with the method `plain`.
    public static func challengeFinding(_ challenge: String) -> Finding {
        Finding(
            "as-pkce-required", "The code challenge is 43 to 128 unreserved characters",
            inputs: [.init("code_challenge", challenge)], expected: "43 to 128 characters of A-Z a-z 0-9 - . _ ~",
            actual: challenge, holds: isVerifier(challenge))
    }

    /// The comparison of section 4.6: the hashed verifier against the challenge of the authorization request.
    ///
    /// - Parameter method: `S256`, or `plain` where a server was made to take it: then the two are compared as they are.
    public static func finding(verifier: String?, challenge: String, method: String = "S256") -> Finding {
        let actual = verifier.map { verifier in
            isVerifier(verifier) ? method == "plain" ? verifier : PKCE.challenge(for: verifier) : "(not a verifier)"
        }
        return Finding(
            "token-pkce-enforced",
            method == "plain"
                ? "The verifier is the challenge of the authorization request"
                : "The verifier hashes to the challenge of the authorization request",
            inputs: [.init("code_verifier", verifier ?? "(none)"), .init("code_challenge", challenge)],
            expected: challenge, equals: actual)
    }
}

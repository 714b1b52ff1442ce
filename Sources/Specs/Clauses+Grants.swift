extension Clause {
    /// Checks of the grants that need no browser, and of sender-constrained tokens, that no listed requirement names.
    static let grants: [Clause] = [
        Clause(
            "token-grant-allowed", .authorization, .must, since(.november2025), at: ["token-client-credentials"],
            "A client that was not registered for the grant is answered with unauthorized_client.",
            source: "RFC 6749 §5.2", tier: .inherited),
        Clause(
            "token-scope-allowed", .authorization, .may, since(.november2025), at: ["token-client-credentials"],
            """
            A scope that the client may not have is answered with invalid_scope, or left out of the token, which then \
            says so.
            """,
            source: "RFC 6749 §3.3, §5.2", tier: .inherited),
    ]
}

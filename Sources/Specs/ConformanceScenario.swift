/// A scenario of the official conformance suite, by the name under which the suite runs it.
///
/// Read from `modelcontextprotocol/conformance` at ``suiteCommit``: the names are the suite's, the links lead to the file
/// that defines them there.
public struct ConformanceScenario: Hashable, Sendable {
    public var name: String
    /// Path of the defining file in the suite's repository.
    public var path: String

    /// The state of the suite from which the list was read.
    public static let suiteCommit = "c321dd32035556e6769d3724a8ee97d87c3faaac"

    /// Where the scenario is defined, in the state that was read.
    public var url: String {
        "https://github.com/modelcontextprotocol/conformance/blob/" + ConformanceScenario.suiteCommit + "/" + path
    }

    /// Every scenario about authorization (`auth/…` for clients, two for authorization servers), and those of the
    /// transport that authorization leans on.
    public static let all: [ConformanceScenario] = files.flatMap { path, names in
        names.map { ConformanceScenario(name: $0, path: "src/scenarios/" + path) }
    }

    public static func named(_ name: String) -> ConformanceScenario? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let files: KeyValuePairs<String, [String]> = [
        "client/auth/discovery-metadata.ts": [
            "auth/metadata-default", "auth/metadata-var1", "auth/metadata-var2", "auth/metadata-var3",
        ],
        "client/auth/basic-cimd.ts": ["auth/basic-cimd"],
        "client/auth/scope-handling.ts": [
            "auth/scope-from-www-authenticate", "auth/scope-from-scopes-supported", "auth/scope-omitted-when-undefined",
            "auth/scope-step-up", "auth/scope-retry-limit",
        ],
        "client/auth/token-endpoint-auth.ts": [
            "auth/token-endpoint-auth-basic", "auth/token-endpoint-auth-post", "auth/token-endpoint-auth-none",
        ],
        "client/auth/pre-registration.ts": ["auth/pre-registration"],
        "client/auth/resource-mismatch.ts": ["auth/resource-mismatch"],
        "client/auth/offline-access.ts": ["auth/offline-access-scope", "auth/offline-access-not-supported"],
        "client/auth/authorization-server-migration.ts": ["auth/authorization-server-migration"],
        "client/auth/issuer-parameter.ts": [
            "auth/iss-supported", "auth/iss-not-advertised", "auth/iss-supported-missing", "auth/iss-wrong-issuer",
            "auth/iss-unexpected", "auth/iss-normalized", "auth/metadata-issuer-mismatch",
        ],
        "client/auth/march-spec-backcompat.ts": [
            "auth/2025-03-26-oauth-metadata-backcompat", "auth/2025-03-26-oauth-endpoint-fallback",
        ],
        "client/auth/client-credentials.ts": ["auth/client-credentials-jwt", "auth/client-credentials-basic"],
        "client/auth/enterprise-managed-authorization.ts": ["auth/enterprise-managed-authorization"],
        "client/auth/dpop.ts": ["auth/dpop", "auth/dpop-nonce"],
        "client/auth/wif-jwt-bearer.ts": ["auth/wif-jwt-bearer"],
        "authorization-server/authorization-server-metadata.ts": ["authorization-server-metadata-endpoint"],
        "authorization-server/authorization-code-grant.ts": ["authorization-code-grant"],
        "client/initialize.ts": ["initialize"],
        "client/request-metadata.ts": ["request-metadata"],
        "client/http-standard-headers.ts": ["http-standard-headers"],
        "client/http-custom-headers.ts": ["http-custom-headers", "http-invalid-tool-headers"],
        "server/http-standard-headers.ts": ["http-header-validation", "http-custom-header-server-validation"],
        "server/dns-rebinding.ts": ["dns-rebinding-protection"],
        "server/session-lifecycle.ts": ["server-session-lifecycle"],
        "server/stateless.ts": ["server-stateless"],
        "server/caching.ts": ["caching"],
    ]
}

import Specs

extension Trace {
    /// Whether a client that an exchange names is confidential: it was given a secret at registration, or proves somewhere
    /// in the run who it is, with a secret or a signed assertion.
    public func isClientConfidential(in exchange: Exchange) -> Bool {
        let named = exchange.namedClients
        return !named.isEmpty
            && exchanges.contains { $0.hasClientCredential && !$0.namedClients.isDisjoint(with: named) }
    }
}

extension Exchange {
    /// The client ids in a request or a registration; in an assertion of a client they are its subject.
    fileprivate var namedClients: Set<String> {
        Set(
            fields.lazy.filter { field in
                switch field.carrier {
                case nil: field.kind == .clientID
                case "client_assertion": field.path == ["sub"]
                default: false
                }
            }.map(\.value))
    }

    fileprivate var hasClientCredential: Bool {
        fields.contains { $0.carrier == nil && ($0.kind == .clientSecret || $0.kind == .clientAssertion) }
    }
}

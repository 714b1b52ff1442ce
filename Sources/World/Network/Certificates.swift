import Crypto
import Foundation
import NIOConcurrencyHelpers
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority that lives as long as the process. Nothing of it enters a trace.
final class ThrowawayAuthority: Sendable {
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName
    /// What clients trust.
    let root: NIOSSLCertificate
    private let contexts = NIOLockedValueBox<[String: NIOSSLContext]>([:])

    init() throws {
        name = try DistinguishedName { CommonName("Wirescribe throwaway authority") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date() - 3600,
            notValidAfter: Date() + 86400 * 30, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try .init {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: .init(key))
        root = try ThrowawayAuthority.convert(certificate)
    }

    /// The server side of TLS for one host name, made on first use.
    func context(host: String) throws -> NIOSSLContext {
        if let known = contexts.withLockedValue({ $0[host] }) { return known }
        let leafKey = P256.Signing.PrivateKey()
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leafKey.publicKey), notValidBefore: Date() - 3600,
            notValidAfter: Date() + 86400 * 7, issuer: name, subject: try DistinguishedName { CommonName(host) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try .init {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(ThrowawayAuthority.names(of: host))
                try ExtendedKeyUsage([.serverAuth])
            }, issuerPrivateKey: .init(key))
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try ThrowawayAuthority.convert(certificate))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.derRepresentation), format: .der)))
        configuration.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        contexts.withLockedValue { $0[host] = context }
        return context
    }

    /// An address has no server name in TLS, so the client compares with the peer's address, which is the gateway's.
    private static func names(of host: String) -> [GeneralName] {
        let numbers = host.split(separator: ".").compactMap { UInt8($0) }
        guard numbers.count == 4, host.allSatisfy({ $0.isNumber || $0 == "." }) else { return [.dnsName(host)] }
        return [numbers, [127, 0, 0, 1]].map { .ipAddress(ASN1OctetString(contentBytes: ArraySlice($0))) }
    }

    private static func convert(_ certificate: Certificate) throws -> NIOSSLCertificate {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)
    }
}

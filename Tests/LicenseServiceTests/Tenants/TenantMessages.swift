import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

/// Messages of a machine of one organization about what is another's.
struct TenantMessages {
    let own: TestTenant
    let now: Timestamp

    /// What the machine may ask for.
    func base() throws -> [UInt8] {
        try request(.activate, .key(LicenseKey(own.license.message)))
    }

    /// Requests with licenses that the organization has signed itself, and a report for an activation of
    /// the other.
    func all(about other: TestTenant) throws -> [(name: String, bytes: [UInt8])] {
        var messages: [(name: String, bytes: [UInt8])] = []
        for owner in [own.issuer.organization, other.issuer.organization] {
            let claims = other.license.claims.of(owner)
            let signer = Issuer(owner, key: try TestService.key(1))
            let forged = try TrustedKeys(pinning: signer.verificationKey).verify(
                LicenseKey(signer.mint(claims).message))
            for kind in [RequestKind.activate, .deactivate(used: UsageTotal(units: 0))] {
                let key = try request(kind, .key(LicenseKey(forged.message)))
                messages.append(("\(kind) with a key in the name of \(owner)", key))
                messages.append(
                    ("\(kind) with a proof in the name of \(owner)", try proof(kind, of: forged)))
            }
        }
        messages.append(("a report", try report(of: other)))
        return messages
    }

    /// The machine's key, which no other machine has.
    private static func machine() throws -> SigningKey { try TestService.key(92) }

    private func request(_ kind: RequestKind, _ license: LicenseReference) throws -> [UInt8] {
        let machine = try Self.machine()
        return try ActivationRequest(
            kind, license: license, device: machine.verificationKey, id: .random(), issuedAt: now
        ).signed(by: machine).bytes
    }

    private func proof(_ kind: RequestKind, of license: VerifiedLicense) throws -> [UInt8] {
        let machine = try Self.machine()
        let id = RequestID.random()
        let proof = LicenseProof(of: license, device: machine.verificationKey, in: id)
        return try ActivationRequest(
            kind, license: .proof(proof), device: machine.verificationKey, id: id, issuedAt: now
        ).signed(by: machine).bytes
    }

    private func report(of other: TestTenant) throws -> [UInt8] {
        let activation = try #require(ActivationID(other.id(.device)))
        let journal = try #require(JournalHash(SHA256.digest(of: [])))
        return try UsageReport(of: activation, sequence: 1, issuedAt: now, journal: journal)
            .signed(by: Self.machine()).bytes
    }
}

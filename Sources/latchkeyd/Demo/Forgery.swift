import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseSync
import LicenseVerifier

/// Messages that no program of ours makes: what a neighbor or a liar signs with keys of their own.
struct Forgery {
    let directory: URL
    let now: Timestamp

    private func text(_ file: String) throws -> String {
        try String(contentsOf: directory.appendingPathComponent(file), encoding: .utf8)
    }

    /// A request for a seat with the license of a key file, signed anew by another issuer.
    func request(withLicenseIn file: String, signedBy issuer: Issuer) throws -> String {
        var claims = try UnverifiedClaims(of: LicenseKey(parsing: text(file))).asserted
        claims.organization = issuer.organization
        let device = try SigningKey.generate()
        let request = ActivationRequest(
            .activate, license: .key(try LicenseKey(issuer.mint(claims).message)),
            device: device.verificationKey, id: .random(), issuedAt: now)
        return Carrier.encode(try request.signed(by: device).bytes)
    }

    /// A first report in the name of a device, which says what it likes.
    func report(
        of activation: ActivationID, using units: UInt64, byKeyIn file: String
    ) throws -> String {
        let path = directory.appendingPathComponent(file).path
        let device = try KeyFile.read(path) { () throws(KeyFileError) in
            throw .unsupportedEncryption(path: path)
        }
        var report = UsageReport(
            of: activation, sequence: 1, issuedAt: now,
            journal: JournalHash(digest: SHA256.digest(of: Array("a lie".utf8))))
        report.usage = UsageTotal(units: units)
        return Carrier.encode(try report.signed(by: device).bytes)
    }

    /// What the service has signed in an answer file.
    func receipt(in file: String, by service: VerificationKey) throws -> VerifiedReceipt {
        try ActivationKeys(pinning: service).verifyReceipt(Carrier.message(text(file)))
    }
}

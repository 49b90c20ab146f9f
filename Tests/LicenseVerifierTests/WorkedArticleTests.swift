import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Worked examples of the articles` {
    private static let articles = "LicenseVerifier/LicenseVerifier.docc"

    @Test func `are printed as the generator wrote them`() throws {
        let license = try WorkedArticle(
            "worked-example.json", in: "\(Self.articles)/Token-Format.md")
        #expect(try license.missing(WorkedArticle.printed) == [])
        _ = try license.verified()
    }

    @Test func `hold a delta that this verifier takes`() throws {
        let example = try WorkedArticle(
            "status-lists/worked-example.json", in: "\(Self.articles)/Status-List.md")
        #expect(try example.missing(WorkedArticle.printed + ["page", "root", "changes"]) == [])
        _ = try example.verified()
        let key = try VerificationKey(rawRepresentation: example.bytes("publicKey"))
        let message = try SignedMessage(
            example.bytes("message"), maxPayload: Limits.maxObjectBytes)
        let delta = try StatusKeys(pinning: key).verifyDelta(message)
        #expect(delta.from == 1 && delta.claims.sequence == 3 && delta.changeCount == 1)
        #expect(try delta.claims.root == example.bytes("root"))
        #expect(
            StatusPages.root(
                of: [UInt8](repeating: 0, count: StatusPages.byteCount),
                organization: delta.claims.organization, shard: 0) == delta.claims.root)
    }

    @Test func `hold a bundle that its root key vouches for`() throws {
        let example = try WorkedArticle(
            "trust/worked-example.json", in: "\(Self.articles)/Trust-Bundle.md")
        #expect(try example.missing(WorkedArticle.printed + ["issuingKey"]) == [])
        _ = try example.verified()
        let root = TrustRoot(try VerificationKey(rawRepresentation: example.bytes("publicKey")))
        let message = try SignedMessage(
            example.bytes("message"), maxPayload: TrustBundle.maxPayload)
        let keys = try root.verify([message]).bundle.keys
        #expect(try keys.map(\.key.rawRepresentation) == [example.bytes("issuingKey")])
    }
}

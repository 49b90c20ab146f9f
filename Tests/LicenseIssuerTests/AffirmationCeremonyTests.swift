import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The ceremony of an affirmation list` {
    private let organization: OrganizationID
    private let license: SignedMessage
    private let stolen: KeyID

    init() throws {
        var generator = SplitMix64(seed: 1)
        organization = .random(using: &generator)
        let issuer = try SigningKey.generate()
        stolen = issuer.verificationKey.keyID
        license = try issuer.sign(payload: [0xa0], type: .cwt)
    }

    @Test func `tells the next signer what the first one signed`() throws {
        let root = try SigningKey.generate()
        var first = AffirmationCeremony([license], of: organization, signedBy: stolen)
        try first.sign(by: root)
        let next = try AffirmationCeremony(first.messages)
        #expect(next == first)
        #expect(next.organization == organization)
        #expect(next.key == stolen)
        #expect(next.count == 1)
    }

    @Test func `refuses what no verifier would take`() throws {
        let root = try SigningKey.generate()
        let nothing = try root.sign(payload: [0xa0], type: .affirmation)
        #expect(throws: IssuerError.affirmation) { try AffirmationCeremony([nothing]) }
        #expect(throws: IssuerError.affirmation) { try AffirmationCeremony([license]) }
        #expect(throws: IssuerError.affirmation) { try AffirmationCeremony([SignedMessage]()) }
    }

    @Test func `refuses signatures of two lists`() throws {
        let root = try SigningKey.generate()
        var one = AffirmationCeremony([license], of: organization, signedBy: stolen)
        var other = AffirmationCeremony(
            [license], of: organization, signedBy: root.verificationKey.keyID)
        try one.sign(by: root)
        try other.sign(by: root)
        #expect(throws: IssuerError.affirmation) {
            try AffirmationCeremony(one.messages + other.messages)
        }
    }
}

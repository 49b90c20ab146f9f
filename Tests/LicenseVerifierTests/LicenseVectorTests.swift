import CBOR
import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `License vectors` {
    @Test func `are there, each name once`() {
        #expect(LicenseVector.all.count > 300)
        #expect(Set(LicenseVector.all.map(\.name)).count == LicenseVector.all.count)
    }

    @Test(arguments: LicenseVector.all)
    func `reach the verdict that is recorded`(_ vector: LicenseVector) throws {
        let license: VerifiedLicense
        do {
            license = try vector.verify()
        } catch let error as LicenseError {
            #expect(vector.expected.outcome == .refused)
            #expect([error.code] == vector.expected.codes)
            #expect(error.step == vector.expected.step)
            #expect(!error.description.isEmpty && !error.nextStep.isEmpty)
            return
        }
        let decision = license.evaluate(vector.facts.facts, at: vector.facts.at)
        #expect(vector.expected.outcome == (decision.isAllowed ? .allowed : .denied))
        #expect(decision.reasons.map(\.code) == vector.expected.codes)
        #expect(decision.reasons.first?.step == vector.expected.step)
        #expect(decision.warnings.map(\.code) == vector.expected.warnings)
        #expect(WrittenClaims(license.claims) == vector.expected.claims)
        if vector.file != nil {
            let types = try vector.licenseFile().unknownTypes.map(\.description)
            #expect(types == vector.expected.unknownTypes)
        }
    }

    @Test(arguments: LicenseVector.golden)
    func `of valid licenses give their own text again`(_ vector: LicenseVector) throws {
        let license = try vector.verify()
        let text = try #require(vector.text).trimmingWhiteSpace
        #expect(license.text == text)
        #expect(
            try vector.trustedKeys().verify(LicenseKey(carrier: license.carrierText)) == license)
        let file = LicenseFile(license).text(heading: "for people")
        let read = try LicenseFile(parsing: Array(file.utf8)).license()
        #expect(try vector.trustedKeys().verify(read) == license)
    }

    /// Each code of a refusal or reason that a license can meet is reached by a vector.
    @Test func `reach every code of a refusal, a reason and a warning`() {
        let expected = LicenseVector.all.map(\.expected)
        let reached = Set(expected.flatMap(\.codes)).union(expected.flatMap { $0.warnings ?? [] })
        let all = Set(EveryCase.licenseErrors.map(\.code))
            .union(EveryCase.reasons.map(\.code)).union(EveryCase.warnings.map(\.code))
        // A key that is selected by its id cannot turn out to have another; a file of more than
        // 64 MiB is too large for a vector; and a machine's libcrypto is none of its business.
        #expect(
            all.subtracting(reached) == [
                "key.other-issuer", "file.too-long", "platform.no-ed25519",
            ])
        #expect(reached.subtracting(all).isEmpty)
    }
}

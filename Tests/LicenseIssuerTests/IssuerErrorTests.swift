import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Errors of issuing` {
    static let all: [IssuerError] = {
        var generator = SplitMix64(seed: 1)
        return [
            .beyondCalendar, .endsBeforeIssue, .endsBeforeBeginning(.max),
            .beginsBeforeIssue(.max), .endsNoLater(than: .max),
            .license(.claims(.missing(.prefix))),
            .otherOrganization(.random(using: &generator)), .signing(.libcrypto), .trustBundle,
            .affirmation,
        ]
    }()

    @Test func `have a code, a sentence and a next step each`() {
        #expect(Set(Self.all.map(\.code)).count == Self.all.count)
        for error in Self.all {
            #expect(!error.code.isEmpty && error.description.last != ".")
            #expect(error.nextStep.count > 10 && error.nextStep.last != ".")
        }
    }
}

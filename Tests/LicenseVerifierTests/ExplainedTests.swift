import LicenseVerifier
import Testing

@Suite struct `Explanations` {
    static let all: [any Explained] =
        EveryCase.licenseErrors + EveryCase.issuerErrors + EveryCase.reasons
        + EveryCase.listReasons + EveryCase.seatReasons + EveryCase.warnings
        + EveryCase.listWarnings + EveryCase.damages
        + EveryCase.statusErrors + EveryCase.trustErrors

    @Test func `have a code for each case, and each code once`() {
        let codes = Self.all.map(\.code)
        #expect(codes.count == Set(codes).count)
        for code in codes {
            #expect(code.wholeMatch(of: /[a-z-]+\.[a-z0-9-]+/) != nil, "\(code)")
        }
    }

    @Test func `have a sentence and a next step, in lower case and without a full stop`() {
        for item in Self.all {
            for words in [item.description, item.nextStep] {
                #expect(words.count > 8 && words.last != ".", "\(words)")
                let first = words.first ?? " "
                #expect(first.isLowercase || first.isNumber || words.hasPrefix("R "), "\(words)")
            }
        }
    }

    /// Token-Format, verification: the headline of several reasons is the earliest step.
    @Test func `name a step of the verification or of the policy`() {
        #expect(EveryCase.licenseErrors.allSatisfy { (1...12).contains($0.step) })
        #expect(EveryCase.issuerErrors.allSatisfy { $0.step == 12 })
        #expect(EveryCase.seatReasons.allSatisfy { $0.step == 19 })
        #expect(EveryCase.listReasons.allSatisfy { $0.step == 17 })
        #expect(EveryCase.reasons.allSatisfy { (13...21).contains($0.step) })
    }

    @Test func `hold a text of a condition only with its quotes and invisible characters escaped`()
        throws
    {
        let key = try #require(ConditionKey("os"))
        let condition = try #require(Condition(key, .text("a\"b\u{202e}c")))
        #expect(condition.description == #"os="a\"b\u202ec""#)
    }
}

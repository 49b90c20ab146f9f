import LicenseIssuer
import Testing

@Suite struct `Benefit names` {
    @Test(arguments: [
        ("pro", true), ("9", true), ("pro-2026_v1.0", true),
        (String(repeating: "a", count: 64), true),
        ("", false), (String(repeating: "a", count: 65), false), ("-pro", false), ("Pro", false),
        ("pro team", false), ("pr\u{f6}", false), ("a\u{301}", false),
        // A name that reads like an id could mean two benefits.
        ("6f9619ff-8b86-4d01-b42d-00cf4fc964ff", false),
    ])
    func `are small letters, digits and three marks, and no UUID`(_ text: String, _ isName: Bool) {
        #expect((BenefitName(text) != nil) == isName)
    }
}

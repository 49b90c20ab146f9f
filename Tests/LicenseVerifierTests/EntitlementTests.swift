import LicenseVerifier
import Testing

@Suite struct `Entitlements` {
    @Test(arguments: [
        ("a", true), ("9", true), ("support:24x7", true), ("a._:-", true),
        (String(repeating: "a", count: 64), true), ("", false),
        (String(repeating: "a", count: 65), false), (":a", false), ("A", false), ("a b", false),
        ("\u{e9}", false),
    ])
    func `are small letters, digits and four marks`(_ text: String, _ isEntitlement: Bool) {
        #expect((Entitlement(text) != nil) == isEntitlement)
    }

    @Test func `are ordered by their bytes`() {
        let names = ["sso", "export", "a", "aa", "a-", "a:"].compactMap { Entitlement($0) }
        #expect(names.sorted().map(\.description) == ["a", "a-", "a:", "aa", "export", "sso"])
    }
}

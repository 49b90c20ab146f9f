import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Conditions` {
    private func reasons(license: [Condition], presented: [Condition]) throws -> [Reason] {
        let vendor = TestVendor()
        let license = try vendor.license { $0.conditions = license }
        var facts = vendor.facts(license.claims)
        facts.conditions = .presented(presented)
        return license.evaluate(facts, at: license.claims.issuedAt).reasons
    }

    @Test func `hold in any order when all are the same`() throws {
        let a = condition("a", .integer(1))
        let b = condition("b", .text("x"))
        #expect(try reasons(license: [a, b], presented: [b, a]).isEmpty)
    }

    @Test func `must be the license's, no more and no fewer`() throws {
        let a = condition("a", .integer(1))
        let b = condition("b", .text("x"))
        #expect(try reasons(license: [a], presented: []) == [.conditionMissing(a)])
        #expect(try reasons(license: [], presented: [b]) == [.conditionUnknown(b.key)])
        #expect(
            try reasons(license: [a], presented: [b]) == [
                .conditionMissing(a), .conditionUnknown(b.key),
            ])
    }

    @Test(arguments: [
        (ConditionValue.integer(1), ConditionValue.bool(true)), (.integer(1), .text("1")),
        (.bool(false), .integer(0)), (.text("a"), .text("A")), (.text("\u{e9}"), .text("e\u{301}")),
        (.text(""), .text(" ")), (.integer(-1), .integer(1)),
    ])
    func `differ when type or bytes differ`(_ one: ConditionValue, _ other: ConditionValue) throws {
        let signed = condition("a", one)
        let presented = condition("a", other)
        #expect(
            try reasons(license: [signed], presented: [presented]) == [.conditionDiffers(signed)])
        #expect(
            try reasons(license: [presented], presented: [signed]) == [
                .conditionDiffers(presented)
            ])
    }

    @Test func `presented twice do not hide the value that differs`() throws {
        let pro = condition("tier", .text("pro"))
        let basic = condition("tier", .text("basic"))
        #expect(try reasons(license: [pro], presented: [pro, basic]) == [.conditionDiffers(pro)])
        #expect(try reasons(license: [pro], presented: [basic, pro]) == [.conditionDiffers(pro)])
        #expect(try reasons(license: [pro], presented: [pro, pro]).isEmpty)
    }

    @Test(arguments: [
        ("a", true), ("a9._-", true), (String(repeating: "a", count: 64), true), ("", false),
        (String(repeating: "a", count: 65), false), ("9a", false), (".a", false), ("A", false),
        ("a b", false), ("a:b", false), ("\u{430}", false), ("a\u{301}", false),
    ])
    func `have names of small letters, digits and three marks`(_ name: String, _ isName: Bool) {
        #expect((ConditionKey(name) != nil) == isName)
    }

    private static let values: [(ConditionValue, Bool)] = [
        (.integer(9_007_199_254_740_991), true), (.integer(9_007_199_254_740_992), false),
        (.integer(-9_007_199_254_740_991), true), (.integer(-9_007_199_254_740_992), false),
        (.integer(.min), false), (.text(String(repeating: "x", count: 256)), true),
        (.text(String(repeating: "x", count: 257)), false),
        (.text(String(repeating: "\u{e9}", count: 129)), false), (.text("a\0"), false),
        (.text("\u{9f}"), false), (.text("\u{200b}"), true), (.text(""), true),
    ]

    @Test(arguments: values)
    func `have values within their ranges`(_ value: ConditionValue, _ isInRange: Bool) throws {
        let key = try #require(ConditionKey("a"))
        #expect((Condition(key, value) != nil) == isInRange)
    }

    /// The order of CBOR's map keys, not that of a dictionary.
    @Test func `are ordered by length first`() throws {
        let names = ["os", "tier", "a", "b-", "zz", "server"].compactMap { ConditionKey($0) }
        #expect(names.sorted().map(\.description) == ["a", "b-", "os", "zz", "tier", "server"])
    }
}

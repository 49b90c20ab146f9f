import LicenseVerifier

enum ValidBundles {
    /// A bundle that must be taken, with what it was made of.
    static func valid(
        _ name: String, _ description: String, signedBy signers: [TestIssuer]? = nil,
        _ change: (inout RawBundle) throws -> Void = { _ in }
    ) throws -> TrustCase {
        var bundle = try RawBundle()
        try change(&bundle)
        return try TrustCase(
            name, description, .bundle, bundle.signed(by: signers ?? bundle.roots),
            .accepted([("bundle", bundle.json)])
        ).with { $0.roots = bundle.roots }
    }

    /// A bundle of three root keys, two of whom must sign, that must be taken.
    private static func validOfThree(
        _ name: String, _ description: String, signedBy signers: [TestIssuer]
    ) throws -> TrustCase {
        try valid(name, description, signedBy: signers) {
            $0.roots = try RawBundle.roots(3)
            $0.threshold = 2
        }.twoOfThree()
    }

    static func all() throws -> [TrustCase] {
        let roots = try RawBundle.roots(3)
        let stranger = try TestIssuer.other.get()
        return try [
            valid("one-of-one", "one root key, which has signed"),
            validOfThree("two-of-three", "two of three root keys", signedBy: [roots[0], roots[2]]),
            validOfThree("three-of-three", "all of three root keys", signedBy: roots),
            validOfThree(
                "other-order", "signatures in another order than the keys",
                signedBy: [roots[2], roots[0]]),
            validOfThree(
                "strangers-too", "the signatures of strangers are passed over",
                signedBy: [stranger, roots[0], stranger, roots[1]]),
            validOfThree(
                "signed-twice", "one of two root keys has signed twice",
                signedBy: [roots[0], roots[0], roots[1]]),
            valid("no-keys", "a bundle without keys") { $0.keys = [] },
            valid("every-member", "everything that a bundle can say") {
                $0.version = 9_007_199_254_740_991
                $0.keys[0].benefits = [Sample.benefit, identifier("another benefit")]
                $0.keys[0].longestLifetime = 34_560_000
                $0.keys[0].compromisedAt = Sample.now
                $0.keys[0].requiresStatusIndex = true
                $0.statusBase = "https://status.example/demo"
                $0.serviceURLs = ["https://a.demo.example", "https://b.demo.example"]
                $0.listFloors = [(0, 7), (4095, 1)]
            },
            valid("texts-longest", "texts of 1,024 bytes, and eight places") {
                $0.statusBase = String(repeating: "s", count: 1024)
                $0.serviceURLs =
                    [String(repeating: "u", count: 1024)] + (1..<8).map { "u\($0)" }
            },
            valid("roots-16", "sixteen root keys, all of whom must sign") {
                $0.roots = try RawBundle.roots(16)
                $0.threshold = 16
                $0.keys = []
            }.with { $0.threshold = 16 },
            valid("expired", "an expired bundle still says what its keys may do") {
                $0.expiresAt = Sample.issuedAt + .seconds(1)
            },
            valid("a-day-ahead", "made a day ahead of the clock, no more") {
                $0.issuedAt = Sample.now + .seconds(86_400)
            },
        ]
    }
}

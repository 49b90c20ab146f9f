import LicenseVerifier

enum LicensesUnderBundles {
    /// A license judged under a bundle (Trust-Bundle, what a key may do).
    private static func license(
        _ name: String, _ description: String, refused code: String? = nil,
        signedBy signer: TestIssuer? = nil, claims: LicenseClaims = Sample.claims,
        affirmed: [[UInt8]] = [], _ change: (inout RawBundle) throws -> Void = { _ in }
    ) throws -> TrustCase {
        var bundle = try RawBundle()
        try change(&bundle)
        let octets = try (signer ?? TestIssuer.demo.get()).mint(claims).octets
        let expected = code.map { Expected.refused($0) } ?? .accepted([("claims", claims.json)])
        return try TrustCase("license-\(name)", description, .license, octets, expected).with {
            $0.bundle = try bundle.signed(by: bundle.roots)
            $0.affirmations = affirmed
        }
    }

    static func all() throws -> [TrustCase] {
        try windows() + constraints() + otherKeys() + compromises()
    }

    private static func windows() throws -> [TrustCase] {
        let minted = Sample.issuedAt
        return try [
            license("good", "a key within its role and window"),
            license("window-begins", "minted in the first second of the window") {
                $0.keys[0].notBefore = minted
            },
            license("window-ends", "minted in the last second of the window") {
                $0.keys[0].notBefore = minted - .seconds(60)
                $0.keys[0].notAfter = minted + .seconds(1)
            },
            license("window-early", "minted before the window", refused: "issuer.window") {
                $0.keys[0].notBefore = minted + .seconds(1)
            },
            license("window-late", "minted when the window has ended", refused: "issuer.window") {
                $0.keys[0].notBefore = minted - .seconds(60)
                $0.keys[0].notAfter = minted
            },
            license("bundle-expired", "the bundle has expired since") {
                $0.expiresAt = minted + .seconds(1)
            },
        ]
    }

    private static func constraints() throws -> [TrustCase] {
        let year: Int64 = 31_536_000
        let lasting = Sample.claims { $0.expiresAt = Sample.issuedAt + .seconds(year) }
        let indexed = Sample.claims { $0.statusIndex = StatusIndex(0) }
        return try [
            license("benefit", "one of the benefits that the key may issue") {
                $0.keys[0].benefits = [identifier("another benefit"), Sample.benefit]
            },
            license("other-benefit", "a key of other benefits", refused: "issuer.benefit") {
                $0.keys[0].benefits = [identifier("another benefit")]
            },
            license("lifetime", "exactly the longest lifetime", claims: lasting) {
                $0.keys[0].longestLifetime = year
            },
            license(
                "lifetime-longer", "a second longer", refused: "issuer.lifetime", claims: lasting
            ) { $0.keys[0].longestLifetime = year - 1 },
            license(
                "perpetual", "a perpetual license of a key with a longest lifetime",
                refused: "issuer.lifetime"
            ) { $0.keys[0].longestLifetime = year },
            license("status-index", "a license that can be revoked", claims: indexed) {
                $0.keys[0].requiresStatusIndex = true
            },
            license(
                "no-status-index", "a license that cannot be revoked",
                refused: "issuer.status-index"
            ) { $0.keys[0].requiresStatusIndex = true },
            license(
                "other-organization", "a license of another organization",
                refused: "issuer.organization"
            ) { $0.organization = identifier("another organization") },
        ]
    }

    private static func otherKeys() throws -> [TrustCase] {
        try [
            license(
                "status-key", "a key that signs status lists", refused: "issuer.role",
                signedBy: TestIssuer.signer("status key")),
            license(
                "activation-key", "a key that hands out seats", refused: "issuer.role",
                signedBy: TestIssuer.signer("activation key")),
            license(
                "root-key", "a root key issues nothing", refused: "key.unknown-issuer",
                signedBy: RawBundle.roots(1)[0]),
            license(
                "unknown-key", "a key that is not in the bundle", refused: "key.unknown-issuer",
                signedBy: TestIssuer.other.get()),
            license("removed-key", "the key is gone", refused: "key.unknown-issuer") {
                $0.keys.removeFirst()
            },
        ]
    }

    private static func compromises() throws -> [TrustCase] {
        func stolen(_ bundle: inout RawBundle) { bundle.keys[0].compromisedAt = Sample.now }
        let own = try TestIssuer.demo.get().mint(Sample.claims).octets
        let others = try ["a", "b", "c", "d"].map { name in
            try TestIssuer.demo.get().mint(
                Sample.claims { $0.customer = identifier("customer \(name)") }
            ).octets
        }
        func affirming(
            _ licenses: [[UInt8]], _ change: (inout RawAffirmation) throws -> Void = { _ in }
        ) throws -> [[UInt8]] {
            var list = try RawAffirmation(licenses)
            try change(&list)
            return [try list.signed(by: RawBundle.roots(1))]
        }
        let otherKey = try TestIssuer.other.get().publicKey.keyID
        return try [
            license(
                "compromised", "a stolen key, whenever the license says that it was minted",
                refused: "issuer.compromised", stolen),
            license("affirmed", "affirmed by itself", affirmed: affirming([own]), stolen),
            license(
                "affirmed-among", "affirmed with others", affirmed: affirming(others + [own]),
                stolen),
            license(
                "affirmed-second-list", "affirmed by the second of two lists",
                affirmed: affirming(others) + affirming([own]), stolen),
            license(
                "not-affirmed", "others are affirmed", refused: "issuer.compromised",
                affirmed: affirming(others), stolen),
            license(
                "affirmed-of-other-key", "affirmed as a license of another key",
                refused: "issuer.compromised", affirmed: affirming([own]) { $0.key = otherKey },
                stolen),
            license(
                "affirmed-by-other-organization", "affirmed by another organization",
                refused: "issuer.compromised",
                affirmed: affirming([own]) { $0.organization = identifier("another organization") },
                stolen),
            license(
                "affirmed-out-of-window", "what is affirmed keeps the key's bounds all the same",
                refused: "issuer.window", affirmed: affirming([own])
            ) {
                stolen(&$0)
                $0.keys[0].notBefore = Sample.issuedAt + .seconds(1)
            },
        ]
    }
}

import LicenseVerifier

enum BundleAcceptance {
    /// What bundles are after others (Trust-Bundle, acceptance).
    static func all() throws -> [TrustCase] {
        try nextBundles() + handovers() + refusedBundles()
    }

    /// The bundle that a device holds in these vectors.
    private static func held() throws -> RawBundle {
        var bundle = try RawBundle()
        bundle.version = 5
        return bundle
    }

    private static func afterHeld(_ vector: TrustCase) throws -> TrustCase {
        try vector.with {
            let held = try held()
            $0.before = [try held.signed(by: held.roots)]
            $0.roots = held.roots
        }
    }

    private static func nextBundles() throws -> [TrustCase] {
        try [
            ValidBundles.valid("next", "the next version") { $0.version = 6 },
            ValidBundles.valid("next-skips", "versions may be missed where the root keys stay") {
                $0.version = 99
                $0.keys = []
            },
            ValidBundles.valid("same-again", "the version that is held, once more") {
                $0.version = 5
            },
            ValidBundles.valid("next-made-earlier", "a higher version that was made earlier") {
                $0.version = 6
                $0.issuedAt = Sample.issuedAt - .seconds(60)
            },
        ].map(afterHeld)
    }

    /// Version 2 appoints another root key, which signs version 3 alone.
    private static func handovers() throws -> [TrustCase] {
        let first = try RawBundle.roots(1)
        let next = try TestIssuer.signer("next root 1")
        var handover = try RawBundle()
        handover.version = 2
        handover.roots = [next]
        var third = handover
        third.version = 3
        let start = try RawBundle()
        let before = [try start.signed(by: first)]
        let afterwards = before + [try handover.signed(by: first + [next])]
        return try [
            TrustCase(
                "handover", "another root key, signed by the old one and by itself", .bundle,
                handover.signed(by: first + [next]), .accepted([("bundle", handover.json)])
            ).with { $0.before = before },
            TrustCase(
                "handover-again", "the bundle that handed over, once more", .bundle,
                handover.signed(by: first + [next]), .accepted([("bundle", handover.json)])
            ).with { $0.before = afterwards },
            TrustCase(
                "after-handover", "the new root key signs alone", .bundle,
                third.signed(by: [next]), .accepted([("bundle", third.json)])
            ).with { $0.before = afterwards },
            TrustCase(
                "missed-handover", "a device that missed the handover", .bundle,
                third.signed(by: [next]), .refused("trust.threshold")
            ).with { $0.before = before },
            TrustCase(
                "old-root", "the root key before the handover", .bundle, third.signed(by: first),
                .refused("trust.threshold")
            ).with { $0.before = afterwards },
        ]
    }

    private static func refusedBundles() throws -> [TrustCase] {
        func refused(
            _ name: String, _ description: String, _ code: String,
            _ change: (inout RawBundle) -> Void
        ) throws -> TrustCase {
            var bundle = try held()
            change(&bundle)
            return try afterHeld(
                TrustCase(
                    name, description, .bundle, bundle.signed(by: bundle.roots), .refused(code)))
        }
        return try [
            refused("rollback", "an older version", "trust.rollback") { $0.version = 4 },
            refused("rollback-made-later", "a lower version, made later", "trust.rollback") {
                $0.version = 4
                $0.issuedAt = Sample.now
            },
            refused(
                "equivocation", "the version that is held, with another key", "trust.equivocation"
            ) { $0.keys.removeLast() },
            refused(
                "equivocation-time", "the version that is held, made at another time",
                "trust.equivocation"
            ) { $0.issuedAt = Sample.now },
            refused(
                "from-the-future", "made more than a day ahead of the clock", "trust.future"
            ) {
                $0.version = 6
                $0.issuedAt = Sample.now + .seconds(86_401)
            },
            refused(
                "other-organization", "another organization with the same root keys",
                "trust.other-organization"
            ) {
                $0.version = 6
                $0.organization = identifier("another organization")
            },
        ]
    }
}

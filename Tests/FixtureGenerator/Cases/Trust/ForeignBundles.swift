enum ForeignBundles {
    /// The plain bundle with something done to its one message.
    private static func foreign(
        _ name: String, _ description: String, _ code: String,
        _ change: (inout Forgery) throws -> Void
    ) throws -> TrustCase {
        let bundle = try RawBundle()
        var forgery = Forgery(
            payload: bundle.payload, issuer: bundle.roots[0], type: RawBundle.type)
        try change(&forgery)
        return try TrustCase(name, description, .bundle, forgery.octets(), .refused(code))
    }

    private static func refusedOfThree(
        _ name: String, _ description: String, _ code: String, _ bytes: [UInt8]
    ) throws -> TrustCase {
        try TrustCase(name, description, .bundle, bytes, .refused(code)).twoOfThree()
    }

    /// Two of three root keys must sign the bundles of most of these vectors.
    private static func bundleOfThree() throws -> RawBundle {
        var bundle = try RawBundle()
        bundle.roots = try RawBundle.roots(3)
        bundle.threshold = 2
        return bundle
    }

    /// Verification steps 1 to 5, but for what the bundle says.
    static func all() throws -> [TrustCase] {
        let envelopes = try EnvelopeFault.all.map { fault in
            try foreign(fault.name, fault.description, "trust.form", fault.change)
        }
        let payloads = try PayloadFault.all.map { fault in
            try foreign(fault.name, fault.description, "trust.bundle") {
                $0.payload = try fault.change($0.payload)
            }
        }
        return try [
            TrustCase("no-bytes", "nothing at all", .bundle, [], .refused("trust.empty"))
        ] + envelopes + foreignTypes() + foreignSignatures() + thresholds() + payloads
    }

    private static func foreignTypes() throws -> [TrustCase] {
        let bundle = try bundleOfThree()
        let types: [(String, String, [UInt8])] = [
            ("wrong-typ", "the type of a license", Raw.integer(61)),
            ("typ-status-list", "the type of a status list", RawStatusList.type),
            ("typ-affirmation", "the type of an affirmation list", RawAffirmation.type),
        ]
        let second = Forgery(
            payload: bundle.payload, issuer: bundle.roots[1], type: RawAffirmation.type)
        return try types.map { name, description, type in
            let plain = try RawBundle()
            return try TrustCase(
                name, description, .bundle,
                Forgery(payload: plain.payload, issuer: plain.roots[0], type: type).octets(),
                .refused("trust.type"))
        } + [
            refusedOfThree(
                "typ-of-second", "the second of two messages has another type", "trust.type",
                bundle.signed(by: [bundle.roots[0]]) + second.octets())
        ]
    }

    private static func foreignSignatures() throws -> [TrustCase] {
        let bundle = try bundleOfThree()
        let (first, second, third) = (bundle.roots[0], bundle.roots[1], bundle.roots[2])
        var other = bundle
        other.version = 2
        var bad = Forgery(payload: bundle.payload, issuer: third, type: RawBundle.type)
        bad.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() }
        var borrowed = Forgery(
            payload: bundle.payload, issuer: try TestIssuer.other.get(), type: RawBundle.type)
        borrowed.protected = Forgery.header(
            keyID: second.publicKey.keyID, type: RawBundle.type)
        return try [
            foreign("bad-signature", "one bit of the signature flipped", "trust.signature") {
                $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() }
            },
            foreign("signature-large-s", "S + L in the place of S", "trust.signature") {
                $0.changeSignature = OddSignature.withLargeS
            },
            refusedOfThree(
                "one-bad-of-three", "enough signatures and one that does not fit",
                "trust.signature", bundle.signed(by: [first, second]) + bad.octets()),
            refusedOfThree(
                "borrowed-key-id", "a stranger's signature in the name of a root key",
                "trust.signature", bundle.signed(by: [first]) + borrowed.octets()),
            refusedOfThree(
                "payloads-differ", "two root keys have signed two bundles",
                "trust.payloads-differ",
                bundle.signed(by: [first]) + other.signed(by: [second])),
            refusedOfThree(
                "payloads-differ-stranger", "a stranger has signed another bundle",
                "trust.payloads-differ",
                bundle.signed(by: [first, second]) + other.signed(by: [TestIssuer.other.get()])),
        ]
    }

    private static func thresholds() throws -> [TrustCase] {
        let bundle = try bundleOfThree()
        let first = bundle.roots[0]
        var appointing = try RawBundle()
        appointing.roots = try [TestIssuer.signer("next root 1"), .signer("next root 2")]
        appointing.threshold = 2
        let old = try RawBundle.roots(1)
        return try [
            refusedOfThree(
                "threshold-missed", "one of three root keys, and two must", "trust.threshold",
                bundle.signed(by: [first])),
            refusedOfThree(
                "threshold-one-twice", "one root key has signed twice", "trust.threshold",
                bundle.signed(by: [first, first])),
            refusedOfThree(
                "threshold-stranger", "a root key and a stranger", "trust.threshold",
                bundle.signed(by: [first, TestIssuer.other.get()])),
            refusedOfThree(
                "threshold-issuing-key", "a root key and a key of the bundle", "trust.threshold",
                bundle.signed(by: [first, TestIssuer.demo.get()])),
            TrustCase(
                "new-roots-only", "the root keys that the bundle itself appoints",
                .bundle, appointing.signed(by: appointing.roots), .refused("trust.threshold")),
            TrustCase(
                "new-roots-not-signed", "new root keys that have not signed", .bundle,
                appointing.signed(by: old), .refused("trust.new-roots")),
            TrustCase(
                "new-roots-too-few", "one of two new root keys, and both must", .bundle,
                appointing.signed(by: old + [appointing.roots[0]]), .refused("trust.new-roots")),
            TrustCase(
                "higher-threshold", "the same root keys, of whom more must sign from now on",
                .bundle, bundle.signed(by: [first]), .refused("trust.new-roots")
            ).with {
                $0.roots = bundle.roots
                $0.threshold = 1
            },
        ]
    }
}

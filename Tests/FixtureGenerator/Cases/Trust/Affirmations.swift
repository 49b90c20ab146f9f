enum Affirmations {
    private static func affirmation(
        _ name: String, _ description: String, refused code: String? = nil,
        signedBy signers: [TestIssuer]? = nil,
        _ change: (inout RawAffirmation) throws -> Void = { _ in }
    ) throws -> TrustCase {
        var list = try RawAffirmation([[1], [2], [3]])
        try change(&list)
        let expected =
            code.map { Expected.refused($0) }
            ?? .accepted([
                (
                    "affirmation",
                    .object([("organization", .id(list.organization)), ("key", .hex(list.key))])
                )
            ])
        return try TrustCase(
            "affirmation-\(name)", description, .affirmation,
            list.signed(by: signers ?? RawBundle.roots(1)), expected)
    }

    private static func forged(
        _ name: String, _ description: String, _ code: String, type: [UInt8] = RawAffirmation.type,
        _ change: (inout Forgery) throws -> Void = { _ in }
    ) throws -> TrustCase {
        var forgery = Forgery(
            payload: try RawAffirmation([[1], [2]]).payload, issuer: try RawBundle.roots(1)[0],
            type: type)
        try change(&forgery)
        return try TrustCase(
            "affirmation-\(name)", description, .affirmation, forgery.octets(), .refused(code))
    }

    /// Affirmation lists (Trust-Bundle, what a key may do).
    static func all() throws -> [TrustCase] {
        let payloads = try PayloadFault.all.map { fault in
            try forged(fault.name, fault.description, "trust.bundle") {
                $0.payload = try fault.change($0.payload)
            }
        }
        return try signedAffirmations() + payloads + malformedAffirmations()
    }

    private static func signedAffirmations() throws -> [TrustCase] {
        let roots = try RawBundle.roots(3)
        return try [
            affirmation("one", "one license") { $0.digests = Array($0.digests.prefix(16)) },
            affirmation("three", "three licenses"),
            affirmation("two-of-three", "two of three root keys", signedBy: Array(roots[1...]))
                .twoOfThree(),
            affirmation(
                "threshold", "one of three root keys, and two must", refused: "trust.threshold",
                signedBy: [roots[0]]
            ).twoOfThree(),
            affirmation(
                "issuing-key", "signed by the stolen key", refused: "trust.threshold",
                signedBy: [TestIssuer.demo.get()]),
            forged("wrong-typ", "the type of a bundle", "trust.type", type: RawBundle.type),
            forged("flipped", "one bit of the signature flipped", "trust.signature") {
                $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() }
            },
            forged("trailing-byte", "a byte behind the message", "trust.form") {
                $0.rest = [0]
            },
        ]
    }

    private static func malformedAffirmations() throws -> [TrustCase] {
        let code = "trust.bundle"
        let members: [(String, String, Int64, [UInt8])] = [
            (
                "organization-zero", "a UUID of zeros", 1,
                Raw.bytes([UInt8](repeating: 0, count: 16))
            ),
            ("key-short", "a key id of seven bytes", 2, Raw.bytes(filler(7))),
            ("digests-array", "an array of digests", 3, Raw.array([Raw.bytes(filler(16))])),
            ("member-more", "a fourth member", 4, Raw.integer(1)),
        ]
        return try members.map { name, description, label, value in
            try affirmation(name, description, refused: code) {
                $0.changeOwn = { $0.set(label, value) }
            }
        } + [
            affirmation("empty", "no digest", refused: code) { $0.digests = [] },
            affirmation("digest-cut", "47 bytes of digests", refused: code) {
                $0.digests.removeLast()
            },
            affirmation("descending", "digests out of order", refused: code) {
                $0.digests = $0.digests.suffix(16) + $0.digests.dropLast(16)
            },
            affirmation("twice", "one digest twice", refused: code) {
                $0.digests = $0.digests.prefix(16) + $0.digests
            },
            affirmation("no-key", "no key id", refused: code) { $0.changeOwn = { $0.remove(2) } },
            affirmation("claim-more", "a claim more", refused: code) {
                $0.changeTop = { $0.set(6, Raw.time(Sample.now)) }
            },
        ]
    }
}

import LicenseVerifier

extension SyncCase {
    private static var json: JSON {
        .object([
            ("activation", .id(SyncSample.activation)), ("number", .number(3)),
            ("time", .time(Sample.now)), ("expiresAt", .time(SyncSample.resetExpiresAt)),
        ])
    }

    /// The device's own activation, and the highest number that it has used.
    private static func mine(used: Int64 = 2) -> [(String, JSON)] {
        [("activation", .id(SyncSample.activation)), ("used", .number(used))]
    }

    static func resets() throws -> [SyncCase] {
        let plain = try RawSyncMessage.reset()
        return try goodResets() + foreign(.reset, plain)
            + serviceKeys(.reset, plain, organization: false)
            + incomplete(.reset, plain, shared: [4], own: [1, 2, 3], lastLabel: 3)
            + resetsOutOfRange() + resetsOfOthers() + rootResets()
    }

    private static func goodResets() throws -> [SyncCase] {
        let plain = try RawSyncMessage.reset()
        func taken(_ name: String, _ description: String, used: Int64) throws -> SyncCase {
            try SyncCase(
                name, description, .reset, plain.octets(), .accepted([("claims", json)])
            ).knowing(mine(used: used))
        }
        return try [
            taken("service", "signed by the service", used: 2),
            taken("first", "numbers may be left out", used: 0),
            taken("last-second", "in the last second", used: 2).with {
                $0.now = SyncSample.resetExpiresAt - .seconds(1)
            },
            taken("bundle", "a key of a trust bundle", used: 2).with {
                $0.trust = try RawBundle().trust()
            },
        ]
    }

    private static func resetsOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.reset()
        return try unacceptable(
            .reset, plain,
            [
                (
                    "activation-zero", "a UUID of zeros", 1,
                    Raw.bytes([UInt8](repeating: 0, count: 16))
                ),
                ("number-zero", "the number 0", 2, Raw.integer(0)),
                ("number-2-53", "the number 2^53", 2, Raw.integer(9_007_199_254_740_992)),
                ("time-negative", "a time before 1970", 3, Raw.integer(-1)),
                (
                    "time-at-expiry", "a time at which it can no longer be used", 3,
                    Raw.time(SyncSample.resetExpiresAt)
                ),
            ])
    }

    /// Step 9.
    private static func resetsOfOthers() throws -> [SyncCase] {
        let plain = try RawSyncMessage.reset()
        func refusedHere(
            _ name: String, _ description: String, _ code: String, used: Int64 = 2,
            _ change: (inout RawSyncMessage) -> Void = { _ in }
        ) throws -> SyncCase {
            try refused(.reset, name, description, code, plain, change).knowing(mine(used: used))
        }
        return try [
            refusedHere("other-activation", "for another seat", "sync.other-activation") {
                $0.own.set(1, Raw.id(identifier("another activation") as ActivationID))
            },
            refusedHere("used", "a number that was used", "sync.reset-used", used: 3),
            refusedHere("used-later", "a later number was used", "sync.reset-used", used: 4),
            refusedHere("expired", "when it can no longer be used", "sync.reset-expired").with {
                $0.now = SyncSample.resetExpiresAt
            },
        ]
    }

    /// Resets that root keys sign.
    private static func rootResets() throws -> [SyncCase] {
        let roots = try RawBundle.roots(3)
        let plain = try RawSyncMessage.reset()
        func signed(
            by signers: [TestIssuer], _ change: (inout RawSyncMessage) -> Void = { _ in }
        ) throws -> [UInt8] {
            try signers.flatMap { signer in
                try plain.with {
                    $0.signer = signer
                    change(&$0)
                }.octets()
            }
        }
        func reset(
            _ name: String, _ description: String, refused code: String? = nil, _ bytes: [UInt8]
        ) throws -> SyncCase {
            try SyncCase(
                "roots-\(name)", description, .reset, bytes,
                code.map { .refused($0) } ?? .accepted([("claims", json)])
            ).with { $0.resetRoots = (roots, 2) }.knowing(mine())
        }
        let flipped = try signed(by: [roots[1]]) {
            $0.forge = { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }
        }
        let code = "sync.roots"
        return try [
            reset("two-of-three", "two of three root keys", signed(by: [roots[0], roots[2]])),
            reset("one-of-one", "one root key", signed(by: [roots[0]])).with {
                $0.resetRoots = ([roots[0]], 1)
            },
            reset(
                "threshold", "one of three root keys, and two must", refused: code,
                signed(by: [roots[0]])),
            reset(
                "service", "a service key is no root key", refused: code,
                signed(by: [roots[0], SyncSample.service.get()])),
            reset(
                "payloads-differ", "two root keys have signed two resets", refused: code,
                signed(by: [roots[0]]) + signed(by: [roots[1]]) { $0.own.set(2, Raw.integer(4)) }),
            reset(
                "flipped", "one bit of the second signature", refused: code,
                signed(by: [roots[0]]) + flipped),
            reset("empty", "nothing at all", refused: code, []),
            reset(
                "trailing-byte", "a byte behind the messages", refused: "sync.form",
                signed(by: roots) + [0]),
            reset(
                "typ", "the second message has another type", refused: "sync.type",
                signed(by: [roots[0]])
                    + plain.with { $0.signer = roots[1] }
                    .octets(type: RawBundle.type)),
            reset(
                "claims", "the number 0", refused: "sync.claims",
                signed(by: roots) { $0.own.set(2, Raw.integer(0)) }),
            reset(
                "used", "a number that was used", refused: "sync.reset-used",
                signed(by: roots) { $0.own.set(2, Raw.integer(2)) }),
        ]
    }
}

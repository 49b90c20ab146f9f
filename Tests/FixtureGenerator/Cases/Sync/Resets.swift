import LicenseVerifier

extension SyncCase {
    enum Resets {
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

        static func all() throws -> [SyncCase] {
            let plain = try RawSyncMessage.reset()
            return try goodResets(plain) + foreign(plain)
                + Certificates.serviceKeys(plain, organization: false)
                + incomplete(plain, shared: [4], own: [1, 2, 3], lastLabel: 3)
                + resetsOutOfRange(plain) + resetsOfOthers(plain) + goodRootResets()
                + refusedRootResets()
        }

        private static func goodResets(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func taken(_ name: String, _ description: String, used: Int64 = 2) throws -> SyncCase {
                try SyncCase(
                    name, description, .reset, plain.octets(), .accepted([("claims", json)])
                )
                .knowing(mine(used: used))
            }
            return try [
                taken("service", "signed by the service"),
                taken("first", "numbers may be left out", used: 0),
                taken("last-second", "in the last second").with {
                    $0.now = SyncSample.resetExpiresAt - .seconds(1)
                },
                taken("bundle", "a key of a trust bundle").with {
                    $0.trust = try RawBundle().trust()
                },
            ]
        }

        private static func resetsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            try refused(
                "sync.claims", plain,
                [
                    ("activation-zero", "a UUID of zeros", .own(1, Raw.zeroID)),
                    ("number-zero", "the number 0", .own(2, Raw.integer(0))),
                    (
                        "number-2-53", "the number 2^53",
                        .own(2, Raw.integer(SpecifiedLimit.count + 1))
                    ),
                    ("time-negative", "a time before 1970", .own(3, Raw.integer(-1))),
                    (
                        "time-at-expiry", "a time at which it can no longer be used",
                        .own(3, Raw.time(SyncSample.resetExpiresAt))
                    ),
                ])
        }

        /// Step 9.
        private static func resetsOfOthers(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func here(
                _ name: String, _ description: String, _ code: String, used: Int64 = 2
            ) throws -> SyncCase {
                try SyncCase(name, description, .reset, plain.octets(), .refused(code))
                    .knowing(mine(used: used))
            }
            return try [
                refused(
                    "other-activation", "for another seat", "sync.other-activation", plain,
                    .own(1, Raw.id(SyncSample.otherActivation))
                ).knowing(mine()),
                here("used", "a number that was used", "sync.reset-used", used: 3),
                here("used-later", "a later number was used", "sync.reset-used", used: 4),
                here("expired", "when it can no longer be used", "sync.reset-expired").with {
                    $0.now = SyncSample.resetExpiresAt
                },
            ]
        }

        // MARK: - Resets that root keys sign

        private static func signed(
            by signers: [TestIssuer], _ edit: SyncEdit? = nil
        ) throws -> [UInt8] {
            let plain = try RawSyncMessage.reset()
            let edited = try edit.map { try plain.with($0) } ?? plain
            return try signers.flatMap { try edited.with(.signed(by: $0)).octets() }
        }

        private static func byRoots(
            _ name: String, _ description: String, _ bytes: [UInt8], _ expected: Expected
        ) throws -> SyncCase {
            try byRoots(name, description, bytes, expected, roots: RawBundle.roots(3), threshold: 2)
        }

        private static func byRoots(
            _ name: String, _ description: String, _ bytes: [UInt8], _ expected: Expected,
            roots: [TestIssuer], threshold: Int
        ) throws -> SyncCase {
            var bundle = try RawBundle()
            (bundle.roots, bundle.threshold) = (roots, Int64(threshold))
            let seat = try bundle.signed(by: Array(roots.prefix(threshold)))
            return try SyncCase("roots-\(name)", description, .reset, bytes, expected)
                .with { $0.resetRoots = (roots, Int64(threshold)) }
                .knowing(mine() + [("seatBundle", .base64(seat))])
        }

        private static func goodRootResets() throws -> [SyncCase] {
            let roots = try RawBundle.roots(3)
            return try [
                byRoots(
                    "two-of-three", "two of three root keys", signed(by: [roots[0], roots[2]]),
                    .accepted([("claims", json)])),
                byRoots(
                    "one-of-one", "one root key", signed(by: [roots[0]]),
                    .accepted([("claims", json)]),
                    roots: [roots[0]], threshold: 1),
            ]
        }

        private static func refusedRootResets() throws -> [SyncCase] {
            let roots = try RawBundle.roots(3)
            let first = try signed(by: [roots[0]])
            let service = try SyncSample.service.get()
            let second = try RawSyncMessage.reset().with(.signed(by: roots[1]))
            let rows: [(String, String, String, [UInt8])] = try [
                ("threshold", "one of three root keys, and two must", "sync.roots", first),
                (
                    "service", "a service key is no root key", "sync.roots",
                    signed(by: [roots[0], service])
                ),
                (
                    "payloads-differ", "two root keys have signed two resets", "sync.roots",
                    first + signed(by: [roots[1]], .own(2, Raw.integer(4)))
                ),
                (
                    "flipped", "one bit of the second signature", "sync.roots",
                    first + signed(by: [roots[1]], .flipped)
                ),
                ("empty", "nothing at all", "sync.roots", []),
                (
                    "trailing-byte", "a byte behind the messages", "sync.form",
                    signed(by: roots) + [0]
                ),
                (
                    "typ", "the second message has another type", "sync.type",
                    first + second.octets(type: RawBundle.type)
                ),
                (
                    "claims", "the number 0", "sync.claims",
                    signed(by: roots, .own(2, Raw.integer(0)))
                ),
                (
                    "used", "a number that was used", "sync.reset-used",
                    signed(by: roots, .own(2, Raw.integer(2)))
                ),
            ]
            return try rows.map { name, description, code, bytes in
                try byRoots(name, description, bytes, .refused(code))
            }
        }
    }
}

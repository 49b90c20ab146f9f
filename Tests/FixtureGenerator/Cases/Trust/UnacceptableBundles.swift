enum UnacceptableBundles {
    private static func unacceptable(
        _ name: String, _ description: String, _ change: (inout RawBundle) throws -> Void
    ) throws -> TrustCase {
        var bundle = try RawBundle()
        let roots = bundle.roots
        try change(&bundle)
        return try TrustCase(
            name, description, .bundle, bundle.signed(by: roots), .refused("trust.bundle"))
    }

    /// Claims that are well written and are not a bundle's.
    static func all() throws -> [TrustCase] {
        try claimsOutOfRange() + rootsOutOfRange() + unsoundKeys() + keysOutOfRange()
            + textsOutOfRange()
    }

    private static func claimsOutOfRange() throws -> [TrustCase] {
        let top: [(String, String, Int64, [UInt8])] = [
            ("expiry-at-issue", "exp equals iat", 4, Raw.time(Sample.issuedAt)),
            ("issue-negative", "iat before 1970", 6, Raw.integer(-1)),
            ("private-claim-array", "an array in the place of the bundle", -65539, [0x80]),
            ("claim-more", "a claim more, the registered iss", 1, Raw.text("demo")),
        ]
        let own: [(String, String, Int64, [UInt8])] = [
            (
                "organization-zero", "a UUID of zeros", 1,
                Raw.bytes([UInt8](repeating: 0, count: 16))
            ),
            ("version-zero", "the version 0", 2, Raw.integer(0)),
            ("version-2-53", "the version 2^53", 2, Raw.integer(9_007_199_254_740_992)),
            ("version-text", "the version is a text", 2, Raw.text("1")),
            ("label-9", "a label more", 9, Raw.integer(1)),
            ("keys-empty", "an empty array of keys, to be left out", 3, [0x80]),
            ("keys-map", "a map in the place of the keys", 3, [0xa0]),
            ("urls-empty", "an empty array of places, to be left out", 7, [0x80]),
            ("floors-empty", "an empty map of floors, to be left out", 8, [0xa0]),
            ("floor-zero", "the floor 0", 8, RawMap([(0, Raw.integer(0))]).bytes),
            (
                "floor-shard-4096", "the floor of a shard 4096", 8,
                RawMap([(4096, Raw.integer(1))]).bytes
            ),
        ]
        let missing: [(String, Int64)] = [
            ("organization", 1), ("version", 2), ("roots", 4), ("threshold", 5),
        ]
        return try top.map { name, description, label, value in
            try unacceptable(name, description) { $0.changeTop = { $0.set(label, value) } }
        }
            + own.map { name, description, label, value in
                try unacceptable(name, description) { $0.changeOwn = { $0.set(label, value) } }
            }
            + missing.map { name, label in
                try unacceptable("no-\(name)", "a member is missing") {
                    $0.changeOwn = { $0.remove(label) }
                }
            } + [
                unacceptable("no-expiry", "no exp") { $0.changeTop = { $0.remove(4) } },
                unacceptable("no-issue", "no iat") { $0.changeTop = { $0.remove(6) } },
                unacceptable("no-private-claim", "no bundle") {
                    $0.changeTop = { $0.remove(-65539) }
                },
            ]
    }

    private static func rootsOutOfRange() throws -> [TrustCase] {
        try [
            unacceptable("roots-empty", "no root key") { $0.changeOwn = { $0.set(4, [0x80]) } },
            unacceptable("roots-17", "seventeen root keys") { $0.roots = try RawBundle.roots(17) },
            unacceptable("roots-twice", "one root key twice") { $0.roots += $0.roots },
            unacceptable("threshold-zero", "nobody must sign") { $0.threshold = 0 },
            unacceptable("threshold-beyond", "more root keys must sign than there are") {
                $0.threshold = 2
            },
            unacceptable("root-is-issuing-key", "a root key that issues licenses too") {
                $0.keys[0].key = $0.roots[0]
            },
        ]
    }

    private static func unsoundKeys() throws -> [TrustCase] {
        // The neutral point, and the one whose y is the prime.
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        let notCanonical = [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
        let keys: [(String, String, [UInt8])] = [
            ("key-small-order", "a point of small order", Raw.coseKey(neutral)),
            (
                "key-not-canonical", "a point whose y is not below the prime",
                Raw.coseKey(notCanonical)
            ),
            ("key-short", "31 bytes", Raw.coseKey(filler(31))),
            (
                "key-p256", "a key of another curve",
                RawMap([
                    (1, Raw.integer(1)), (-1, Raw.integer(1)), (-2, Raw.bytes(filler(32))),
                ]).bytes
            ),
            (
                "key-with-secret", "a private key",
                RawMap([
                    (1, Raw.integer(1)), (-1, Raw.integer(6)), (-2, Raw.bytes(filler(32))),
                    (-4, Raw.bytes(filler(32))),
                ]).bytes
            ),
            ("key-bytes", "a byte string in the place of the COSE_Key", Raw.bytes(filler(32))),
        ]
        return try keys.map { name, description, key in
            try unacceptable(name, description) { $0.keys[0].change = { $0.set(1, key) } }
        }
    }

    private static func keysOutOfRange() throws -> [TrustCase] {
        let zeros = Raw.bytes([UInt8](repeating: 0, count: 16))
        let members: [(String, String, Int64, [UInt8])] = [
            ("role-zero", "the role 0", 2, Raw.integer(0)),
            ("role-4", "the role 4", 2, Raw.integer(4)),
            ("window-negative", "a window that begins before 1970", 3, Raw.integer(-1)),
            ("window-empty", "a window that ends as it begins", 4, Raw.time(Sample.issuedAt)),
            ("benefits-empty", "no benefit: an empty array", 5, [0x80]),
            ("benefit-zero", "a UUID of zeros", 5, Raw.array([zeros])),
            ("lifetime-zero", "a longest lifetime of nothing", 6, Raw.integer(0)),
            ("compromised-false", "compromised at no time", 7, [0xf4]),
            ("status-index-false", "false, which is left out", 8, [0xf4]),
            ("key-label-9", "a label more", 9, Raw.integer(1)),
        ]
        return try members.map { name, description, label, value in
            try unacceptable(name, description) { $0.keys[0].change = { $0.set(label, value) } }
        } + [
            unacceptable("no-role", "a key without a role") {
                $0.keys[0].change = { $0.remove(2) }
            },
            unacceptable("no-window", "a key without the end of its window") {
                $0.keys[0].change = { $0.remove(4) }
            },
            unacceptable("key-twice", "one key in two roles") { $0.keys[2].key = $0.keys[1].key },
            unacceptable("constraint-benefits", "benefits of a key that issues nothing") {
                $0.keys[2].benefits = [Sample.benefit]
            },
            unacceptable("constraint-lifetime", "a lifetime of a key that issues nothing") {
                $0.keys[1].longestLifetime = 86_400
            },
            unacceptable("constraint-status-index", "a status index of such a key") {
                $0.keys[1].requiresStatusIndex = true
            },
        ]
    }

    private static func textsOutOfRange() throws -> [TrustCase] {
        try [
            unacceptable("status-base-empty", "an empty place of status lists") {
                $0.statusBase = ""
            },
            unacceptable("status-base-too-long", "1,025 bytes") {
                $0.statusBase = String(repeating: "s", count: 1025)
            },
            unacceptable("status-base-bytes", "a byte string") {
                $0.changeOwn = { $0.set(6, Raw.bytes([0x73])) }
            },
            unacceptable("url-empty", "an empty place of the service") { $0.serviceURLs = [""] },
            unacceptable("urls-nine", "nine places of the service") {
                $0.serviceURLs = (0..<9).map { "https://\($0).demo.example" }
            },
        ]
    }
}

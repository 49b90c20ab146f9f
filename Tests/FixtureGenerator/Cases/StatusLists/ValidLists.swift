import LicenseVerifier

enum ValidLists {
    /// A list that must be taken, with the claims and statuses that it was made of.
    static func valid(
        _ name: String, _ description: String, _ change: (inout RawStatusList) -> Void = { _ in },
        asking positions: [UInt32] = [0, 1, 1_048_575],
        forging: (inout Forgery) -> Void = { _ in }
    ) throws -> StatusCase {
        var list = RawStatusList()
        change(&list)
        var forgery = Forgery(
            payload: list.payload, issuer: try StatusCase.signer.get(), type: RawStatusList.type)
        forging(&forgery)
        return try StatusCase(
            name, description, .list, try forgery.octets(), accepted(list, asking: positions))
    }

    /// What comes out of a list.
    static func accepted(
        _ list: RawStatusList, asking positions: [UInt32] = []
    ) -> Expected {
        .accepted([
            ("claims", list.json), ("statuses", list.statusesJSON(and: positions)),
            ("counts", list.countsJSON),
        ])
    }

    static func all() throws -> [StatusCase] {
        try [
            valid("all-valid", "a list in which every license is good"),
            valid("four-values", "each of the four values, in one byte and at both ends") {
                $0.statuses = [
                    0: 3, 4: 0, 5: 1, 6: 2, 7: 3, 16_383: 1, 16_384: 2, 524_288: 1, 1_048_575: 2,
                ]
            },
            valid(
                "every-byte-alike",
                "values 0, 1, 2, 3 again and again: the first is in the low bits",
                { $0.fill = 0b11_10_01_00 }, asking: [0, 1, 2, 3, 4, 1_048_575]),
            valid("all-revoked", "every license revoked") { $0.fill = 0b01_01_01_01 },
            valid("other-shard", "the last shard of an organization") {
                $0.shard = 4095
                $0.statuses = [77: 1]
            },
            valid("blocks", "a stream of three blocks, two of them not compressed") {
                $0.compress = { ZlibStream(inBlocks: $0).bytes }
                $0.statuses = [3: 1, 21: 2]
            },
            valid("low-compression-level", "a zlib header that names another level") {
                $0.compress = {
                    var stream = ZlibStream($0)
                    stream.header = [0x78, 0x01]
                    return stream.bytes
                }
            },
            valid("small-window", "a zlib header with a window of 256 bytes") {
                $0.compress = {
                    var stream = ZlibStream($0)
                    stream.header = [0x08, 0x1d]
                    return stream.bytes
                }
            },
            valid(
                "algorithm-eddsa", "the algorithm's older identifier",
                forging: {
                    $0.protected = Forgery.header(
                        algorithm: Raw.integer(-8), keyID: $0.issuer.publicKey.keyID,
                        type: RawStatusList.type)
                }),
            valid("sequence-at-issue", "a sequence that equals iat, the highest that may be") {
                $0.sequence = $0.issuedAt.secondsSinceEpoch
            },
            valid("first-sequence", "the first sequence") { $0.sequence = 1 },
            valid("longest-place", "a place of 1,024 bytes") {
                $0.place = String(repeating: "x", count: 1022) + "/0"
            },
            valid("no-scheme", "the place is a slash and the shard") { $0.place = "/0" },
            valid("longest-ttl", "the longest time to live") { $0.timeToLive = 315_619_200 },
            valid("shortest-ttl", "a time to live of a second") { $0.timeToLive = 1 },
            valid("expired", "an expired list is verified all the same: it may still deny") {
                $0.expiresAt = $0.issuedAt + .seconds(1)
                $0.statuses = [5: 1]
            },
        ] + [
            valid("second-key", "two keys are trusted, the second signed").with {
                $0.trust = .keys([try StatusCase.stranger.get(), try StatusCase.signer.get()])
            }
        ]
    }
}

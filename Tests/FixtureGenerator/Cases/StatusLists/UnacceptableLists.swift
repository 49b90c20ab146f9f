import LicenseVerifier

enum UnacceptableLists {
    /// A signed list that must be refused.
    static func unacceptable(
        _ name: String, _ description: String, _ code: String = "status-list.claims",
        _ change: (inout RawStatusList) -> Void
    ) throws -> StatusCase {
        var list = RawStatusList()
        change(&list)
        return try StatusCase(
            name, description, .list, list.signed(by: StatusCase.signer.get()), .refused(code))
    }

    /// Steps 4 and 5: payloads, claims and streams.
    static func all() throws -> [StatusCase] {
        let payloads = try PayloadFault.all.map { fault in
            try ForeignLists.foreign(fault.name, fault.description, "status-list.payload") {
                $0.payload = try fault.change($0.payload)
            }
        }
        return try payloads + deepPayloads() + missingClaims() + unknownClaims()
            + claimsOutOfRange() + places() + streams()
    }

    private static func deepPayloads() throws -> [StatusCase] {
        try [
            unacceptable("payload-deep", "a third level of nesting", "status-list.payload") {
                $0.changeOwn = { $0.set(2, Raw.array([Raw.integer(0)])) }
            },
            unacceptable("payload-nine-claims", "nine claims", "status-list.payload") {
                $0.changeTop = { top in
                    for label: Int64 in 7...9 { top.set(label, Raw.integer(1)) }
                }
            },
            ForeignLists.foreign(
                "payload-array", "an array in the place of the map", "status-list.claims"
            ) {
                $0.payload = [0x80]
            },
        ]
    }

    private static func missingClaims() throws -> [StatusCase] {
        let top: [(Int64, String)] = [
            (2, "place"), (4, "expiry"), (6, "time-of-issue"), (65533, "statuses"), (65534, "ttl"),
            (-65538, "private-claim"),
        ]
        let own: [(Int64, String)] = [
            (1, "organization"), (2, "shard"), (3, "sequence"), (4, "root"),
        ]
        return try top.map { label, name in
            try unacceptable("no-\(name)", "a claim is missing") {
                $0.changeTop = { $0.remove(label) }
            }
        }
            + own.map { label, name in
                try unacceptable("no-\(name)", "a member of the private claim is missing") {
                    $0.changeOwn = { $0.remove(label) }
                }
            }
    }

    private static func unknownClaims() throws -> [StatusCase] {
        let list = Raw.map([(Raw.text("lst"), Raw.bytes([])), (Raw.text("bits"), Raw.integer(2))])
        let wrong: [(String, String, [UInt8])] = [
            ("statuses-empty", "a map of statuses without an entry", [0xa0]),
            ("statuses-bytes", "a byte string in the place of the map of statuses", [0x40]),
            ("statuses-no-bits", "no bits", Raw.map([(Raw.text("lst"), Raw.bytes([]))])),
            (
                "statuses-aggregation", "a third entry, which the draft allows and this page not",
                Raw.map([
                    (Raw.text("lst"), Raw.bytes([])), (Raw.text("bits"), Raw.integer(2)),
                    (Raw.text("aggregation_uri"), Raw.text("x")),
                ])
            ),
            (
                "lst-text", "lst is a text",
                Raw.map([(Raw.text("lst"), Raw.text("")), (Raw.text("bits"), Raw.integer(2))])
            ),
            ("statuses-twice", "the map in an array", Raw.bytes(list)),
        ]
        return try wrong.map { name, description, statuses in
            try unacceptable(name, description) {
                $0.changeTop = { $0.set(65533, statuses) }
            }
        } + [
            try unacceptable("claim-more", "a claim more, the registered iss") {
                $0.changeTop = { $0.set(1, Raw.text("https://demo.example")) }
            },
            try unacceptable("member-more", "a fifth member of the private claim") {
                $0.changeOwn = { $0.set(5, Raw.integer(1)) }
            },
            try unacceptable("license-claim", "the private claim of a license") {
                $0.changeTop = { top in
                    top.remove(-65538)
                    top.set(-65537, [0xa0])
                }
            },
        ]
    }

    private static func claimsOutOfRange() throws -> [StatusCase] {
        let bits: [(String, Int64)] = [("bits-1", 1), ("bits-4", 4), ("bits-8", 8), ("bits-0", 0)]
        let top: [(String, String, Int64, [UInt8])] = [
            ("expiry-at-issue", "exp equals iat", 4, Raw.time(Sample.listedAt)),
            ("expiry-beyond-calendar", "exp after the year 9999", 4, Raw.integer(253_402_300_800)),
            ("issue-negative", "iat before 1970", 6, Raw.integer(-1)),
            ("issue-text", "iat is a text", 6, Raw.text("2026-01-30")),
            ("ttl-zero", "no time to live", 65534, Raw.integer(0)),
            (
                "ttl-too-long", "a time to live of more than ten years", 65534,
                Raw.integer(315_619_201)
            ),
            ("place-bytes", "the place is a byte string", 2, Raw.bytes(Array("x/0".utf8))),
        ]
        let own: [(String, String, Int64, [UInt8])] = [
            (
                "organization-zero", "a UUID of zeros", 1,
                Raw.bytes([UInt8](repeating: 0, count: 16))
            ),
            ("organization-short", "a UUID of 15 bytes", 1, Raw.bytes(filler(15))),
            ("shard-negative", "the shard -1", 2, Raw.integer(-1)),
            ("sequence-zero", "the sequence 0", 3, Raw.integer(0)),
            ("sequence-negative", "the sequence -1", 3, Raw.integer(-1)),
            ("sequence-text", "the sequence is a text", 3, Raw.text("7")),
            (
                "sequence-beyond-issue", "a sequence greater than iat", 3,
                Raw.integer(Sample.listedAt.secondsSinceEpoch + 1)
            ),
            ("root-short", "a root of 31 bytes", 4, Raw.bytes(filler(31))),
            ("root-long", "a root of 33 bytes", 4, Raw.bytes(filler(33))),
        ]
        return try bits.map { name, value in
            try unacceptable(name, "another number of bits for each status") {
                $0.bits = Raw.integer(value)
            }
        }
            + top.map { name, description, label, value in
                try unacceptable(name, description) {
                    $0.changeTop = { $0.set(label, value) }
                }
            }
            + own.map { name, description, label, value in
                try unacceptable(name, description) {
                    $0.changeOwn = { $0.set(label, value) }
                }
            }
    }

    private static func places() throws -> [StatusCase] {
        try [
            unacceptable("place-other-shard", "the place of another shard") {
                $0.place = "\(RawStatusList.base)/1"
            },
            unacceptable("place-leading-zero", "the shard with a zero in front") {
                $0.place = "\(RawStatusList.base)/00"
            },
            unacceptable("place-slash-behind", "a slash behind the shard") {
                $0.place = "\(RawStatusList.base)/0/"
            },
            unacceptable("place-no-slash", "no slash") { $0.place = "0" },
            unacceptable("place-empty", "an empty place") { $0.place = "" },
            unacceptable("place-too-long", "a place of 1,025 bytes") {
                $0.place = String(repeating: "x", count: 1023) + "/0"
            },
            unacceptable("shard-4096", "the shard 4096") { $0.shard = 4096 },
        ]
    }

    private static func streams() throws -> [StatusCase] {
        let plain = RawStatusList().content
        func changed(_ change: (inout ZlibStream) -> Void) -> [UInt8] {
            var stream = ZlibStream(plain)
            change(&stream)
            return stream.bytes
        }
        let wrong: [(String, String, [UInt8])] = [
            ("wrong-adler", "another checksum", changed { $0.checksum[3] ^= 1 }),
            ("no-adler", "no checksum", changed { $0.checksum = [] }),
            ("stream-cut", "a stream that ends early", changed { $0.blocks.removeLast(9) }),
            ("too-short", "one byte too few", ZlibStream(plain.dropLast()).bytes),
            ("too-long", "one byte too many", ZlibStream(plain + [0]).bytes),
            ("twice-as-long", "two lists", ZlibStream(plain + plain).bytes),
            ("trailing-bytes", "a byte behind the stream", ZlibStream(plain).bytes + [0]),
            (
                "second-stream", "a second, empty stream behind",
                ZlibStream(plain).bytes
                    + ZlibStream([]).bytes
            ),
            (
                "preset-dictionary", "a stream that asks for a preset dictionary",
                changed { $0.header = [0x78, 0xf9, 0, 0, 0, 1] }
            ),
            (
                "header-check", "a header whose check bits are wrong",
                changed {
                    $0.header = [0x78, 0xdb]
                }
            ),
            ("method-7", "another compression method", changed { $0.header = [0x77, 0x09] }),
            (
                "no-header", "deflate without the header and the checksum",
                changed {
                    $0.header = []
                    $0.checksum = []
                }
            ),
            (
                "gzip", "a stream that begins as gzip does",
                changed {
                    $0.header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
                }
            ),
            ("block-type-3", "a block of the reserved type", changed { $0.blocks = [0x07] }),
            ("stream-empty", "no stream", []),
        ]
        return try wrong.map { name, description, stream in
            try unacceptable(name, description, "status-list.compression") {
                $0.compress = { _ in stream }
            }
        }
    }
}

enum MalformedPayloads {
    /// Step 9: payloads that are signed and are not deterministic CBOR.
    static func all() throws -> [LicenseCase] {
        try malformedMaps() + malformedValues()
    }

    private static func malformed(
        _ name: String, _ description: String, _ payload: [UInt8]
    ) throws -> LicenseCase {
        try ForeignMessages.forged(name, description, "key.payload", step: 9) {
            $0.payload = payload
        }
    }

    private static func malformedMaps() throws -> [LicenseCase] {
        let whole = RawClaims()
        func changed(_ change: (inout RawClaims) -> Void) -> [UInt8] {
            var claims = whole
            change(&claims)
            return claims.bytes
        }
        return [
            try malformed("payload-empty", "no byte at all", []),
            try malformed(
                "payload-cut", "the last byte of the claims is missing", whole.bytes.dropLast()),
            try malformed("payload-trailing", "a byte behind the claims", whole.bytes + [0]),
            try malformed(
                "duplicate-claim", "the end of the license twice",
                changed { $0.top.entries.insert($0.top.entries[0], at: 0) }),
            try malformed(
                "duplicate-label", "the license's benefit twice",
                changed { $0.license.entries.insert($0.license.entries[2], at: 2) }),
            try malformed(
                "unsorted-claims", "claims out of order", changed { $0.top.entries.swapAt(0, 1) }),
            try malformed(
                "unsorted-labels", "labels of the license out of order",
                changed { $0.license.entries.swapAt(0, 3) }),
            try malformed(
                "unsorted-conditions", "names of conditions ordered as in a dictionary",
                changed {
                    $0.license.set(
                        6,
                        Raw.map([
                            (Raw.text("tier"), Raw.integer(1)), (Raw.text("os"), Raw.integer(1)),
                        ]))
                }),
            try malformed(
                "byte-string-key", "a claim whose label is a byte string",
                changed { $0.top.entries.append((Raw.bytes([4]), Raw.integer(0))) }),
            try malformed(
                "indefinite-map", "a map of indefinite length",
                [0xbf] + whole.bytes.dropFirst() + [0xff]),
            try malformed(
                "indefinite-array", "entitlements in an array of indefinite length",
                changed { $0.license.set(7, [0x9f] + Raw.text("sso") + [0xff]) }),
            try malformed(
                "map-count-long-form", "the count of claims in two octets",
                [0xb8, 0x03] + whole.bytes.dropFirst()),
            try malformed(
                "too-many-entries", "65 labels in the license",
                changed { claims in
                    for label in 32..<Int64(32 + 65 - 4) { claims.license.set(label, [0xf5]) }
                }),
            try malformed(
                "too-many-entitlements", "65 entitlements",
                changed {
                    $0.license.set(7, Raw.array((0..<65).map { Raw.text("e\(10 + $0)") }))
                }),
            try malformed(
                "too-deep", "an extension nested five levels deep",
                changed { $0.license.set(32, Raw.item(nested(levels: 5))) }),
            try malformed(
                "very-deep", "arrays in arrays, a thousand levels deep",
                [UInt8](repeating: 0x81, count: 1000) + [0]),
        ]
    }

    private static func malformedValues() throws -> [LicenseCase] {
        let values: [(String, String, [UInt8])] = [
            (
                "integer-long-form", "the end in nine octets instead of five",
                [0x1b, 0, 0, 0, 0, 0x6b, 0x36, 0xec, 0x80]
            ),
            ("integer-beyond-64-bits", "an end of 2^63", Raw.head(0, 1 << 63)),
            ("negative-beyond-64-bits", "an end of -2^63 - 1", Raw.head(1, 1 << 63)),
            (
                "float", "the end as a float of 64 bits",
                [0xfb, 0x41, 0xda, 0xcd, 0xbb, 0x20, 0, 0, 0]
            ),
            ("half-float", "the end as a float of 16 bits", [0xf9, 0x3c, 0x00]),
            ("null", "null in the place of the end", [0xf6]),
            ("undefined", "undefined in the place of the end", [0xf7]),
            ("simple-value", "a simple value in the place of the end", [0xf0]),
            ("simple-value-long", "true in two octets", [0xf8, 0x15]),
            ("date-tag", "the end under the tag of dates", [0xc1] + Raw.integer(1_798_761_600)),
            (
                "big-number", "the end as a big number",
                [0xc2] + Raw.bytes([0x6b, 0x36, 0xec, 0x80])
            ),
            ("reserved-head", "a head that is reserved", [0x1c]),
            ("break", "a break without a beginning", [0xff]),
        ]
        return try values.map { name, description, value in
            var claims = RawClaims()
            claims.top.set(4, value)
            return try malformed(name, description, claims.bytes)
        } + texts()
    }

    private static func texts() throws -> [LicenseCase] {
        let texts: [(String, String, [UInt8])] = [
            ("not-utf-8", "a condition's text that is not UTF-8", [0x62, 0xc3, 0x28]),
            ("surrogate", "half of a surrogate pair in a text", [0x63, 0xed, 0xa0, 0x80]),
            ("overlong-utf-8", "a slash in two octets of UTF-8", [0x62, 0xc0, 0xaf]),
            ("text-length-long-form", "a text's length in two octets", [0x78, 0x01, 0x61]),
            ("text-indefinite", "a text in chunks", [0x7f, 0x61, 0x61, 0xff]),
        ]
        return try texts.map { name, description, value in
            var claims = RawClaims()
            claims.license.set(6, Raw.map([(Raw.text("os"), value)]))
            return try malformed(name, description, claims.bytes)
        }
    }
}

import LicenseVerifier

/// A moment in JSON (RFC 3339).
struct TimeWire: Codable, Sendable {
    let time: Timestamp

    init(_ time: Timestamp) {
        self.time = time
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
        }
        self.time = time
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(time)")
    }
}

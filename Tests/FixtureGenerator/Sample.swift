import LicenseVerifier

/// The fixed world of these fixtures: one vendor, one product, one calendar.
enum Sample {
    static let organization: OrganizationID = identifier("organization")
    static let benefit: BenefitID = identifier("benefit")
    static let prefix = brand("DEMO")
    static let issuedAt = time("2026-01-01T00:00:00Z")
    static let expiresAt = time("2027-01-01T00:00:00Z")
    /// When most vectors are judged.
    static let now = time("2026-01-31T00:00:00Z")

    /// The claims that every license has, and nothing more.
    static let claims = LicenseClaims(
        identifier("license"), of: organization, benefit: benefit, prefix: prefix,
        issuedAt: issuedAt)

    /// The sample with some claims changed.
    static func claims(_ change: (inout LicenseClaims) -> Void) -> LicenseClaims {
        var claims = claims
        change(&claims)
        return claims
    }
}

/// SHA-256 of some words: where a random value belongs, here is a fixed one.
func digest(_ words: String) -> [UInt8] {
    sha256(Array(words.utf8))
}

/// A UUID made from words.
func identifier<Kind>(_ words: String) -> Identifier<Kind> {
    var generator = FixedWords(bytes: digest(words)[...])
    return .random(using: &generator)
}

func time(_ text: String) -> Timestamp { required(Timestamp(text), text) }
func brand(_ text: String) -> LicensePrefix { required(LicensePrefix(text), text) }
func entitlement(_ text: String) -> Entitlement { required(Entitlement(text), text) }

func condition(_ key: String, _ value: ConditionValue) -> Condition {
    required(ConditionKey(key).flatMap { Condition($0, value) }, key)
}

/// A value that a case states and that must exist.
private func required<Value>(_ value: Value?, _ words: String) -> Value {
    guard let value else { preconditionFailure("a case states what is out of range: \(words)") }
    return value
}

/// A generator that gives the bytes of a digest, eight at a time.
private struct FixedWords: RandomNumberGenerator {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> UInt64 {
        defer { bytes = bytes.dropFirst(8) }
        return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

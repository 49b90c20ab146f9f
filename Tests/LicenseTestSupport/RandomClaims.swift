import CBOR
package import LicenseVerifier

extension LicenseClaims {
    /// Claims that keep every rule, each optional one there or not.
    package static func random(using generator: inout some RandomNumberGenerator) -> LicenseClaims {
        let issuedAt = moment(1_000_000_000...2_000_000_000, &generator)
        var claims = LicenseClaims(
            .random(using: &generator), of: .random(using: &generator),
            benefit: .random(using: &generator), prefix: randomPrefix(&generator),
            issuedAt: issuedAt)
        let seconds = issuedAt.secondsSinceEpoch
        claims.notBefore = maybe(&generator) { moment(seconds...seconds + 5_000_000, &$0) }
        claims.expiresAt = maybe(&generator) {
            moment(seconds + 5_000_001...seconds + 40_000_000, &$0)
        }
        for label in LicenseLabel.allCases { claims.draw(label, &generator) }
        if Bool.random(using: &generator) {
            claims.extensions = randomExtensions(&generator)
            claims.critical = Bool.random(using: &generator) ? [32] : []
        }
        return claims
    }

    private mutating func draw(
        _ label: LicenseLabel, _ generator: inout some RandomNumberGenerator
    ) {
        switch label {
        case .licenseID, .organization, .benefit, .prefix, .critical: break
        case .grace: grace = maybe(&generator) { span(0...3_000_000, &$0) }
        case .offline: offline = maybe(&generator) { span(0...50_000_000, &$0) }
        case .customer: customer = maybe(&generator) { .random(using: &$0) }
        case .statusIndex:
            statusIndex = maybe(&generator) { StatusIndex(.random(in: 0 ... .max, using: &$0)) }
        case .updatesUntil: updatesUntil = maybe(&generator) { moment(0...4_000_000_000, &$0) }
        case .maxMajorVersion:
            maxMajorVersion = maybe(&generator) { .random(in: 0...9, using: &$0) }
        case .usageLimit:
            usageLimit = maybe(&generator) { .random(in: 1...1_000_000, using: &$0) }
        case .activationLimit:
            activationLimit =
                [.notUsed, .unlimited, .seats(.random(in: 1...100, using: &generator))]
                .randomElement(using: &generator) ?? .notUsed
        case .enforcement: enforcement = Bool.random(using: &generator) ? .advise : .deny
        case .conditions: conditions = randomConditions(&generator)
        case .entitlements: entitlements = randomEntitlements(&generator)
        }
    }
}

private func maybe<Value, Generator: RandomNumberGenerator>(
    _ generator: inout Generator, _ draw: (inout Generator) -> Value
) -> Value? {
    Bool.random(using: &generator) ? draw(&generator) : nil
}

private func moment(
    _ range: ClosedRange<Int64>, _ generator: inout some RandomNumberGenerator
) -> Timestamp {
    Timestamp(secondsSinceEpoch: .random(in: range, using: &generator)) ?? .max
}

private func span(
    _ range: ClosedRange<Int64>, _ generator: inout some RandomNumberGenerator
) -> Duration {
    .seconds(Int64.random(in: range, using: &generator))
}

private func characters(
    _ alphabet: String, count: Int, _ generator: inout some RandomNumberGenerator
) -> String {
    let alphabet = Array(alphabet)
    return String(
        (0..<count).map { _ in alphabet[.random(in: alphabet.indices, using: &generator)] })
}

private func randomPrefix(_ generator: inout some RandomNumberGenerator) -> LicensePrefix {
    let rest = characters(
        "ABCXYZ0123456789", count: .random(in: 0...15, using: &generator), &generator)
    guard let prefix = LicensePrefix("Q" + rest) else { preconditionFailure("no prefix: \(rest)") }
    return prefix
}

private func randomConditions(_ generator: inout some RandomNumberGenerator) -> [Condition] {
    let names = Set(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            "a" + characters("abz09._-", count: .random(in: 0...9, using: &generator), &generator)
        })
    return names.sorted().compactMap { name in
        let value: ConditionValue =
            switch Int.random(in: 0...2, using: &generator) {
            case 0: .bool(.random(using: &generator))
            case 1: .integer(.random(in: -1_000_000...1_000_000, using: &generator))
            default: .text(characters("aé\u{65}\u{301}漢 🦀\"\\", count: 6, &generator))
            }
        return ConditionKey(name).flatMap { Condition($0, value) }
    }.sorted { $0.key < $1.key }
}

private func randomEntitlements(_ generator: inout some RandomNumberGenerator) -> [Entitlement] {
    let names = Set(
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            "e" + characters("abz09._:-", count: .random(in: 0...9, using: &generator), &generator)
        })
    return names.compactMap { Entitlement($0) }.sorted()
}

private func randomExtensions(_ generator: inout some RandomNumberGenerator) -> CBORMap {
    let entries = [
        CBORMap.Entry(.integer(32), .integer(.random(in: .min ... .max, using: &generator))),
        CBORMap.Entry(
            .integer(.random(in: 33 ... .max, using: &generator)),
            .array([.text("note"), .bool(true), .bytes([1, 2])])),
    ]
    return CBORMap(entries) ?? CBORMap()
}

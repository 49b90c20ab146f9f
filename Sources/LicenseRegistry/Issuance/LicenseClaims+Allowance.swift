package import LicenseVerifier

extension LicenseClaims {
    /// Whether one of the terms is tighter than another license's.
    package func allowsLess(than other: LicenseClaims) -> Bool {
        let seats: Bool =
            switch (activationLimit, other.activationLimit) {
            case (.seats(let mine), .seats(let others)): mine < others
            case (.seats, .unlimited), (.seats, .notUsed), (.unlimited, .notUsed): true
            case (.notUsed, _), (.unlimited, .unlimited), (.unlimited, .seats): false
            }
        return seats || Self.isLess(expiresAt, other.expiresAt)
            || Self.isLess(usageLimit, other.usageLimit)
            || Self.isLess(updatesUntil, other.updatesUntil)
            || Self.isLess(maxMajorVersion, other.maxMajorVersion)
            || Self.isLess(offline, other.offline)
            || (grace ?? .zero) < (other.grace ?? .zero)
            || conditions.contains { !other.conditions.contains($0) }
            || other.entitlements.contains { !entitlements.contains($0) }
            || (enforcement == .deny && other.enforcement == .advise)
    }

    /// Whether a limit is lower, where none is no limit.
    private static func isLess<Limit: Comparable>(_ limit: Limit?, _ other: Limit?) -> Bool {
        limit.map { limit in other.map { limit < $0 } ?? true } ?? false
    }
}

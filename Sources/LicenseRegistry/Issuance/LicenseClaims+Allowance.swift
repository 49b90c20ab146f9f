package import LicenseVerifier

extension LicenseClaims {
    /// Whether one of the limits is tighter than another license's.
    package func allowsLess(than other: LicenseClaims) -> Bool {
        let ends = expiresAt.map { end in other.expiresAt.map { end < $0 } ?? true } ?? false
        let units = usageLimit.map { limit in other.usageLimit.map { limit < $0 } ?? true } ?? false
        let seats: Bool =
            switch (activationLimit, other.activationLimit) {
            case (.seats(let mine), .seats(let others)): mine < others
            case (.seats, .unlimited), (.seats, .notUsed), (.unlimited, .notUsed): true
            case (.notUsed, _), (.unlimited, .unlimited), (.unlimited, .seats): false
            }
        return ends || units || seats
    }
}

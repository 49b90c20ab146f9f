import SQLDatabase

/// Where a license comes from.
public enum LicenseOrigin: Int64, Sendable {
    /// It was minted for a sale.
    case sale = 0
    /// It was sold elsewhere and taken over.
    case imported = 1
    /// It was supplied by hand.
    case manual = 2
}

extension LicenseOrigin: SQLColumnValue {}

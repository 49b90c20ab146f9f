import SQLDatabase

/// Whether a license may be used, as the issuer has it.
public enum LicenseState: Int64, Sendable, CustomStringConvertible {
    /// It may.
    case granted = 0
    /// It may not for now, and can come back.
    case disabled = 1
    /// It may not any more.
    case revoked = 2

    /// Its name.
    public var description: String {
        switch self {
        case .granted: "granted"
        case .disabled: "disabled"
        case .revoked: "revoked"
        }
    }
}

extension LicenseState: SQLColumnValue {}

public import LicenseVerifier
package import SQLDatabase

/// What a status list says of one token of a license.
public struct TokenStatus: Equatable, Sendable {
    /// Whose list.
    public let organization: OrganizationID
    /// The token's position in it.
    public let index: StatusIndex
    /// What the list says.
    public let status: LicenseStatus
}

extension TokenStatus: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        index = StatusIndex(UInt32(clamping: try row.integer("status_index")))
        let state: LicenseState = try row["state"]
        status = state.status
    }
}

extension LicenseState {
    /// What a status list says of a license in this state.
    public var status: LicenseStatus {
        switch self {
        case .granted: .valid
        case .disabled: .suspended
        case .revoked: .invalid
        }
    }
}

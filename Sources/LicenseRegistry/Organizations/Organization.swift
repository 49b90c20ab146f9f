public import LicenseVerifier
package import SQLDatabase

/// Who sells licenses.
public struct Organization: Equatable, Sendable {
    /// The id that every license carries.
    public let id: OrganizationID
    /// The name for people.
    public let name: String

    /// An organization.
    public init(id: OrganizationID, name: String) {
        self.id = id
        self.name = name
    }
}

extension Organization: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        name = try row["name"]
    }
}

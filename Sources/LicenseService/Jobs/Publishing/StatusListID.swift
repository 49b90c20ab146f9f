import LicenseVerifier

/// One list of one organization.
struct StatusListID: Hashable, Sendable {
    let organization: OrganizationID
    let shard: UInt32

    init(_ organization: OrganizationID, _ shard: UInt32) {
        self.organization = organization
        self.shard = shard
    }

    /// Where devices fetch it.
    var path: String { "/v1/organizations/\(organization)/status-lists/\(shard)" }
}

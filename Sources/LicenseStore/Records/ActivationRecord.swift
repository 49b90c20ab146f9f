public import COSE
public import LicenseSync
public import LicenseVerifier

/// A device's seat as the registry keeps it.
public struct ActivationRecord: Equatable, Sendable {
    /// The activation.
    public let id: ActivationID
    /// Of which license.
    public let license: LicenseID
    /// The device's own key.
    public let device: VerificationKey
    /// A name for people; may be empty.
    public let label: String
    /// Since when.
    public let activatedAt: Timestamp
    /// The end of the lease that was given last; nil for none.
    public let leaseEnd: Timestamp?

    init(
        id: ActivationID, license: LicenseID, device: VerificationKey, label: String,
        activatedAt: Timestamp, leaseEnd: Timestamp?
    ) {
        self.id = id
        self.license = license
        self.device = device
        self.label = label
        self.activatedAt = activatedAt
        self.leaseEnd = leaseEnd
    }

    init(_ row: SQLRow) throws(StoreError) {
        id = try row.parsed("id") { ActivationID($0) }
        license = try row.parsed("license_id") { LicenseID($0) }
        // A key that cannot be read back is damage, whatever the reason.
        device = try row.parsed("device_key") { try? VerificationKey(rawRepresentation: $0) }
        label = try row.text("label")
        activatedAt = try row.timestamp("activated_at")
        let end = try row.optionalInteger("lease_end_at")
        leaseEnd = end == nil ? nil : try row.timestamp("lease_end_at")
    }
}

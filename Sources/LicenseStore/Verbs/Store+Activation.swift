public import COSE
public import LicenseSync
public import LicenseVerifier

extension Store {
    /// Gives a device a seat while there are seats left, or renews the lease of the one that it has.
    ///
    /// The seats are counted by the statement that takes one, so no two devices take the last.
    /// Throws `missing` for an unknown license, `notGranted` for one that is disabled or revoked,
    /// and `noSeatLeft`.
    ///
    /// - Parameter id: the activation's id, if the device has none yet.
    public func takeSeat(
        _ id: ActivationID, of license: LicenseID, for device: VerificationKey, label: String,
        leaseEnd: Timestamp?, now: Timestamp
    ) throws(StoreError) -> ActivationRecord {
        guard let record = try self.license(license) else { throw .missing(kind: .license) }
        guard record.state == .granted else { throw .notGranted(record.state) }
        let limit: Int64 =
            switch record.claims.activationLimit {
            case .notUsed, .unlimited: .max
            case .seats(let seats): Int64(clamping: seats)
            }
        return try change("activation.take", of: "\(license)", label, now: now) {
            (writer) throws(StoreError) in
            let renewed = try writer.run(
                """
                UPDATE activation SET lease_end_at = $3, label = $4
                WHERE license_id = $1 AND device_key = $2 AND deactivated_at IS NULL
                """,
                [
                    .blob(license.bytes), .blob(device.rawRepresentation),
                    .optional(leaseEnd?.secondsSinceEpoch), .text(label),
                ])
            if renewed == 0 {
                let taken = try writer.run(
                    """
                    INSERT INTO activation
                        (id, license_id, device_key, label, activated_at, lease_end_at)
                    SELECT $1, $2, $3, $4, $5, $6
                    WHERE (SELECT count(*) FROM activation
                        WHERE license_id = $2 AND deactivated_at IS NULL) < $7
                    """,
                    [
                        .blob(id.bytes), .blob(license.bytes), .blob(device.rawRepresentation),
                        .text(label), .integer(now.secondsSinceEpoch),
                        .optional(leaseEnd?.secondsSinceEpoch), .integer(limit),
                    ])
                guard taken == 1 else { throw .noSeatLeft(limit: UInt64(limit)) }
            }
            guard let seat = try Self.seat(of: license, for: device, writer) else {
                throw .missing(kind: .activation)
            }
            return seat
        }
    }

    /// Takes a device's seat back; throws `missing` where it has none.
    public func freeSeat(
        of license: LicenseID, for device: VerificationKey, now: Timestamp
    ) throws(StoreError) {
        try change("activation.free", of: "\(license)", "\(device.keyID)", now: now) {
            (writer) throws(StoreError) in
            let count = try writer.run(
                """
                UPDATE activation SET deactivated_at = $3
                WHERE license_id = $1 AND device_key = $2 AND deactivated_at IS NULL
                """,
                [
                    .blob(license.bytes), .blob(device.rawRepresentation),
                    .integer(now.secondsSinceEpoch),
                ])
            guard count == 1 else { throw .missing(kind: .activation) }
        }
    }

    /// The seats of a license that are taken, the oldest first.
    public func activations(of license: LicenseID) throws(StoreError) -> [ActivationRecord] {
        try database.read { (reader) throws(StoreError) in
            try reader.rows(
                """
                SELECT * FROM activation WHERE license_id = $1 AND deactivated_at IS NULL
                ORDER BY activated_at, id
                """, [.blob(license.bytes)],
                { (row) throws(StoreError) in try ActivationRecord(row) })
        }
    }

    private static func seat(
        of license: LicenseID, for device: VerificationKey, _ reader: any SQLReader
    ) throws(StoreError) -> ActivationRecord? {
        try reader.row(
            """
            SELECT * FROM activation
            WHERE license_id = $1 AND device_key = $2 AND deactivated_at IS NULL
            """, [.blob(license.bytes), .blob(device.rawRepresentation)],
            { (row) throws(StoreError) in try ActivationRecord(row) })
    }
}

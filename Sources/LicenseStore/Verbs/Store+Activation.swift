public import COSE
public import LicenseSync
public import LicenseVerifier

extension Store {
    /// Gives a device a seat while there are seats left, or renews the lease of the one that it has.
    ///
    /// The seats are counted by the statement that takes one, so no two devices take the last, and
    /// a license that is disabled meanwhile gives none.
    /// Throws `missing` for an unknown license, `notGranted` for one that is disabled or revoked,
    /// and `noSeatLeft`.
    ///
    /// - Parameter id: the activation's id, if the device has none yet.
    public func takeSeat(
        _ id: ActivationID, of license: LicenseID, for device: VerificationKey, label: String,
        leaseEnd: Timestamp?, now: Timestamp
    ) throws(StoreError) -> ActivationRecord {
        try change("activation.take", of: "\(license)", label, now: now) {
            (writer) throws(StoreError) in
            guard let record = try Self.license(license, writer) else {
                throw .missing(kind: .license)
            }
            guard record.state == .granted else { throw .notGranted(record.state) }
            let seat = ActivationRecord(
                id: id, license: license, device: device, label: label, activatedAt: now,
                leaseEnd: leaseEnd)
            if try !Self.renew(seat, writer) {
                try Self.insert(seat, limit: Self.seats(of: record), writer)
            }
            guard let seat = try Self.seat(of: license, for: device, writer) else {
                throw .missing(kind: .activation)
            }
            return seat
        }
    }

    /// Renews the seat that a device has; false where it has none.
    private static func renew(
        _ seat: ActivationRecord, _ writer: any SQLWriter
    ) throws(StoreError) -> Bool {
        try writer.run(
            """
            UPDATE activation SET lease_end_at = $3, label = $4
            WHERE license_id = $1 AND device_key = $2 AND deactivated_at IS NULL
            """,
            [
                .blob(seat.license.bytes), .blob(seat.device.rawRepresentation),
                .optional(seat.leaseEnd?.secondsSinceEpoch), .text(seat.label),
            ]) == 1
    }

    private static func insert(
        _ seat: ActivationRecord, limit: Int64, _ writer: any SQLWriter
    ) throws(StoreError) {
        let taken = try writer.run(
            """
            INSERT INTO activation
                (id, license_id, device_key, label, activated_at, lease_end_at)
            SELECT $1, $2, $3, $4, $5, $6
            WHERE (SELECT count(*) FROM activation
                WHERE license_id = $2 AND deactivated_at IS NULL) < $7
            """,
            [
                .blob(seat.id.bytes), .blob(seat.license.bytes),
                .blob(seat.device.rawRepresentation), .text(seat.label),
                .integer(seat.activatedAt.secondsSinceEpoch),
                .optional(seat.leaseEnd?.secondsSinceEpoch), .integer(limit),
            ])
        guard taken == 1 else { throw .noSeatLeft(limit: UInt64(limit)) }
    }

    private static func seats(of record: LicenseRecord) -> Int64 {
        switch record.claims.activationLimit {
        case .notUsed, .unlimited: .max
        case .seats(let seats): Int64(clamping: seats)
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

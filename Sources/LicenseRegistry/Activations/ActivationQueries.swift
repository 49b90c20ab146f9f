import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What is asked about the activations of devices.
struct ActivationQueries {
    private static let readAtOnce = 500

    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func activation(_ id: ActivationID) throws(RegistryError) -> ActivationRecord? {
        try all("id = $1", [.id(id)]).first
    }

    /// Activations by their ids, in any order.
    func activations(_ ids: [ActivationID]) throws(RegistryError) -> [ActivationRecord] {
        let list = SQLList(ids.map { .id($0) }, after: 0)
        return ids.isEmpty ? [] : try all("id IN (\(list.parameters))", list.values)
    }

    /// The key of an activation's device.
    func device(of id: ActivationID) throws(RegistryError) -> VerificationKey? {
        try reading.row(
            DeviceKeyRow.self, "SELECT device_key FROM activation WHERE id = $1", [.id(id)])?.key
    }

    /// The newest activation of a device's key.
    func activation(
        of device: VerificationKey, for license: LicenseID
    ) throws(RegistryError) -> ActivationRecord? {
        let values: [SQLValue] = [.id(license), .blob(device.rawRepresentation)]
        if let active = try all(Self.isActiveOfDevice, values).first { return active }
        return try all(Self.isLastOfDevice, values).first
    }

    // Each of the two has an index of its own, so that the license's other devices cost nothing.
    static let isActiveOfDevice =
        "license_id = $1 AND device_key = $2 AND \(SeatSQL.isActive)"
    /// The sign keeps SQLite from walking all devices in the order of time instead.
    static let isLastOfDevice = """
        license_id = $1 AND device_key = $2 AND deactivated_at IS NOT NULL
        ORDER BY +activated_at DESC LIMIT 1
        """

    /// A license's activations that have not ended, the oldest first.
    func all(of license: LicenseID) throws(RegistryError) -> [ActivationRecord] {
        try all(
            "license_id = $1 AND \(SeatSQL.isActive) ORDER BY activated_at, id", [.id(license)])
    }

    /// A license's activations that were given up and whose seats stay taken at a moment, the oldest
    /// first.
    func kept(of license: LicenseID, at now: Timestamp) throws(RegistryError) -> [ActivationRecord]
    {
        try all(
            "license_id = $1 AND \(SeatSQL.isKept(at: "$2")) ORDER BY activated_at, id",
            [.id(license), .time(now)])
    }

    /// Those that have ended with units, the most recent first.
    func holdingUnits(afterEnd license: LicenseID) throws(RegistryError) -> [ActivationRecord] {
        try all(
            """
            license_id = $1 AND deactivated_at IS NOT NULL AND units_ceiling > units_used
            ORDER BY deactivated_at DESC, id LIMIT \(Self.mostHolding)
            """, [.id(license)])
    }

    private static let mostHolding = 20

    private func all(
        _ condition: String, _ values: [SQLValue]
    ) throws(RegistryError) -> [ActivationRecord] {
        let rows = try reading.rows(
            ActivationRow.self,
            "SELECT \(ActivationRow.columns) FROM activation WHERE \(condition)", values)
        var records: [ActivationRecord] = []
        // A few statements for all of them, however many there are.
        for first in stride(from: 0, to: rows.count, by: Self.readAtOnce) {
            let some = rows[first..<min(first + Self.readAtOnce, rows.count)]
            let list = SQLList(some.map { .id($0.state.id) }, after: 0)
            let usage = try reading.rows(
                """
                SELECT activation_id, meter, units, reported FROM activation_usage
                WHERE activation_id IN (\(list.parameters))
                """, list.values
            ) { (row) throws(SQLError) in
                (id: try row["activation_id"] as ActivationID, row: try ActivationUsageRow(row))
            }
            let messages = try reading.rows(
                """
                SELECT activation_id, sequence, message_digest, receipt_digest
                FROM device_message WHERE activation_id IN (\(list.parameters))
                """, list.values
            ) { (row) throws(SQLError) in
                (id: try row["activation_id"] as ActivationID, row: try DeviceMessageRow(row))
            }
            let usageOf = Dictionary(grouping: usage, by: \.id)
            let messagesOf = Dictionary(grouping: messages, by: \.id)
            for row in some {
                let id = row.state.id
                records.append(
                    ActivationRecord(
                        row, (usageOf[id] ?? []).map(\.row), (messagesOf[id] ?? []).map(\.row)))
            }
        }
        return records
    }

    /// What all devices of a license are known to have used of some meters.
    func usage(
        of license: LicenseID, in meters: Set<Meter>
    ) throws(RegistryError) -> UsageTotal {
        var total = UsageTotal()
        let list = SQLList(meters.sorted().map { .integer(Int64($0.number)) }, after: 1)
        let rows = try reading.rows(
            LicenseUsageRow.self,
            """
            SELECT meter, units FROM license_usage
            WHERE license_id = $1 AND meter IN (\(list.parameters))
            """, [.id(license)] + list.values)
        for row in rows { total.raise(row.meter, to: row.units) }
        return total
    }

    /// What all devices of a license are known to have used.
    func usage(of license: LicenseID) throws(RegistryError) -> UsageTotal {
        var total = UsageTotal()
        let rows = try reading.rows(
            LicenseUsageRow.self, "SELECT meter, units FROM license_usage WHERE license_id = $1",
            [.id(license)])
        for row in rows { total.raise(row.meter, to: row.units) }
        return total
    }
}

/// Who signs for an activation.
private struct DeviceKeyRow: SQLRecord {
    let key: VerificationKey

    init(_ row: SQLRow) throws(SQLError) {
        // A key that cannot be read back is damage, whatever the reason.
        key = try row.parsed("device_key") { try? VerificationKey(rawRepresentation: $0) }
    }
}

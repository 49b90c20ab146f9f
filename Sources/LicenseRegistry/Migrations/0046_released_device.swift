import SQLDatabase

extension Migration {
    /// Devices that gave a seat back before anybody heard that they had asked for one.
    static let releasedDevices = Migration(
        number: 46, name: "0046_released_device",
        sqlite: releasedDeviceTable(blob: "BLOB", integer: "INTEGER", strict: " STRICT"),
        postgreSQL: releasedDeviceTable(blob: "BYTEA", integer: "BIGINT", strict: ""))
}

private func releasedDeviceTable(blob: String, integer: String, strict: String) -> [String] {
    [
        """
        CREATE TABLE released_device (
            license_id \(blob) NOT NULL REFERENCES license (id),
            device_key \(blob) NOT NULL CHECK (length(device_key) = 32),
            released_at \(integer) NOT NULL,
            PRIMARY KEY (license_id, device_key)
        )\(strict)
        """
    ]
}

import COSE
import LicenseVerifier
import SQLDatabase

/// Devices that gave a seat back before anybody heard that they had asked for one: messages come in
/// any order, and a key that has given its seat back gets none again.
struct ReleasedDevices {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// Whether a device has given back whatever seat it may ask for.
    func contains(
        _ device: VerificationKey, of license: LicenseID
    ) throws(RegistryError) -> Bool {
        try reading.exists(
            """
            SELECT 1 AS known FROM released_device WHERE license_id = $1 AND device_key = $2
            """, [.id(license), .blob(device.rawRepresentation)])
    }
}

/// What is changed about them.
struct ReleasedDeviceChanges {
    /// Who has a license can make as many keys as they like, and can only spite themselves by it.
    private static let mostOfLicense = 1000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ device: VerificationKey, of license: LicenseID) throws(RegistryError) {
        try change.registryStatus?.requireCurrent()
        let count = try change.value(
            Int64.self, "SELECT count(*) AS known FROM released_device WHERE license_id = $1",
            [.id(license)])
        guard (count ?? 0) < Self.mostOfLicense else { return }
        try change.run(
            """
            INSERT INTO released_device (license_id, device_key, released_at)
            VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """, [.id(license), .blob(device.rawRepresentation), .time(change.now)])
    }
}

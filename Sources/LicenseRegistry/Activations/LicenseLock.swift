import LicenseVerifier
import SQLDatabase

/// Lets one transaction at a time change a license's seats and units.
///
/// `license.answers` is the version of all that an answer to a device rests on: it rises with every
/// answer, every seat, every unit, and every change of the license itself.
struct LicenseLock {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Takes the license's row for the rest of the transaction, so that nothing else that counts its
    /// seats or units interleaves; false for one that is not there.
    @discardableResult
    func take(_ license: LicenseID) throws(RegistryError) -> Bool {
        try change.run("UPDATE license SET answers = answers + 1 WHERE id = $1", [.id(license)])
            == 1
    }

    /// The same of several, each only where nothing has changed since its version was read; says
    /// which they are.
    ///
    /// Always in one order, so that no two transactions wait for each other.
    func take(_ versions: [LicenseID: Int64]) throws(RegistryError) -> Set<LicenseID> {
        let ids = versions.keys.sorted()
        let counts = try change.run(
            "UPDATE license SET answers = answers + 1 WHERE id = $1 AND answers = $2",
            each: ids.map { [.id($0), .optional(versions[$0])] })
        return Set(zip(ids, counts).filter { $0.1 == 1 }.map { $0.0 })
    }

    /// The same for the license of a device's seat.
    func take(licenseOf activation: ActivationID) throws(RegistryError) {
        try change.run(
            """
            UPDATE license SET answers = answers + 1
            WHERE id = (SELECT license_id FROM activation WHERE id = $1)
            """, [.id(activation)])
    }
}

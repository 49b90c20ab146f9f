import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Adds to what was used of licenses in this month, in the transaction of what is counted, which
/// has the licenses' rows.
struct MonthCountChanges {
    /// Devices can report any number of units, and a sum must not overflow.
    private static let largest: Int64 = 1 << 40

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ used: [(license: LicenseID, meter: Meter, units: Int64)]) throws(RegistryError) {
        let month = change.now.monthsSinceYearZero
        try change.run(
            """
            INSERT INTO license_month (license_id, month, meter, units) VALUES ($1, $2, $3, $4)
            ON CONFLICT (license_id, month, meter)
                DO UPDATE SET units = license_month.units + excluded.units
            """,
            each: used.filter { $0.units > 0 }.map { use in
                [
                    .id(use.license), .integer(month), .integer(Int64(use.meter.number)),
                    .integer(min(use.units, Self.largest)),
                ]
            })
    }
}

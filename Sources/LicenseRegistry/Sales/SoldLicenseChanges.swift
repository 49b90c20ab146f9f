import LicenseVerifier
import SQLDatabase

/// What is noted of licenses as they follow their sales.
struct SoldLicenseChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Notes what a license has followed.
    func note(
        _ standing: SaleStatus, isHeld: Bool, wasDisabled: Bool = false, of license: LicenseID
    ) throws(RegistryError) {
        try change.run(
            """
            UPDATE license_grant SET standing = $2, is_held = $3, was_disabled = $4
            WHERE license_id = $1
            """,
            [
                .id(license), .integer(standing.rawValue), .flag(isHeld), .flag(wasDisabled),
            ])
    }

    /// Notes the newest word on a license alone.
    func note(
        _ word: SaleState.Update, of license: LicenseID
    ) throws(RegistryError) {
        try change.run(
            "UPDATE license_grant SET word = $2, word_us = $3 WHERE license_id = $1",
            [
                .id(license), .integer(word.status.rawValue),
                .integer(word.occurredAt.microseconds),
            ])
    }

    /// Makes a license that of another sale.
    func move(_ license: LicenseID, to sale: Sale) throws(RegistryError) {
        try change.run(
            """
            UPDATE license_grant SET sale_kind = $2, sale = $3, changed_at = $4
            WHERE license_id = $1
            """,
            [
                .id(license), .integer(sale.kind.rawValue), .text(sale.id), .time(change.now),
            ])
    }
}

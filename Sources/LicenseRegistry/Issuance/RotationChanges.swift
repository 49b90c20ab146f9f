import LicenseVerifier
import SQLDatabase

/// New keys that customers ask for: how many there were, and what they may reuse.
struct RotationChanges {
    private static let secondsOfDay: Int64 = 86_400

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Counts a new key; throws `rotatedTooOften` where the day has had as many as it may.
    func count(of license: LicenseID, upTo limit: RotationLimit) throws(RegistryError) {
        let now = change.now.secondsSinceEpoch
        let counted = try change.run(
            """
            UPDATE license SET
                rotations = CASE WHEN rotations_since > $2 THEN rotations + 1 ELSE 1 END,
                rotations_since = CASE WHEN rotations_since > $2 THEN rotations_since ELSE $3 END
            WHERE id = $1 AND (rotations_since <= $2 OR rotations < $4)
            """,
            [
                .id(license), .integer(now - Self.secondsOfDay), .integer(now),
                .integer(limit.perDay),
            ])
        guard counted == 0 else { return }
        let since = try change.row(
            RotationDay.self, "SELECT rotations_since FROM license WHERE id = $1", [.id(license)])
        guard let since else { throw .missing(kind: .license) }
        throw .rotatedTooOften(seconds: max(since.began + Self.secondsOfDay - now, 1))
    }

    /// The position in the status lists of a token that nobody has, which the next one may take.
    ///
    /// Such a token was made by a customer's rotation, and only a text that stands for it was
    /// shown. Whoever got it (through an exchange, a device, an e-mail, the vendor's interface)
    /// could go on using it if its position were not marked as void.
    func freePosition(of record: LicenseRecord) throws(RegistryError) -> StatusIndex? {
        let isUnseen = try change.exists(
            """
            SELECT 1 AS unseen FROM license_text
            WHERE license_id = $1 AND hides_token = 1 AND is_shown = 1
                AND NOT EXISTS (SELECT 1 FROM activation WHERE activation.license_id = $1)
                AND NOT EXISTS (SELECT 1 FROM letter WHERE letter.license_id = $1)
            """, [.id(record.claims.license)])
        return isUnseen ? record.claims.statusIndex : nil
    }
}

/// Since when the new keys of a license are counted.
private struct RotationDay: SQLRecord {
    let began: Int64

    init(_ row: SQLRow) throws(SQLError) {
        began = try row["rotations_since"]
    }
}

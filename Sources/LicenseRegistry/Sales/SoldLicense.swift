import LicenseVerifier
import SQLDatabase

/// A license that a sale has given, and how far it has followed the sale.
struct SoldLicense {
    /// That it was given.
    let grant: GrantRecord
    /// What of its sale it has followed last; of one that was imported, what it came as.
    let standing: SaleStatus
    /// Whether it is its sale that has disabled it, and not the vendor.
    let isHeld: Bool
    /// Whether the vendor had disabled it when its sale took it back.
    let wasDisabled: Bool
    /// The newest word on it alone, whatever becomes of other licenses of the benefit.
    let word: SaleState.Update?
    /// When it was imported; nil where it was minted here.
    let importedAt: Timestamp?

    /// Its id.
    var license: LicenseID { grant.license }
    /// Which benefit it is of.
    var benefit: BenefitID { grant.benefit }
}

extension SoldLicense: SQLRecord {
    static let selection = """
        SELECT \(GrantRecord.columns), license_grant.standing, license_grant.is_held,
            license_grant.was_disabled, license_grant.word, license_grant.word_us,
            license_grant.imported_at
        FROM license_grant
        """

    init(_ row: SQLRow) throws(SQLError) {
        grant = try GrantRecord(row)
        standing = try row["standing"]
        isHeld = try row["is_held"]
        wasDisabled = try row["was_disabled"]
        let status: SaleStatus? = try row["word"]
        let moment: Int64? = try row["word_us"]
        word =
            if let status, let moment {
                SaleState.Update(
                    status: status, occurredAt: ExactTime(microseconds: moment))
            } else {
                nil
            }
        importedAt = try row["imported_at"]
    }
}

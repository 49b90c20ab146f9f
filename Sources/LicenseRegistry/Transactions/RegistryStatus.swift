import LicenseVerifier
import SQLDatabase

/// Whether the registry may be worked on, as it says itself; a registry that was never marked says
/// nothing.
struct RegistryStatus: SQLRecord {
    /// Names the registry, through every copy and backup of it.
    let registry: [UInt8]
    /// How often it was resumed after it had gone back.
    let epoch: Int64
    /// How often it was about to give something out that no audit record may show.
    let promises: Int64
    /// Since when there is a mark outside of it.
    let markedAt: Timestamp?
    /// Why it is known to be behind what it has given out; nil where it is not.
    let behind: String?
    /// Where it was moved to; nil where it is still here.
    let movedTo: String?
    /// How many audit records it had when it was found behind last; nil where it never was.
    ///
    /// Those that came after tell what was done since the restore.
    let restoredRecords: Int64?
    /// Whether it was moved to where it is, and no mark knows yet.
    let isMovedIn: Bool
    /// Which database of a server it was made in, moved to or resumed in last; nil for a file, and
    /// where nobody has noted it.
    let database: ServerDatabase?

    init(_ row: SQLRow) throws(SQLError) {
        registry = try row["registry_id"]
        epoch = try row["epoch"]
        promises = try row["promises"]
        markedAt = try row["marked_at"]
        let behindAt: Timestamp? = try row["behind_at"]
        let reason: String = try row["behind_reason"]
        behind = behindAt == nil ? nil : reason
        let movedAt: Timestamp? = try row["moved_at"]
        let address: String = try row["moved_to"]
        movedTo = movedAt == nil ? nil : address
        restoredRecords = try row.optionalInteger("restored_records")
        isMovedIn = try row.integer("is_moved_in") != 0
        let noted: String = try row["home_database"]
        database = ServerDatabase(noted)
    }
}

extension RegistryStatus {
    /// Throws `behind` while the registry is known to be behind what it has given out.
    ///
    /// Called by whatever could do harm then: what gives out numbers, positions, seats or keys, and
    /// what says that a license is good.
    func requireCurrent() throws(RegistryError) {
        if let behind { throw .behind(reason: behind) }
    }
}

extension Reading {
    /// What the registry says of itself; nil where it was never marked.
    func registryStatus() throws(RegistryError) -> RegistryStatus? {
        try row(
            RegistryStatus.self,
            """
            SELECT registry_id, epoch, promises, marked_at, behind_at, behind_reason, moved_at,
                moved_to, restored_records, is_moved_in, home_database
            FROM registry_standing
            """)
    }
}

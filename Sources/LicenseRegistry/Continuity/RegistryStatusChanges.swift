import COSESigning
import LicenseVerifier
import SQLDatabase

/// What the registry says of itself, as it changes.
struct RegistryStatusChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Lets the registry know that there is a mark of it.
    func begin() throws(RegistryError) {
        try insert()
        try change.run(
            "UPDATE registry_standing SET marked_at = $1 WHERE marked_at IS NULL",
            [.time(change.now)])
    }

    /// Counts that something is about to be given out.
    func promise() throws(RegistryError) {
        try begin()
        try change.run("UPDATE registry_standing SET promises = promises + 1")
    }

    /// Lets the registry stand still; one that does already keeps its reason.
    func stop(_ finding: RestoreFinding) throws(RegistryError) {
        try insert()
        let end = try ContinuityQueries(change).end()
        let count = try change.run(
            """
            UPDATE registry_standing
            SET behind_at = $1, behind_reason = $2, restored_records = $3
            WHERE behind_at IS NULL
            """, [.time(change.now), .text(finding.sentence), .integer(end.sequence)])
        // What is in a backup is the original's.
        guard count == 1, finding != .backup else { return }
        try change.audit(.registryBehind, of: "registry", finding.sentence)
    }

    /// Lets the registry go on, in a new epoch.
    func resume(epoch: Int64) throws(RegistryError) {
        try insert()
        try change.run(
            """
            UPDATE registry_standing SET epoch = $2, resumed_at = $1, behind_at = NULL,
                behind_reason = '', moved_at = NULL, moved_to = '', is_moved_in = 0
            """, [.time(change.now), .integer(epoch)])
    }

    /// Lets the registry know that it goes on where it is, and that the mark knows.
    ///
    /// - Parameter database: which it is in, on a server; nil for a file.
    func settle(in database: ServerDatabase?) throws(RegistryError) {
        try change.run(
            "UPDATE registry_standing SET is_moved_in = 0, home_database = $1",
            [.text(database?.text ?? "")])
    }

    /// Says where the registry is from now on; nil takes it back.
    func move(to address: String?) throws(RegistryError) {
        try insert()
        try change.run(
            "UPDATE registry_standing SET moved_at = $1, moved_to = $2",
            [.time(address == nil ? nil : change.now), .text(address ?? "")])
        if let address { try change.audit(.registryMove, of: "registry", address) }
    }

    private func insert() throws(RegistryError) {
        var random = change.random
        try change.run(
            """
            INSERT INTO registry_standing
                (single, registry_id, epoch, promises, behind_reason, moved_to)
            VALUES (1, $1, 0, 0, '', '') ON CONFLICT DO NOTHING
            """, [.blob(random.bytes(16))])
    }
}

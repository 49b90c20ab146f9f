public import LicenseVerifier
import SQLDatabase

extension Sales {
    /// Notes a message that changed nothing, or not what it was meant to; of one that comes again
    /// it is noted how often.
    public func note(
        _ note: ShopNote, of organization: OrganizationID
    ) throws(RegistryError) {
        try transactions.changeConcurrently(at: note.receivedAt) { (change) throws(RegistryError) in
            try ShopNoteChanges(change).add(note, of: organization)
        }
    }

    /// What is noted, the newest first.
    public func notes(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [ShopNote] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                ShopNote.self,
                """
                SELECT \(ShopNote.columns) FROM shop_note WHERE organization_id = $1
                ORDER BY received_at DESC, shop DESC, id DESC LIMIT $2
                """, [.id(organization), .integer(Int64(limit))])
        }
    }

    /// Whether anything is noted of a message.
    public func isNoted(
        _ message: ShopMessage, of organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.exists(
                """
                SELECT 1 AS noted FROM shop_note
                WHERE organization_id = $1 AND shop = $2 AND id = $3
                """,
                [.id(organization), .integer(message.shop.rawValue), .text(message.id)])
        }
    }

    /// Forgets what is noted of a message.
    public func forgetNote(
        of message: ShopMessage, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try ShopNoteChanges(change).forget(message, of: organization)
        }
    }
}

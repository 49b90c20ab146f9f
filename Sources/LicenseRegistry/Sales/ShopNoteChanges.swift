import LicenseVerifier
import SQLDatabase

/// What is noted of messages of shops, and forgotten again.
struct ShopNoteChanges {
    /// How many are noted for one organization; the oldest make room.
    private static let most: Int64 = 1000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ note: ShopNote, of organization: OrganizationID) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO shop_note
                (organization_id, shop, id, kind, type, code, times, received_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (organization_id, shop, id) DO UPDATE SET kind = excluded.kind,
                type = excluded.type, code = excluded.code, times = shop_note.times + 1,
                received_at = excluded.received_at
            """,
            [
                .id(organization), .integer(note.message.shop.rawValue), .text(note.message.id),
                .integer(note.kind.rawValue), .text(note.type), .text(note.code),
                .integer(note.times), .time(note.receivedAt),
            ])
        try change.run(
            "DELETE FROM shop_note WHERE organization_id = $1 AND received_at < $2",
            [.id(organization), .time(note.receivedAt - ShopProductChanges.patience)])
        try change.run(
            """
            DELETE FROM shop_note WHERE organization_id = $1 AND (shop, id) IN (
                SELECT shop, id FROM shop_note WHERE organization_id = $1
                ORDER BY received_at DESC, shop DESC, id DESC LIMIT 1000 OFFSET \(Self.most))
            """, [.id(organization)])
    }

    /// Forgets a message that was taken after all, or that somebody has looked at.
    func forget(
        _ message: ShopMessage, of organization: OrganizationID
    ) throws(RegistryError) {
        try change.run(
            "DELETE FROM shop_note WHERE organization_id = $1 AND shop = $2 AND id = $3",
            [.id(organization), .integer(message.shop.rawValue), .text(message.id)])
    }
}

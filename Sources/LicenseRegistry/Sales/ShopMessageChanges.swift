import LicenseVerifier
import SQLDatabase

/// The messages of shops that were taken, each of which counts once.
struct ShopMessageChanges {
    /// How long a message is remembered.
    private static let memory: Duration = .seconds(40 * 86_400)

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Remembers a message; false for one that was taken before.
    func isFirst(_ message: ShopMessage) throws(RegistryError) -> Bool {
        let count = try change.run(
            "INSERT INTO shop_message (shop, id, taken_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.integer(message.shop.rawValue), .text(message.id), .time(change.now)])
        guard count == 1 else { return false }
        try change.run(
            "DELETE FROM shop_message WHERE taken_at < $1", [.time(change.now - Self.memory)])
        return true
    }
}

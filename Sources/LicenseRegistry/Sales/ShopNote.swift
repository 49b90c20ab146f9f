public import LicenseVerifier
package import SQLDatabase

/// A message of a shop that changed nothing, or not what it was meant to.
public struct ShopNote: Equatable, Sendable {
    /// What became of it.
    public enum Kind: Int64, Sendable {
        /// Something newer was known of the same sale.
        case late = 0
        /// It has the shop's signature, and nobody can read it.
        case unreadable = 1
        /// The registry could not do what it says; the shop sends it again.
        case failed = 2
        /// It gave nothing yet: its buyer has several imported keys that may be of its sale.
        case undecided = 3
    }

    /// Which message.
    public let message: ShopMessage
    /// What became of it.
    public let kind: Kind
    /// What it says that happened, such as `subscription.revoked`; empty where nobody can tell.
    public let type: String
    /// Why the registry could not do it, as a code; empty for other kinds.
    public let code: String
    /// How often it came.
    public let times: Int64
    /// When it came last.
    public let receivedAt: Timestamp

    /// A message that has just come.
    public init(
        _ message: ShopMessage, _ kind: Kind, type: String, code: String = "", at now: Timestamp
    ) {
        self.message = message
        self.kind = kind
        self.type = type
        self.code = code
        times = 1
        receivedAt = now
    }
}

extension ShopNote.Kind: SQLColumnValue {}

extension ShopNote: SQLRecord {
    static let columns = "shop, id, kind, type, code, times, received_at"

    package init(_ row: SQLRow) throws(SQLError) {
        let shop: ShopMessage.Shop = try row["shop"]
        message = try row.parsed(text: "id") { ShopMessage(shop, id: $0) }
        kind = try row["kind"]
        type = try row["type"]
        code = try row["code"]
        times = try row["times"]
        receivedAt = try row["received_at"]
    }
}

public import LicenseVerifier
package import SQLDatabase

/// A batch that the service mints by itself, from what it keeps of each row.
public struct BatchOrder: Equatable, Sendable {
    /// Why no more rows are minted for now.
    public enum Halt: Equatable, Sendable {
        /// Nobody has looked at the rows and said that they are right.
        case unconfirmed
        /// Somebody has stopped it.
        case byHand
        /// A row could not be minted; the sentence says why, and what to do.
        case row(Int, why: String)
    }

    /// Names the batch.
    public let id: BatchID
    /// Whose.
    public let organization: OrganizationID
    /// What each row gives.
    public let benefit: BenefitID
    /// What its rows were read from, as a digest.
    public let input: [UInt8]
    /// Who asked for it, as the audit log names them.
    public let actor: String
    /// The moment at which all its licenses are issued.
    public let issuedAt: Timestamp
    /// How many rows it has.
    public let rowCount: Int
    /// How many of them are minted, the first ones.
    public let mintedRows: Int
    /// Why it stands still; nil while it does not.
    public let halt: Halt?
    /// When the last row was minted, or the rest was given up.
    public let finishedAt: Timestamp?

    /// Whether rows are still to be minted, and nothing is in the way.
    public var isUnderWay: Bool { finishedAt == nil && halt == nil }
}

extension BatchOrder: SQLRecord {
    static let selection = """
        SELECT batch.id, batch.organization_id, batch.input_digest, batch.issued_at,
            batch.finished_at, batch_order.benefit_id, batch_order.actor, batch_order.row_count,
            batch_order.halted_row, batch_order.halt,
            (SELECT coalesce(max(batch_row), 0) FROM license WHERE batch_id = batch.id)
                AS minted_rows
        FROM batch_order JOIN batch ON batch.id = batch_order.batch_id
        """

    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        benefit = try row["benefit_id"]
        input = try row["input_digest"]
        actor = try row["actor"]
        issuedAt = try row["issued_at"]
        rowCount = Int(try row.integer("row_count"))
        mintedRows = Int(try row.integer("minted_rows"))
        let why: String? = try row["halt"]
        let number = try row.optionalInteger("halted_row")
        halt = why.map { Halt(at: number, $0) }
        finishedAt = try row["finished_at"]
    }
}

extension BatchOrder.Halt {
    /// Row and text as columns hold them; before the first row stands what is not confirmed.
    var columns: (row: Int64?, why: String) {
        switch self {
        case .unconfirmed: (0, "")
        case .byHand: (nil, "")
        case .row(let row, let why): (Int64(row), why)
        }
    }

    fileprivate init(at row: Int64?, _ why: String) {
        switch row {
        case nil: self = .byHand
        case 0?: self = .unconfirmed
        case let row?: self = .row(Int(row), why: why)
        }
    }
}

public import LicenseVerifier
package import SQLDatabase

/// Many licenses of one input, minted in the order of its rows.
public struct Batch: Equatable, Sendable {
    /// Names the batch.
    public let id: BatchID
    /// The name for people, under which it is continued.
    public let name: String
    /// What its input was, as a digest.
    public let inputDigest: [UInt8]
    /// The moment at which all its licenses are issued, in whichever run they are minted.
    public let issuedAt: Timestamp
    /// How many rows are recorded: rows 1 to this one.
    public let recordedRows: Int
    /// When it was complete, if it is.
    public let finishedAt: Timestamp?

    /// A batch that is to begin.
    public init(id: BatchID, name: String, inputDigest: [UInt8], issuedAt: Timestamp) {
        self.id = id
        self.name = name
        self.inputDigest = inputDigest
        self.issuedAt = issuedAt
        recordedRows = 0
        finishedAt = nil
    }
}

/// Where a license is in a batch.
public struct BatchPosition: Equatable, Sendable {
    /// The batch.
    public let batch: BatchID
    /// The row, from 1 on.
    public let row: Int
}

extension Batch: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        name = try row["name"]
        inputDigest = try row["input_digest"]
        issuedAt = try row["issued_at"]
        recordedRows = Int(try row.integer("recorded_rows"))
        finishedAt = try row["finished_at"]
    }
}

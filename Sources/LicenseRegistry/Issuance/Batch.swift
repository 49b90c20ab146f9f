public import LicenseVerifier

/// Names one batch of licenses.
public typealias BatchID = Identifier<BatchKind>

/// The kind of thing that a `BatchID` names.
public enum BatchKind {}

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
}

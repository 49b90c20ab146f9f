/// The position of a device's usage journal: the hash of its last record, which covers all before it.
///
/// Equal totals have equal hashes and larger totals others: the chain holds usage and nothing else
/// (Device-Messages §6). Only the device can compute it; a service compares.
public struct JournalHash: Hashable, Sendable {
    /// The number of bytes.
    public static let byteCount = 32

    /// The bytes of a SHA-256 digest.
    public let bytes: [UInt8]

    /// Reads exactly thirty-two bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// A journal without a record.
    public static let empty = JournalHash(zeros: byteCount)

    private init(zeros count: Int) {
        bytes = [UInt8](repeating: 0, count: count)
    }

    /// Takes bytes of the right number without looking: a digest, or a slice of a journal.
    package init(digest bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }
}

/// A license's position in its organization's status lists (Token-Format §3, label 8).
public struct StatusIndex: Hashable, Sendable {
    /// Positions in one list.
    public static let positionsPerShard: UInt32 = 1 << 20

    /// Shard and position in one number.
    public let value: UInt32

    /// Takes the number that a license carries.
    public init(_ value: UInt32) {
        self.value = value
    }

    /// Which list.
    public var shard: UInt32 { value >> 20 }

    /// Where in the list.
    public var position: UInt32 { value & (Self.positionsPerShard - 1) }
}

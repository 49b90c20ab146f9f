/// How much of a table there is.
public struct TableCount: Equatable, Sendable {
    /// The table's name.
    public let table: String
    /// How many rows it has.
    public let rows: Int
}

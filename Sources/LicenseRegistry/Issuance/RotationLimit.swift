/// How many new keys of one license its customer may ask for.
///
/// Each costs a position in a status list that every customer downloads.
public struct RotationLimit: Sendable {
    /// How many in a day.
    public let perDay: Int64

    /// This many in a day.
    public init(perDay: Int64) {
        self.perDay = perDay
    }
}

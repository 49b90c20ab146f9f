/// The values of an `IN (…)`, of which statements are prepared for few lengths only.
package struct SQLList {
    /// The values; the last one again and again up to the next power of two.
    package let values: [SQLValue]
    /// The parameters for them.
    package let parameters: String

    /// A list of values.
    ///
    /// - Parameter count: how many parameters the statement has before these.
    package init(_ values: [SQLValue], after count: Int) {
        var length = 1
        while length < values.count { length *= 2 }
        let last = values.last.map { [$0] } ?? []
        self.values = values + last.flatMap { Array(repeating: $0, count: length - values.count) }
        parameters = (1...length).map { "$\(count + $0)" }.joined(separator: ", ")
    }
}

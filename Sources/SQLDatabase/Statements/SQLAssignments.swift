/// Columns and what is written into them, so that names and values cannot get out of step.
package struct SQLAssignments {
    /// The names of the columns, in the order of the values.
    private let columns: [String]
    /// The parameters of a statement, in the order of the columns.
    package let values: [SQLValue]

    package init(_ assignments: [(column: String, value: SQLValue)]) {
        columns = assignments.map(\.column)
        values = assignments.map(\.value)
    }

    /// What follows the table in an insertion: `(a, b) VALUES ($1, $2)`.
    package var insertion: String {
        "(\(columns.joined(separator: ", "))) VALUES (\(parameters.joined(separator: ", ")))"
    }

    /// What follows `SET` in an update: `a = $1, b = $2`.
    package var update: String {
        zip(columns, parameters).map { "\($0) = \($1)" }.joined(separator: ", ")
    }

    /// The parameter after these that a condition compares with, counted from 1.
    package func parameter(after position: Int) -> String { "$\(values.count + position)" }

    private var parameters: [String] { values.indices.map { "$\($0 + 1)" } }
}

/// What rows must meet: tests with `AND` between them, and their parameters in order.
///
/// Only the tests that are asked for, so that each query finds its index.
package struct SQLCondition: Sendable {
    private var tests: [String] = []
    /// The values of the parameters so far.
    package private(set) var values: [SQLValue] = []

    /// No test yet.
    package init() {}

    /// One test of a column: `SQLCondition("organization_id =", .blob(id.bytes))`.
    package init(_ test: String, _ value: SQLValue) {
        require(test, value)
    }

    /// The tests as they come after `WHERE`.
    package var sql: String { tests.joined(separator: " AND ") }

    /// Adds a test that is complete.
    package mutating func require(_ test: String) {
        tests.append(test)
    }

    /// Adds a test that ends with its value; nil adds none.
    package mutating func require(_ test: String, _ value: SQLValue?) {
        guard let value else { return }
        tests.append("\(test) \(parameter(value))")
    }

    /// Takes in a value, and returns the parameter that stands for it.
    package mutating func parameter(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// Takes in values, and returns their parameters with commas between them.
    package mutating func parameters(_ values: [SQLValue]) -> String {
        var parameters: [String] = []
        for value in values { parameters.append(parameter(value)) }
        return parameters.joined(separator: ", ")
    }
}

import SQLDatabase

/// The values of a statement in PostgreSQL's binary form, one after another.
struct PostgresParameters {
    /// The types by which the server reads them; 0 leaves it to the statement, as for null.
    private(set) var types: [UInt32] = []
    /// Where each value ends in `bytes`; nil for null.
    private(set) var ends: [Int?] = []
    private(set) var bytes: [UInt8] = []

    init(_ values: [SQLValue]) {
        types.reserveCapacity(values.count)
        ends.reserveCapacity(values.count)
        for value in values { append(value) }
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null:
            types.append(0)
            ends.append(nil)
            return
        case .integer(let number):
            types.append(PostgresType.int8)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        case .text(let text):
            types.append(PostgresType.text)
            bytes += text.utf8
        case .blob(let blob):
            types.append(PostgresType.bytea)
            bytes += blob
        }
        ends.append(bytes.count)
    }
}

import CPostgres
import SQLDatabase

/// What the server said to one thing, while libpq keeps it.
@safe struct PostgresResult {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        unsafe self.result = unsafe result
    }

    /// What kind of statement it was, and how many rows it had to do with.
    var tag: String { unsafe String(cString: PQcmdStatus(result)) }

    /// The number of a transaction.
    var transaction: UInt64? {
        guard unsafe PQntuples(result) == 1, unsafe PQftype(result, 0) == PostgresType.xid8 else {
            return nil
        }
        return bytes(0, 0).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The code alone: the server's message has names and values in it.
    var fault: PostgresFault {
        guard let field = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))),
            let state = SQLState(unsafe String(cString: field))
        else { return .lost }
        return PostgresFault(state)
    }

    /// The names and types of the columns, which all results of one statement share.
    struct Columns {
        let shared: SQLColumns
        let types: [UInt32]
    }

    func forEachRow(
        _ known: inout Columns?, _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(SQLError) {
        let rows = unsafe PQntuples(result)
        guard rows > 0 else { return }
        let columns = known ?? columns()
        known = columns
        for row in 0..<rows { try body(self.row(row, columns)) }
    }

    private func columns() -> Columns {
        let indexes = unsafe 0..<PQnfields(result)
        return Columns(
            shared: SQLColumns(
                indexes.map { index in
                    unsafe PQfname(result, index).map { unsafe String(cString: $0) } ?? ""
                }),
            types: indexes.map { unsafe PQftype(result, $0) })
    }

    private func row(_ row: Int32, _ columns: Columns) throws(SQLError) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.types.count)
        for index in columns.types.indices {
            guard unsafe PQgetisnull(result, row, Int32(index)) == 0 else {
                values.append(.null)
                continue
            }
            let bytes = bytes(row, Int32(index))
            guard let value = PostgresType.value(bytes, of: columns.types[index]) else {
                throw .column(columns.shared.names[index])
            }
            values.append(value)
        }
        return SQLRow(columns: columns.shared, values: values)
    }

    private func bytes(_ row: Int32, _ column: Int32) -> [UInt8] {
        unsafe Array(
            UnsafeRawBufferPointer(
                start: PQgetvalue(result, row, column),
                count: Int(PQgetlength(result, row, column))))
    }
}

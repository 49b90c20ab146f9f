import SQLDatabase

/// A transaction that is open, as the database of the verbs that are to happen in it.
///
/// `@unchecked Sendable`: the verbs run one after another, within the one closure that has the
/// transaction.
struct OpenTransaction: Database, @unchecked Sendable {
    let writer: any SQLWriter
    let dialect: SQLDialect

    var writeLanes: Int { 1 }

    func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(writer)
    }

    func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(writer)
    }

    func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(writer)
    }
}

import SQLDatabase

/// A transaction that is open, as the database of the verbs that are to happen in it.
///
/// `@unchecked Sendable`: the verbs run one after another, within the one closure that has the
/// transaction.
struct OpenTransaction: Database, @unchecked Sendable {
    let writer: any SQLWriter
    let dialect: SQLDialect
    /// Whether each write can be taken back alone, so that a failure may pass.
    var hasSavepoints = false

    var writeLanes: Int { 1 }

    func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(writer)
    }

    func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard hasSavepoints else { return try body(writer) }
        try control("SAVEPOINT verb", Failure.self)
        let result: Result
        do throws(Failure) {
            result = try body(writer)
        } catch {
            try control("ROLLBACK TO SAVEPOINT verb", Failure.self)
            try control("RELEASE SAVEPOINT verb", Failure.self)
            throw error
        }
        try control("RELEASE SAVEPOINT verb", Failure.self)
        return result
    }

    private func control<Failure: SQLFailure>(
        _ statement: String, _ failure: Failure.Type
    ) throws(Failure) {
        do throws(SQLError) {
            try writer.run(statement, [])
        } catch {
            throw Failure(error)
        }
    }

    func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try write(body)
    }
}

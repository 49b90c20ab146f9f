/// Where tables are kept: SQLite in one file, or PostgreSQL on a server.
///
/// Both take the same statements, with parameters `$1`, `$2`, …, so rules are written once. Calls
/// block; a caller that must not block uses a thread of its own.
public protocol Database: Sendable {
    /// The language of table definitions, the only thing in which the two differ.
    var dialect: SQLDialect { get }

    /// How many transactions at once get more done than one, written concurrently.
    var writeLanes: Int { get }

    /// Reads one consistent state.
    func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result

    /// Changes the state as a whole, durably, or not at all.
    ///
    /// Writes take turns, over all programs that work on the database: each finds the state that
    /// the one before it left. The body does nothing but its statements, for it may run on another
    /// thread and, where its transaction is lost, once more; a write within it is a mistake. A
    /// statement that fails undoes the body's work, even if the body continues.
    func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result

    /// The same, beside other writes.
    ///
    /// The outcome is as if one had followed the other: of two changes that meet in a row, one runs
    /// again. That pays where many programs change rows that have little to do with each other,
    /// and not for what all must extend, as the audit log.
    func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result
}

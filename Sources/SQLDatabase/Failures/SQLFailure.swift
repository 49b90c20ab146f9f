/// An error that can say what went wrong with the database.
///
/// The body of a transaction throws one type of error, its own, and what happens to the transaction
/// around it must be sayable in that type.
public protocol SQLFailure: Error {
    /// Takes over a failure of the database.
    init(_ error: SQLError)
}

/// The body of a write that waits for its transaction, and what became of it.
///
/// The body may run on another thread than its caller's and more than once: when the transaction is
/// lost, it runs again in the next. Only its last run counts.
package final class PendingWrite {
    private enum Outcome {
        case done
        /// The body threw what its caller is going to get.
        case refused
        case failed(SQLError)
    }

    private var body: ((any SQLWriter) -> Outcome)?
    private var outcome = Outcome.failed(.corrupt)

    private init(_ body: @escaping (any SQLWriter) -> Outcome) {
        self.body = body
    }

    /// Leads a body through a transaction, and gives back what it returned.
    ///
    /// - Parameter perform: returns when the body's work is durable or has failed.
    package static func of<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result,
        perform: (PendingWrite) throws(SQLError) -> Void
    ) throws(Failure) -> Result {
        try withoutActuallyEscaping(body) { (body) throws(Failure) in
            var result: Swift.Result<Result, Failure>?
            let write = PendingWrite { writer in
                do throws(Failure) {
                    result = .success(try body(writer))
                    return .done
                } catch {
                    result = .failure(error)
                    return .refused
                }
            }
            // Another thread may still know of the write, and must not keep the caller's closure.
            defer { write.body = nil }
            do throws(SQLError) {
                try perform(write)
            } catch {
                throw Failure(error)
            }
            if case .failed(let error) = write.outcome { throw Failure(error) }
            guard let result else { throw Failure(.corrupt) }
            return try result.get()
        }
    }

    /// Whether the body's last run did its work.
    package var isDone: Bool {
        if case .done = outcome { true } else { false }
    }

    /// Runs the body; what goes wrong is remembered.
    func attempt(_ writer: any SQLWriter) {
        outcome = body.map { $0(writer) } ?? .failed(.corrupt)
    }

    /// Lets the body's work count as not done.
    package func fail(_ error: SQLError) {
        outcome = .failed(error)
    }
}

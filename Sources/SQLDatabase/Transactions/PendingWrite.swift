/// The body of a write that waits for its transaction, and what became of it.
///
/// The body may run on another thread than its caller's and more than once: when the transaction is
/// lost, it runs again in the next. Only its last run counts.
package final class PendingWrite {
    private var body: ((any SQLWriter) throws(RegistryError) -> Void)?
    /// Why the body's last run came to nothing; nil when it did its work.
    package private(set) var failure: RegistryError?

    private init(_ body: @escaping (any SQLWriter) throws(RegistryError) -> Void) {
        self.body = body
    }

    /// Leads a body through a transaction, and gives back what it returned.
    ///
    /// - Parameter perform: returns when the body's work is durable or has failed.
    package static func of<Result>(
        _ body: (any SQLWriter) throws(RegistryError) -> Result,
        perform: (PendingWrite) throws(RegistryError) -> Void
    ) throws(RegistryError) -> Result {
        try withoutActuallyEscaping(body) { (body) throws(RegistryError) in
            var result: Result?
            let write = PendingWrite { (writer) throws(RegistryError) in result = try body(writer) }
            // Another thread may still know of the write, and must not keep the caller's closure.
            defer { write.body = nil }
            try perform(write)
            if let failure = write.failure { throw failure }
            guard let result else { throw .corrupt }
            return result
        }
    }

    /// Runs the body; what goes wrong is remembered.
    func attempt(_ writer: any SQLWriter) {
        do throws(RegistryError) {
            guard let body else { throw .corrupt }
            try body(writer)
            failure = nil
        } catch {
            failure = error
        }
    }

    /// Lets the body's work count as not done.
    package func fail(_ error: RegistryError) {
        failure = error
    }
}

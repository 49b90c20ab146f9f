/// The statements around those of a body, prepared on every connection when it is made.
///
/// They wait until there is something else to send, and go along with it in one packet: a write
/// of one statement takes two round trips.
enum PostgresCommand: String, CaseIterable {
    /// Waits for the lock of this registry.
    ///
    /// Every program with its tables in the same schema knows it by the same two numbers, of which
    /// the first is `LTCH` in ASCII. It is taken for the session, before the transaction begins:
    /// within, the wait would come after the state that the transaction sees.
    case takeLock = "SELECT pg_advisory_lock(1280590664, hashtext(coalesce(current_schema(), '')))"
    case releaseLock =
        "SELECT pg_advisory_unlock(1280590664, hashtext(coalesce(current_schema(), '')))"
    case beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case beginWriting = "BEGIN ISOLATION LEVEL SERIALIZABLE"
    /// By this number one can ask afterwards whether the transaction was committed.
    case nameTransaction = "SELECT pg_current_xact_id()"
    case beginBody = "SAVEPOINT body"
    case undoBody = "ROLLBACK TO SAVEPOINT body"
    case endBody = "RELEASE SAVEPOINT body"
    case commit = "COMMIT"
    case rollBack = "ROLLBACK"

    /// The name under which the server knows it.
    var name: String { "\(self)" }

    /// Whether what follows is no part of the same implicit transaction.
    var standsAlone: Bool {
        switch self {
        case .takeLock, .releaseLock, .commit, .rollBack: true
        case .beginReading, .beginWriting, .nameTransaction, .beginBody, .undoBody, .endBody: false
        }
    }
}

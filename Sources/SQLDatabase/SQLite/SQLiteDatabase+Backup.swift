import GRDB

extension SQLiteDatabase {
    /// Copies one state into a new file, by SQLite's online backup.
    package func backUp(to path: String) throws(SQLError) {
        do {
            try Self.makeOwnerOnly(path)
            let copy = try DatabaseQueue(path: path)
            defer {
                // Closed again when it goes out of scope; what fails here fails there.
                try? copy.close()
            }
            try pool.backup(to: copy)
        } catch {
            throw SQLError(error)
        }
    }

    /// Lets a file that nobody uses go without a log again, as it was before it was opened.
    package static func setWithoutLog(_ path: String) throws(SQLError) {
        do {
            let queue = try DatabaseQueue(path: path)
            defer {
                // As above.
                try? queue.close()
            }
            let journal = try queue.writeWithoutTransaction { database in
                try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            }
            guard journal == "delete" else { throw SQLError.busy }
        } catch {
            throw SQLError(error)
        }
    }

    /// Checks a database that nobody uses, and leaves no second file beside it.
    package static func makeOneFile(of path: String) throws(SQLError) {
        do {
            let queue = try DatabaseQueue(path: path)
            defer {
                // As above.
                try? queue.close()
            }
            try queue.writeWithoutTransaction { database in
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                let verdict = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                guard journal == "delete", verdict == ["ok"] else { throw SQLError.corrupt }
            }
        } catch {
            throw SQLError(error)
        }
    }
}

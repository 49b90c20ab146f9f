import Foundation
import Glibc
import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

extension Maintenance {
    /// Writes one state of the registry into a new SQLite file, while others keep working.
    ///
    /// A file is copied page by page (SQLite's online backup), a server's tables row by row. The
    /// file appears under its name when it is whole, checked and on the disk; throws `exists` for
    /// a name that is taken. It stands still until it is resumed. Who has the file can read the customers' names, but cannot issue.
    ///
    /// - Parameter progress: hears how many rows of a server's tables were copied so far.
    public func backup(
        to path: String, now: Timestamp, progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) {
        let partial = path + ".partial"
        guard access(path, F_OK) != 0 else { throw .exists(kind: .file, name: path) }
        // What an earlier attempt has left is of no use to anybody.
        Self.remove(partial)
        do throws(RegistryError) {
            try write(to: partial, now: now, progress: progress)
            try flag(partial, now: now)
            try RegistryError.wrapping { () throws(SQLError) in
                try SQLiteDatabase.makeOneFile(of: partial)
            }
            try Self.publish(partial, as: path)
        } catch {
            Self.remove(partial)
            throw error
        }
    }

    /// Writes one state into a new file: a file page by page, a server's tables row by row.
    func write(
        to path: String, now: Timestamp, progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) {
        if let file = database as? SQLiteDatabase {
            try RegistryError.wrapping { () throws(SQLError) in try file.backUp(to: path) }
        } else {
            try copy(to: opening(path, now: now), progress: progress)
        }
    }

    /// An empty registry in a file.
    private func opening(_ path: String, now: Timestamp) throws(RegistryError) -> Maintenance {
        let file = try RegistryError.wrapping { () throws(SQLError) in
            try SQLiteDatabase(path: path)
        }
        try RegistrySchema.migrate(file, now: now)
        return Maintenance(
            Transactions(
                database: file, actor: transactions.actor, random: transactions.random))
    }

    /// Lets the file say that it is a backup, so that it stands still until somebody resumes it:
    /// whoever goes on with it has lost all that came after it.
    private func flag(_ path: String, now: Timestamp) throws(RegistryError) {
        let file = try RegistryError.wrapping { () throws(SQLError) in
            try SQLiteDatabase(path: path)
        }
        try Self.flag(
            Transactions(
                database: file, actor: transactions.actor, random: transactions.random), now: now)
    }

    /// The same of a copy that is open.
    static func flag(_ copy: Transactions, now: Timestamp) throws(RegistryError) {
        try copy.changeStatus(at: now) { (change) throws(RegistryError) in
            try RegistryStatusChanges(change).stop(.backup)
        }
    }

    /// Gives a file its name, unless somebody has taken it meanwhile, and has that on the disk.
    static func publish(_ partial: String, as path: String) throws(RegistryError) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard flush(partial) else { throw .database(.inputOutput) }
        guard link(partial, path) == 0 else {
            throw errno == EEXIST ? .exists(kind: .file, name: path) : .database(.inputOutput)
        }
        unlink(partial)
        guard flush(directory) else { throw .database(.inputOutput) }
    }

    private static func flush(_ path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Removes a registry's file, with those that SQLite has left beside it.
    static func remove(_ path: String) {
        for suffix in HomeLayout.registryFileEnds { unlink(path + suffix) }
    }
}

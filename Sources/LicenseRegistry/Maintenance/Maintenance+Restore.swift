import Foundation
import Glibc
import LicenseIssuer
public import LicenseVerifier
public import SQLDatabase

extension Maintenance {
    /// Puts a backup in the place of a registry's file, which nobody uses.
    ///
    /// The backup stays as it is; its copy is read and checked before anything else happens. What was
    /// there is moved aside, with the log that a killed program has left: beside the backup it would be
    /// put into it. The mark stays, and so the registry stands still until it is resumed. Throws `busy`
    /// where a program has the registry open.
    ///
    /// - Parameter progress: hears how many rows of the backup were read so far.
    /// - Returns: Where the file is that was there; nil where none was.
    public static func restore(
        _ backup: String, to path: String, now: Timestamp, progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) -> String? {
        guard access(backup, R_OK) == 0 else { throw .missing(kind: .file) }
        guard !isOneFile(backup, path) else { throw .exists(kind: .file, name: path) }
        guard !SQLiteDatabase.isOpenElsewhere(path) else { throw .database(.busy) }
        let partial = path + ".partial"
        // What an earlier attempt has left is of no use to anybody.
        remove(partial)
        do throws(RegistryError) {
            try copyFile(backup, to: partial)
            try readBack(partial, now: now, progress: progress)
            try RegistryError.wrapping { () throws(SQLError) in
                try SQLiteDatabase.makeOneFile(of: partial)
            }
            let former = try moveAside(path, now: now)
            try publish(partial, as: path)
            return former
        } catch {
            remove(partial)
            throw error
        }
    }

    /// Reads a file, and lets a backup be one file to which no log belongs, as it was before: beside the
    /// log of another one it is told by that.
    public static func leavingAsItWas<Result>(
        _ url: DatabaseURL, _ body: () throws -> Result
    ) throws -> Result {
        guard case .sqlite(let path) = url, SQLiteDatabase.isWithoutLog(path) else {
            return try body()
        }
        let result = try body()
        // Where somebody has begun to work on it meanwhile, it is no backup any more.
        try? SQLiteDatabase.setWithoutLog(path)
        return result
    }

    private static func isOneFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// A copy that was made of the files may have a log of its own.
    private static func copyFile(_ backup: String, to partial: String) throws(RegistryError) {
        for suffix in ["", "-wal"] where access(backup + suffix, F_OK) == 0 {
            do {
                try FileManager.default.copyItem(
                    atPath: backup + suffix, toPath: partial + suffix)
            } catch CocoaError.fileWriteOutOfSpace {
                throw .database(.diskFull)
            } catch {
                throw .database(.inputOutput)
            }
            guard chmod(partial + suffix, 0o600) == 0 else { throw .database(.inputOutput) }
        }
    }

    /// Reads the whole copy, unless its tables are those of an older program, and lets it say that it is
    /// one.
    private static func readBack(
        _ partial: String, now: Timestamp, progress: (Int) -> Void
    ) throws(RegistryError) {
        let file = try RegistryError.wrapping { () throws(SQLError) in
            try SQLiteDatabase(path: partial)
        }
        guard try RegistrySchema.exists(in: file) else { throw .database(.noTables) }
        // Its pages are read all the same, and its rows once it is migrated.
        guard try !RegistrySchema.isOutdated(file) else { return }
        let copy = Transactions(database: file, actor: "latchkeyd", random: .system)
        try Maintenance(copy).check(progress: progress)
        try flag(copy, now: now)
    }

    /// The file first: as long as it is gone, no program begins or opens another one.
    private static func moveAside(
        _ path: String, now: Timestamp
    ) throws(RegistryError) -> String? {
        let aside = path + ".before-" + "\(now)".filter(\.isNumber)
        guard access(aside, F_OK) != 0 else { throw .exists(kind: .file, name: aside) }
        var isThere = false
        for suffix in HomeLayout.registryFileEnds where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, aside + suffix) == 0 else { throw .database(.inputOutput) }
            isThere = true
        }
        return isThere ? aside : nil
    }
}

import Glibc

extension SQLiteDatabase {
    /// Whether a file lies on a disk that takes no writes.
    ///
    /// A file that only this user may not write to is another thing: others may do so meanwhile.
    package static func isOnReadOnlyDisk(_ path: String) -> Bool {
        access(path, R_OK) == 0 && access(path, W_OK) != 0 && errno == EROFS
    }

    /// Whether something lies in the log beside a file.
    static func hasLog(_ path: String) -> Bool {
        var log = stat()
        return stat(path + "-wal", &log) == 0 && log.st_size > 0
    }

    /// What names a file as one that nobody changes: SQLite would make files beside one with a log, even
    /// to read it.
    static func unchangingAddress(of path: String) -> String {
        let name = path.replacing("%", with: "%25").replacing("?", with: "%3f")
            .replacing("#", with: "%23")
        return "file:\(name)?immutable=1"
    }
}

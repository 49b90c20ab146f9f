import Foundation
import Glibc

extension SQLiteDatabase {
    /// What SQLite writes into a log before its first page.
    private static let logHeaderBytes = 32

    /// Throws `foreignLog` where a log lies beside a file to which none belongs, as beside a backup that
    /// was copied over a database whose program was killed: SQLite would put the log's pages into it.
    ///
    /// The header of a file says whether it goes with a log, from before the log's first page until after
    /// its last. So what a killed program has left is never refused. A file that was opened since it
    /// was written as a backup says so too, and is not told from the one that it takes the place of.
    static func checkLog(of path: String) throws(SQLError) {
        var log = stat()
        guard stat(path + "-wal", &log) == 0, log.st_size > logHeaderBytes, !isOpenHere(path),
            isWithoutLog(path)
        else { return }
        throw .foreignLog
    }

    /// Whether a file is a database to which no log belongs, as backups are.
    ///
    /// Not to be asked of a file that this process has open: closing any descriptor of a file drops all
    /// locks that the process has on it.
    package static func isWithoutLog(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 20)
        guard Glibc.read(descriptor, &header, header.count) == header.count else { return false }
        // The versions for writing and reading: 1 without a log, 2 with one (Database File Format, 1.3.3).
        return header.starts(with: "SQLite format 3\0".utf8) && header[18] == 1 && header[19] == 1
    }

    /// Whether this process has a file open; true where that cannot be known.
    private static func isOpenHere(_ path: String) -> Bool {
        var file = stat()
        guard stat(path, &file) == 0, let directory = opendir("/proc/self/fd") else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var found = stat()
            guard let descriptor = Int32(name), fstat(descriptor, &found) == 0 else { continue }
            if found.st_dev == file.st_dev, found.st_ino == file.st_ino { return true }
        }
        return false
    }

    /// Whether another program has a database open.
    ///
    /// Each holds a lock on the file's pending, reserved and shared bytes. Not to be asked of a file that
    /// this process has open.
    package static func isOpenElsewhere(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }
}

/// The system calls by which a ledger touches its directory, one each, so that every one can be made
/// to fail.
///
/// Paths are given whole. Nothing is promised beyond what the calls of the same name promise; the
/// order in which the ledger makes them is what keeps it whole.
public protocol FileLayer: Sendable {
    /// Makes a directory of mode 0700; one that is there already is not a failure.
    func makeDirectory(_ path: String) throws(FileFault)
    /// The path that leads to a directory wherever the program goes, through no link.
    func resolve(_ path: String) throws(FileFault) -> String
    /// The names in a directory, without `.` and `..`.
    func names(in directory: String) throws(FileFault) -> [String]
    /// Opens a file; nil when it is not there and is not to be made.
    func open(_ path: String, for use: FileUse) throws(FileFault) -> OpenFile?
    /// Whether a path still leads to a file that is open.
    func isSame(_ file: OpenFile, as path: String) throws(FileFault) -> Bool
    /// Closes a file.
    func close(_ file: OpenFile)
    /// Reads as many bytes as there are, at most `count`.
    func read(_ file: OpenFile, at offset: Int, count: Int) throws(FileFault) -> [UInt8]
    /// Reads eight bytes as a number, the lowest first; zero beyond the end.
    func word(of file: OpenFile, at offset: Int) throws(FileFault) -> UInt64
    /// Writes all bytes.
    func write(_ bytes: [UInt8], to file: OpenFile, at offset: Int) throws(FileFault)
    /// Returns when what was written is on the disk (fdatasync).
    func flush(_ file: OpenFile) throws(FileFault)
    /// Returns when the names in a directory are on the disk.
    func flushDirectory(_ path: String) throws(FileFault)
    /// Puts one file in another's place, all at once.
    func rename(_ path: String, to newPath: String) throws(FileFault)
    /// Removes a file; one that is not there is not a failure.
    func remove(_ path: String) throws(FileFault)
    /// Takes a lock on a file, or says that another has it.
    ///
    /// - Parameter waits: whether to wait for the other instead.
    func lock(_ file: OpenFile, waits: Bool) throws(FileFault) -> Bool
    /// Gives the lock back.
    func unlock(_ file: OpenFile)
    /// Sees to it that a child of fork does not keep the lock; until `close`.
    func dropInChildren(_ file: OpenFile)
}

/// What a file is opened for.
public enum FileUse: Sendable {
    /// To be read.
    case reading
    /// To be read and written.
    case writing
    /// To be read and written, made with mode 0600 where it is not there.
    case creating
    /// To be written from its beginning, made with mode 0600 where it is not there.
    case replacing
}

/// A file that a `FileLayer` has opened.
public struct OpenFile: Equatable, Sendable {
    /// The layer's own number for it.
    public let number: Int32

    /// Names an open file.
    public init(number: Int32) {
        self.number = number
    }
}

/// A system call that failed.
public struct FileFault: Error, Equatable, Sendable {
    /// Which call.
    public enum Call: String, Sendable {
        case mkdir, realpath, readdir, open, stat, read, write, fdatasync, fsync, rename, unlink,
            flock
    }

    /// Which call.
    public let call: Call
    /// Of which file.
    public let path: String
    /// The error number (errno).
    public let code: Int32

    /// Names a failure.
    public init(_ call: Call, _ path: String, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }
}

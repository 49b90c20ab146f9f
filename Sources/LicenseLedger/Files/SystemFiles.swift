import Glibc

/// The operating system's own files.
public struct SystemFiles: FileLayer {
    /// There is only one.
    public init() {}

    /// mkdir(2).
    public func makeDirectory(_ path: String) throws(FileFault) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FileFault(.mkdir, path, code: errno)
        }
    }

    /// realpath(3).
    public func resolve(_ path: String) throws(FileFault) -> String {
        guard let resolved = unsafe realpath(path, nil) else {
            throw FileFault(.realpath, path, code: errno)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// readdir(3).
    public func names(in directory: String) throws(FileFault) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            throw FileFault(.readdir, directory, code: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// open(2).
    public func open(_ path: String, for use: FileUse) throws(FileFault) -> OpenFile? {
        let flags: Int32 =
            switch use {
            case .reading: O_RDONLY
            case .writing: O_RDWR
            case .creating: O_RDWR | O_CREAT
            case .replacing: O_RDWR | O_CREAT | O_TRUNC
            }
        // A link in the directory would let another program choose what is written over, and a pipe
        // would keep this one waiting for a writer.
        let number = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard number >= 0 else {
            if errno == ENOENT, flags & O_CREAT == 0 { return nil }
            throw FileFault(.open, path, code: errno)
        }
        var status = stat()
        guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            _ = Glibc.close(number)
            throw FileFault(.open, path, code: EINVAL)
        }
        return OpenFile(number: number)
    }

    /// fstat(2) and lstat(2).
    public func isSame(_ file: OpenFile, as path: String) throws(FileFault) -> Bool {
        var (opened, named) = (stat(), stat())
        guard unsafe fstat(file.number, &opened) == 0 else {
            throw FileFault(.stat, path, code: errno)
        }
        guard unsafe lstat(path, &named) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw FileFault(.stat, path, code: errno)
        }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }

    /// close(2).
    public func close(_ file: OpenFile) {
        ForkedLocks.forget(file.number)
        _ = Glibc.close(file.number)
    }

    /// pread(2).
    public func read(_ file: OpenFile, at offset: Int, count: Int) throws(FileFault) -> [UInt8] {
        var fault: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let start = unsafe buffer.baseAddress?.advanced(by: filled)
                let taken = unsafe pread(file.number, start, count - filled, offset + filled)
                if taken == 0 { break }
                if taken > 0 {
                    filled += taken
                } else if errno != EINTR {
                    fault = errno
                    break
                }
            }
        }
        guard fault == 0 else { throw FileFault(.read, name(of: file), code: fault) }
        return bytes
    }

    /// pread(2).
    public func word(of file: OpenFile, at offset: Int) throws(FileFault) -> UInt64 {
        var word: UInt64 = 0
        while true {
            let taken = unsafe pread(file.number, &word, 8, offset)
            if taken >= 0 { return taken == 8 ? UInt64(littleEndian: word) : 0 }
            guard errno == EINTR else { throw FileFault(.read, name(of: file), code: errno) }
        }
    }

    /// pwrite(2).
    public func write(_ bytes: [UInt8], to file: OpenFile, at offset: Int) throws(FileFault) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let start = unsafe buffer.baseAddress?.advanced(by: written)
                return unsafe pwrite(file.number, start, buffer.count - written, offset + written)
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                throw FileFault(.write, name(of: file), code: count == 0 ? EIO : errno)
            }
        }
    }

    /// fdatasync(2).
    public func flush(_ file: OpenFile) throws(FileFault) {
        guard fdatasync(file.number) == 0 else {
            throw FileFault(.fdatasync, name(of: file), code: errno)
        }
    }

    /// fsync(2) of a directory.
    public func flushDirectory(_ path: String) throws(FileFault) {
        let number = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw FileFault(.open, path, code: errno) }
        defer { _ = Glibc.close(number) }
        guard fsync(number) == 0 else { throw FileFault(.fsync, path, code: errno) }
    }

    /// rename(2).
    public func rename(_ path: String, to newPath: String) throws(FileFault) {
        guard unsafe Glibc.rename(path, newPath) == 0 else {
            throw FileFault(.rename, newPath, code: errno)
        }
    }

    /// unlink(2).
    public func remove(_ path: String) throws(FileFault) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw FileFault(.unlink, path, code: errno)
        }
    }

    /// flock(2).
    public func lock(_ file: OpenFile, waits: Bool) throws(FileFault) -> Bool {
        while flock(file.number, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw FileFault(.flock, name(of: file), code: errno) }
        }
        return true
    }

    /// flock(2).
    public func unlock(_ file: OpenFile) { _ = flock(file.number, LOCK_UN) }

    /// pthread_atfork(3).
    public func dropInChildren(_ file: OpenFile) { ForkedLocks.remember(file.number) }

    /// The path by which a file was opened, as the kernel remembers it.
    private func name(of file: OpenFile) -> String {
        let link = "/proc/self/fd/\(file.number)"
        let path = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
            guard let start = buffer.baseAddress else { return }
            filled = unsafe max(0, readlink(link, start, buffer.count))
        }
        return String(decoding: path, as: UTF8.self)
    }
}

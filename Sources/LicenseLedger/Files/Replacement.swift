import Glibc

extension FileLayer {
    /// Puts new content in a file's place: after a power loss the file is the old one or the new
    /// one, whole.
    ///
    /// Written beside it, flushed, renamed over it, and the directory flushed.
    func replace(
        _ name: String, in directory: String, with content: [UInt8]
    ) throws(FileFault) {
        let path = directory + "/" + name
        let partial = path + ".partial"
        guard let file = try open(partial, for: .replacing) else {
            throw FileFault(.open, partial, code: ENOENT)
        }
        do throws(FileFault) {
            try write(content, to: file, at: 0)
            try flush(file)
        } catch {
            close(file)
            throw error
        }
        close(file)
        try rename(partial, to: path)
        try flushDirectory(directory)
    }

    /// The whole content of a file; nil when it is not there.
    ///
    /// Throws EFBIG for a file that is longer than the limit.
    func content(of name: String, in directory: String, limit: Int) throws(FileFault) -> [UInt8]? {
        guard let file = try open(directory + "/" + name, for: .reading) else { return nil }
        defer { close(file) }
        let bytes = try read(file, at: 0, count: limit + 1)
        guard bytes.count <= limit else {
            throw FileFault(.read, directory + "/" + name, code: EFBIG)
        }
        return bytes
    }
}

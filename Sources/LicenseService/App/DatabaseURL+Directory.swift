import COSESigning
public import SQLDatabase

extension DatabaseURL {
    /// Throws where others may write in the directory of a database that is a file.
    ///
    /// What they could do is put another registry in its place.
    public func checkDirectory() throws {
        guard case .sqlite(let path) = self else { return }
        let end = path.lastIndex(of: "/")
        let directory = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try OwnedDirectory.check(directory)
    }
}

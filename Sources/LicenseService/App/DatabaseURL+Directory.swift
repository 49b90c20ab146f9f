import COSESigning
import LicenseIssuer
public import SQLDatabase

extension DatabaseURL {
    /// Throws where others may write in a database that is a file, or in its directory.
    ///
    /// What they could do is put another registry in its place.
    public func checkDirectory() throws {
        guard case .sqlite(let path) = self else { return }
        let end = path.lastIndex(of: "/")
        let directory = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try OwnedDirectory.check(directory)
        try HomeLayout.checkRegistry(path)
    }
}

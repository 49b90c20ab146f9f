package import Foundation

/// Where tests find files that are not part of a target.
package enum RepositoryFolder {
    /// The repository's root, seen from this file.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Vectors that others wrote, beside the repository or where the environment says.
    ///
    /// Nil where there are none, and then tests over them are skipped.
    package static let foreignVectors: URL? = {
        let named = ProcessInfo.processInfo.environment["LATCHKEY_VECTORS"]
        let folder =
            named.map { URL(filePath: $0) } ?? root.appending(path: "../shared/vectors")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()
}

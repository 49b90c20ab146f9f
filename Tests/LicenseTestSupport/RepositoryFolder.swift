package import Foundation

/// Where tests find files that are not part of a target.
package enum RepositoryFolder {
    /// The repository's root, seen from this file.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

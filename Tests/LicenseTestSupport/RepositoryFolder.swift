package import Foundation

/// Where tests find files that are not part of a target.
package enum RepositoryFolder {
    /// The repository's root, seen from this file.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// Where the test build put its products.
package enum ProductsFolder {
    /// The folder beside the test bundle.
    package static let url =
        Bundle.main.bundleURL.pathExtension == "xctest"
        ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL
}

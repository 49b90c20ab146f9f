import Foundation

/// A directory for what is thrown away, which only its owner may look into.
public struct ScratchDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes one where the system keeps such things (`TMPDIR`).
    public init() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkeyd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        path = directory.path
    }

    /// Removes it with all that is in it; what cannot be removed is left to the system, which empties
    /// the place from time to time.
    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

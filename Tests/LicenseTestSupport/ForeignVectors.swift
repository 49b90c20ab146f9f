public import Foundation

/// Published conformance vectors that lie beside the project and are no part of it.
public enum ForeignVectors {
    /// Where they are: the directory that `LATCHKEY_VECTORS` names, or one next to the repository.
    public static let directory = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["LATCHKEY_VECTORS"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("../shared/vectors").standardized.path)

    /// Whether they are there; tests that need them are skipped by name where they are not.
    public static let areAvailable = FileManager.default.fileExists(atPath: directory.path)

    /// The bytes of one file.
    public static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory.appendingPathComponent(path)))
    }

    /// A file of JSON as the type that the test expects.
    public static func json<Value: Decodable>(
        _ path: String, as type: Value.Type = Value.self
    ) throws -> Value {
        try JSONDecoder().decode(
            type, from: Data(contentsOf: directory.appendingPathComponent(path)))
    }
}

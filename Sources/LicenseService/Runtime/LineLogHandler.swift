import Foundation
import JSON
public import Logging

/// Writes each record as one line on standard error, for people or as JSON.
public struct LineLogHandler: LogHandler {
    /// What goes with every record.
    public var metadata: Logger.Metadata = [:]
    /// From which level on records are written.
    public var logLevel: Logger.Level
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    /// A handler that writes to standard error.
    public init(level: Logger.Level, format: LogFormat) {
        self.init(level: level, format: format) { line in
            FileHandle.standardError.write(Data(line.utf8))
        }
    }

    init(
        level: Logger.Level, format: LogFormat, write: @escaping @Sendable (String) -> Void
    ) {
        logLevel = level
        self.format = format
        self.write = write
    }

    /// What goes with every record, by its name.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record.
    public func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .map { (name: $0.key, value: "\($0.value)") }.sorted { $0.name < $1.name }
        let time = Date().ISO8601Format(.init(includingFractionalSeconds: true))
        switch format {
        case .text:
            let details = all.map { " \($0.name)=\(Self.unambiguous($0.value))" }.joined()
            write("\(time) \(event.level) \(event.message)\(details)\n")
        case .json:
            var members = [
                "time": time, "level": "\(event.level)", "message": "\(event.message)",
            ]
            for (name, value) in all { members[name] = value }
            var writer = JSONWriter()
            writer.object { writer in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.member(name, value)
                }
            }
            write(String(decoding: writer.bytes, as: UTF8.self) + "\n")
        }
    }

    /// A value that cannot be mistaken for two, nor for another line.
    private static func unambiguous(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy {
            $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=")
        }
        return isPlain && !value.isEmpty
            ? value : "\"\(value.unicodeScalars.map { $0.escaped(asASCII: true) }.joined())\""
    }
}

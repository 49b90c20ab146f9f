import Hummingbird
import JSON
import LicenseRegistry
import NIOCore

/// Records of the audit log as JSON Lines, page by page, so that a long log takes no memory.
enum AuditExport {
    static let mediaType = "application/jsonl"

    /// The records that a filter lets through after one with a number.
    typealias Reading = @Sendable (AuditFilter, Int64) async throws -> [AuditRecord]

    static func body(of filter: AuditFilter, _ read: @escaping Reading) -> ResponseBody {
        ResponseBody { writer in
            var last: Int64 = 0
            while let (lines, end) = try await Self.lines(read(filter, last)) {
                try await writer.write(lines)
                last = end
            }
            try await writer.finish(nil)
        }
    }

    /// The records, one on each line, and the number of the last; nil where there are none.
    private static func lines(_ page: [AuditRecord]) throws -> (ByteBuffer, end: Int64)? {
        guard let end = page.last else { return nil }
        var lines = ByteBuffer()
        for record in page {
            lines.writeImmutableBuffer(try SortedJSON.bytes(of: AuditRecordWire(record)))
            lines.writeString("\n")
        }
        return (lines, end.sequence)
    }
}

import Hummingbird
import JSON
import LicenseRegistry
import NIOCore

/// Records of the audit log as JSON Lines, page by page, so that a long log takes no memory.
enum AuditExport {
    static let mediaType = "application/jsonl"

    /// The records that a filter lets through after one with a number.
    typealias Reading = @Sendable (AuditFilter, Int64) async throws -> [AuditRecord]

    static func body(
        of filter: AuditFilter, _ read: @escaping Reading
    ) async throws -> ResponseBody {
        try await .pieces(from: Int64(0)) { last in try lines(await read(filter, last)) }
    }

    /// The records, one on each line, and the number of the last; nil where there are none.
    private static func lines(_ page: [AuditRecord]) throws -> (piece: ByteBuffer, next: Int64?) {
        var lines = ByteBuffer()
        for record in page {
            lines.writeImmutableBuffer(try SortedJSON.bytes(of: AuditRecordWire(record)))
            lines.writeString("\n")
        }
        return (lines, page.last?.sequence)
    }
}

import LicenseRegistry
import LicenseVerifier

/// A part of what the audit log has of a license, the newest first.
struct LicenseHistory: Sendable {
    private static let name = "history"
    private static let size = 25

    let records: [AuditRecord]
    private let isFirst: Bool
    /// Where the next part begins; nil for the last.
    private let next: Int64?

    /// - Parameter actions: those that the reader may see; nil for all.
    init(
        of license: LicenseID, _ query: SubmittedForm, only actions: [AuditAction]? = nil,
        in registry: Registry
    ) throws {
        var filter = AuditFilter()
        filter.actions = actions
        filter.subject = "\(license)"
        // What is no number of a record begins with the newest.
        let before = query[Self.name].flatMap { Int64($0) }
        let found = try registry.auditLog.newest(
            matching: filter, before: before, limit: Self.size + 1)
        records = Array(found.prefix(Self.size))
        next = found.count > Self.size ? records.last?.sequence : nil
        isFirst = before == nil
    }

    /// Shows the way on and back.
    func lead(_ table: inout PageTable, at path: String) {
        table.nextPage = next.map { "\(path)?\(Self.name)=\($0)#history" }
        if !isFirst { table.firstPage = "\(path)#history" }
    }
}

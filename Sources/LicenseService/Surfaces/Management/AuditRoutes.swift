import CBOR
import COSE
import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// The log of all changes.
struct AuditRoutes {
    let management: ManagementContext

    private static let filter = [
        QueryParameter("actor", .text, "By whom."),
        QueryParameter("action", .text, "What was done, such as license.revoked."),
        QueryParameter("subject", .text, "To what, by its id in either form."),
        QueryParameter("from", .time, "At this moment or later."),
        QueryParameter("until", .time, "Before this moment."),
    ]

    func addRoutes(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/audit", "listAuditRecords",
                "Records of the audit log, oldest first.",
                scope: .auditRead, query: Self.filter + Query.page,
                answer: .list(AuditRecordWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/audit/export", "exportAudit",
                "The whole log as JSON Lines.",
                scope: .auditRead, query: Self.filter, answer: .media(AuditExport.mediaType))
        ) { request, _, caller in try await export(request, caller) }
    }

    private func list(
        _ request: Request, _ caller: Caller
    ) async throws -> PageWire<AuditRecordWire> {
        let query = Query(request)
        let filter = try filter(query, caller)
        let limit = try query.limit()
        let after = try query.value("cursor") { Int64($0) } ?? 0
        let page = try await management.work(caller, \.auditLog) {
            try $0.records(matching: filter, after: after, limit: limit)
        }
        return PageWire(page.map(AuditRecordWire.init), limit: limit) { "\($0.sequence)" }
    }

    private func export(_ request: Request, _ caller: Caller) async throws -> MediaContent {
        let filter = try filter(Query(request), caller)
        let management = management
        return MediaContent(
            AuditExport.mediaType,
            try await AuditExport.body(of: filter) { filter, after in
                try await management.work(caller, \.auditLog) {
                    try $0.records(matching: filter, after: after, limit: Query.maxLimit)
                }
            })
    }

    private func filter(_ query: Query, _ caller: Caller) throws -> AuditFilter {
        guard caller.token.organization == nil else {
            throw Problem(
                .forbidden, "token-of-organization",
                "a token of one organization cannot read the audit log, which covers all",
                nextStep: "use a token that belongs to no organization")
        }
        var filter = AuditFilter()
        filter.actor = try query.value("actor") { $0 }
        filter.action = try query.value("action") { $0 }
        filter.subject = try query.value("subject") { IDOfAnyKind.uuid($0) ?? $0 }
        filter.from = try query.value("from") { Timestamp($0) }
        filter.until = try query.value("until") { Timestamp($0) }
        return filter
    }
}

/// A record of the audit log in JSON.
struct AuditRecordWire: JSONContent {
    let sequence: Int64
    let recordedAt: TimeWire
    let actor: String
    let action: String
    let subject: String
    let detail: String
    let previousHash: String
    let hash: String

    enum CodingKeys: String, CodingKey {
        case sequence, actor, action, subject, detail, hash
        case recordedAt = "recorded_at"
        case previousHash = "previous_hash"
    }

    init(_ record: AuditRecord) {
        sequence = record.sequence
        recordedAt = TimeWire(record.recordedAt)
        actor = record.actor
        action = record.action
        subject = record.subject
        detail = record.detail
        previousHash = Hexadecimal.encode(record.previousHash)
        hash = Hexadecimal.encode(record.hash)
    }

    static let schema = Schema(
        "AuditRecord",
        .shape(
            [
                "sequence": .wholeNumber, "recorded_at": .time, "actor": .text, "action": .text,
                "subject": .text, "detail": .text, "previous_hash": .text, "hash": .text,
            ],
            required: [
                "sequence", "recorded_at", "actor", "action", "subject", "detail",
                "previous_hash", "hash",
            ]))
}

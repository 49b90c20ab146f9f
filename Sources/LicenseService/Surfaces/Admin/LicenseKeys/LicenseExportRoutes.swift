import Hummingbird
import LicenseRegistry
import LicenseVerifier
import NIOCore

/// What the list of license keys shows, as CSV (RFC 4180), page by page so that it takes no memory.
struct LicenseExportRoutes: Sendable {
    private static let pageSize = 500

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys/export", .licensesRead) { visit in
            let search = try await LicenseKeyListRoutes.search(visit)
            return .file(
                FileDownload(
                    "license-keys.csv", "text/csv; charset=utf-8",
                    try await .pieces(after: Self.head, from: LicenseID?.none) { last in
                        try await Self.lines(search, after: last, visit)
                    }))
        }
    }

    private static let head =
        "id,key,state,customer_name,customer_email,benefit_id,issued_at,expires_at,activation_limit,seats_taken,usage_limit,usage\r\n"

    private static func lines(
        _ search: LicenseSearch, after last: LicenseID?, _ visit: AdminVisit
    ) async throws -> (piece: ByteBuffer, next: LicenseID??) {
        let now = visit.now
        let page = try await visit.work(\.licenses) {
            try $0.search(search, after: last, limit: Self.pageSize, now: now)
        }
        let shown = search.isOverLimit ? page.filter(\.isOverLimit) : page
        let lines = shown.map { license in
            let claims = license.claims
            let isKnown = license.customer.deletedAt == nil
            return [
                "\(claims.license)", license.text, "\(license.record.state)",
                isKnown ? license.customer.name : "",
                isKnown ? license.customer.email ?? "" : "", "\(claims.benefit)",
                "\(license.createdAt)", license.end.map { "\($0)" } ?? "",
                claims.activationLimit.typed, "\(license.seatsTaken)",
                claims.usageLimit.map { "\($0)" } ?? "", "\(license.usage)",
            ].map { CSVField.text($0) }.joined(separator: ",") + "\r\n"
        }
        let next: LicenseID?? =
            page.count == Self.pageSize ? .some(page.last?.claims.license) : .none
        return (ByteBuffer(string: lines.joined()), next)
    }
}

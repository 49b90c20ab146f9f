import LicenseRegistry
import LicenseVerifier

/// What the newest status list says of one license, to be carried to a machine without a network:
/// as text, file and QR code.
struct StapleRoutes: Sendable {
    func addRoutes(to table: inout PortalRouteTable) {
        table.look("/portal/keys/{id}/staple") { visit in
            let (license, staple) = try await staple(visit)
            return .page(Self.page(license, staple))
        }
        table.look("/portal/keys/{id}/staple/file") { visit in
            let (license, staple) = try await staple(visit)
            return .file(Self.file(license, staple))
        }
    }

    private func staple(
        _ visit: PortalVisit
    ) async throws -> (LicenseDetails, VerifiedStatusStaple) {
        let license = try await visit.license()
        let verified = try visit.portal.licenses.verify(LicenseKey(license.record.message))
        return (license, try visit.portal.staples.staple(for: verified, now: visit.now))
    }

    private static func page(
        _ license: LicenseDetails, _ staple: VerifiedStatusStaple
    ) -> PageBody {
        let claims = staple.claims
        var facts = PageSection()
        facts.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Status", .badge(claims.status.badge)),
            PageSection.DetailList.Detail("As of", .time(claims.issuedAt)),
            PageSection.DetailList.Detail("Good until", .time(claims.expiresAt)),
            PageSection.DetailList.Detail("From list number", .text(claims.sequence.grouped)),
        ])
        var section = PageSection(
            "For the machine", "Enter it there, or install its file: latchkey install.")
        section.copyable = PageSection.CopyText(
            copyID: "staple", copyLabel: "Status, signed", copied: staple.carrierText,
            copyRows: 5)
        // What has no code can still be carried as a file.
        section.picture = try? LicenseDownload.picture(
            staple.carrierText, "The status as a QR code")
        section.buttons = LinkList([
            LinkList.Item(
                href: "/portal/keys/\(license.claims.license)/staple/file",
                text: "Download as a file")
        ])
        var page = PageBody("Status of this license", [facts, section])
        page.intro =
            "What the newest status list says of this license alone, for a machine that cannot fetch the list. It counts for the key that you see now, not for keys before it."
        page.trail = LinkList([
            LinkList.Item(href: "/portal", text: "Purchases"),
            LinkList.Item(
                href: "/portal/keys/\(license.claims.license)",
                text: LicenseKey.masked(license.text)),
        ])
        return page
    }

    private static func file(
        _ license: LicenseDetails, _ staple: VerifiedStatusStaple
    ) -> FileDownload {
        let text = LicenseFile([staple.message]).text(
            heading: "Status of license \(license.claims.license)")
        let name = "\(license.claims.prefix)-\("\(license.claims.license)".prefix(8))-status.lic"
        return FileDownload(name, "application/octet-stream", text: text)
    }
}

extension LicenseStatus {
    fileprivate var badge: Badge {
        switch self {
        case .valid: Badge("valid", .good)
        case .suspended: Badge("suspended", .warning)
        case .invalid: Badge("revoked", .danger)
        case .applicationSpecific: Badge("the vendor’s own", .warning)
        }
    }
}

import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Sends one license key by e-mail, also once more; and shows what was sent before.
struct LicenseEmailRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/keys/{id}/email", .licensesWrite) { visit in
            .page(try await emailPage(visit))
        }
        table.act("/admin/keys/{id}/email", .licensesWrite) { visit in
            let license = try await visit.license()
            let now = visit.now
            guard visit.admin.sendsEmails else { throw Problem.noEmails }
            _ = try await visit.work { registry in
                do {
                    return try registry.customers.emails.queue(
                        for: license.claims.license, now: now)
                } catch RegistryError.missing(kind: .queuedEmail) {
                    throw Problem.noEmailAddress
                }
            }
            return visit.done(.emailed, at: LicenseKeyActRoutes.path(license))
        }
    }

    private func emailPage(_ visit: AdminVisit) async throws -> PageBody {
        let license = try await visit.license()
        guard let address = license.customer.email else {
            throw Problem.noEmailAddress
        }
        let id = license.claims.license
        let (sent, listing) = try await visit.work { registry in
            (
                try registry.customers.emails.all(about: id),
                try registry.benefits.listing(license.claims.benefit)
            )
        }
        var page = LicenseKeyActRoutes.confirmation(
            sent.isEmpty ? "Send the key by e-mail" : "Send the key by e-mail once more",
            of: license, at: "\(LicenseKeyActRoutes.path(license))/email",
            ["The key and its activation instructions are sent to \(address)."],
            submit: sent.isEmpty ? "Send the e-mail" : "Send it again", isGrave: false)
        page.sections.append(SentLetters.section(sent))
        if let listing, listing.deletedAt == nil {
            page.actions = LinkList([
                LinkList.Item(
                    href: LetterPageRoutes.path(listing.benefit.id), text: "What it says")
            ])
        }
        return page
    }
}

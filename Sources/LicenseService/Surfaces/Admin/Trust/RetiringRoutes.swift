import CBOR
import COSE
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Takes an issuing key out of use.
struct RetiringRoutes: Sendable {
    static let path = "/admin/trust/retire"

    func addRoutes(to table: inout AdminRouteTable) {
        table.look("\(Self.path)/{key}", .organizationsWrite) { visit in
            .page(Self.page(try await key(visit)))
        }
        table.act("\(Self.path)/{key}", .organizationsWrite) { visit in
            let (name, now) = (try await key(visit).name, visit.now)
            try await visit.work(\.organizations) { try $0.retireSigningKey(named: name, now: now) }
            return visit.done(.retired, at: "/admin/trust")
        }
    }

    /// The key of the path: one of the organization that is worked on, and in use.
    private func key(_ visit: AdminVisit) async throws -> SigningKeyRecord {
        let id = visit.context.parameters.get("key")
        let found = try await visit.work(\.organizations) { organizations in
            try organizations.signingKeys().first {
                Hexadecimal.encode($0.publicKey.keyID.bytes) == id
            }
        }
        guard let found, found.retiredAt == nil else { throw Problem.missing(.signingKey) }
        try visit.check(found.organization, .signingKey)
        guard found.publicKey != visit.admin.minting?.issuer.verificationKey else {
            throw Problem(
                .conflict, "signing-key.in-use", "this service mints with this key",
                nextStep: "name another one in keys.minting first, and restart the service")
        }
        return found
    }

    private static func page(_ key: SigningKeyRecord) -> PageBody {
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "The licenses that it has signed until now stay good, on devices that are offline too: each until its own end.",
            "This service refuses licenses that it signs from now on.",
            "Programs that pin the key go on taking what it signs, also offline, until a trust bundle tells them otherwise: draft one with latchkey trust retire-key.",
            "This cannot be undone.",
        ])
        var form = PageForm(
            "\(path)/\(Hexadecimal.encode(key.publicKey.keyID.bytes))", submit: "Retire this key")
        form.cancel = "/admin/trust"
        form.makeGrave()
        section.form = form
        var page = PageBody("Retire the key “\(key.name)”", [section])
        page.trail = AdminNavigation.trail(("/admin/trust", "Trust"))
        return page
    }
}

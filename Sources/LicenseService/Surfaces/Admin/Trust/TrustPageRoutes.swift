import CBOR
import COSE
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What programs trust: the keys by role, the bundle, the lists.
struct TrustPageRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/trust", .organizationsRead) { visit in .page(try await page(visit)) }
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let (issuing, service) = try await visit.work {
            (
                try $0.organizations.signingKeys().filter { $0.organization == organization },
                try $0.organizations.serviceKeys()
            )
        }
        var keys = PageSection("Keys")
        let minting = visit.admin.minting?.issuer.verificationKey
        keys.table = PageTable(
            "Keys", ["Role", "Name", "Id", "Since", "Use"],
            issuing.map { key in
                [
                    .text("issues licenses"), .text(key.name),
                    .code(Hexadecimal.encode(key.publicKey.keyID.bytes)), .time(key.createdAt),
                    .text(
                        key.publicKey == minting ? "mints in this service" : "elsewhere"),
                ]
            }
                + service.map { key in
                    [
                        .text(
                            key.role == .status ? "signs status lists" : "answers devices"),
                        .text("this service"),
                        .code(Hexadecimal.encode(key.publicKey.keyID.bytes)),
                        .time(key.createdAt), .text("signs in this service"),
                    ]
                }, empty: "There is no key.")
        var lists = PageSection("Status lists")
        let served = (0..<UInt32(8)).compactMap { shard in
            visit.admin.lists[StatusListID(organization, shard)]
        }
        lists.table = PageTable(
            "Status lists", ["List#", "Number#", "Signed", "Next by", "Good until"],
            served.map { list in
                [
                    .number(list.claims.shard), .number(list.claims.sequence),
                    .time(list.claims.issuedAt),
                    .time(list.claims.issuedAt + list.claims.timeToLive),
                    .time(list.claims.expiresAt),
                ]
            }, empty: "No list is published yet.")
        var bundle = PageSection("Trust bundle")
        if let document = visit.admin.trust.current {
            bundle.text =
                "This service hands out a signed bundle of \(counted(document.body.readableBytes, "byte")). Devices verify it by the root keys that they pin."
            bundle.buttons = LinkList([
                LinkList.Item(href: "/v1/trust", word: "Download the bundle")
            ])
        } else {
            bundle.text =
                "No bundle is handed out: programs pin the keys above. To be able to replace a key later, make a bundle with latchkey trust and name its file in the setting trust.bundle."
        }
        var page = PageBody("Trust", [keys, lists, bundle])
        page.intro = "What your programs trust, and how fresh it is."
        return page
    }
}

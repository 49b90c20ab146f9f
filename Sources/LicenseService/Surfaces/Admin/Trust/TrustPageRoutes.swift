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
        RetiringRoutes().addRoutes(to: &table)
        BundleUploadRoutes().addRoutes(to: &table)
    }

    private func page(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let (issuing, service) = try await visit.work {
            (
                try $0.organizations.signingKeys().filter { $0.organization == organization },
                try $0.organizations.serviceKeys()
            )
        }
        let trust = visit.admin.trust.content(of: organization)
        let lists = visit.admin.lists.all(of: organization)
        var page = PageBody(
            "Trust",
            [
                NextTrustSteps(bundle: trust?.bundle, lists: lists, now: visit.now).section,
                keys(issuing, service, visit), Self.lists(lists),
                trust.map { bundle($0, at: visit.now) } ?? Self.noBundle,
            ])
        page.intro = "What your programs trust, and how fresh it is."
        let file = visit.admin.trust.file(of: organization)
        page.pageNotice = file?.refusal.map { refusal in
            Notice(
                "The file of trust.bundle is not handed out.",
                "Devices get the bundle from before. \(refusal); \(refusal.nextStep).", .danger)
        }
        if visit.caller.allows(.organizationsWrite), file?.path != nil {
            page.actions = LinkList([
                LinkList.Item(href: BundleUploadRoutes.path, text: "Hand out a newer bundle")
            ])
        }
        return page
    }

    private func keys(
        _ issuing: [SigningKeyRecord], _ service: [ServiceKeyRecord], _ visit: AdminVisit
    ) -> PageSection {
        let mayRetire = visit.caller.allows(.organizationsWrite)
        let minting = visit.admin.minting?.issuer.verificationKey
        let rows = issuing.map { key -> [Cell] in
            let id = Hexadecimal.encode(key.publicKey.keyID.bytes)
            let isMinting = key.publicKey == minting
            let use: Cell =
                key.retiredAt.map { .badge(Badge("retired", .neutral), telling: "on \($0)") }
                ?? .text(isMinting ? "mints in this service" : "elsewhere")
            return [
                .text("issues licenses"), .text(key.name), .code(id), .time(key.createdAt), use,
                mayRetire && key.retiredAt == nil && !isMinting
                    ? .link("Retire", "\(RetiringRoutes.path)/\(id)") : .text("–"),
            ]
        }
        let serving = service.map { key -> [Cell] in
            [
                .text(key.role == .status ? "signs status lists" : "answers devices"),
                .text("this service"), .code(Hexadecimal.encode(key.publicKey.keyID.bytes)),
                .time(key.createdAt), .text("signs in this service"), .text("–"),
            ]
        }
        var section = PageSection("Keys")
        section.table = PageTable(
            "Keys", ["Role", "Name", "Id", "Since", "Use", "Action"], rows + serving,
            empty: "There is no key.")
        return section
    }

    private static func lists(_ served: [ServedList]) -> PageSection {
        var section = PageSection("Status lists")
        section.table = PageTable(
            "Status lists", ["List#", "Number#", "Signed", "Next by", "Good until", "File"],
            served.map { list in
                let claims = list.claims
                return [
                    .number(claims.shard), .number(claims.sequence), .time(claims.issuedAt),
                    .time(claims.issuedAt + claims.timeToLive), .time(claims.expiresAt),
                    .link(
                        "Download",
                        StatusListID(claims.organization, claims.shard).path),
                ]
            }, empty: "No list is published yet.")
        return section
    }

    private static var noBundle: PageSection {
        PageSection(
            "Trust bundle",
            "No bundle is handed out: programs pin the keys above. To be able to replace a key later, make a bundle with latchkey trust and name its file in the setting trust.bundle."
        )
    }

    /// How soon before its end a bundle is to be replaced.
    private static let notice: Duration = .seconds(30 * 86_400)

    private func bundle(_ trust: ServedTrust.Content, at now: Timestamp) -> PageSection {
        let bundle = trust.bundle
        var section = PageSection("Trust bundle")
        section.sectionNotice = Self.advice(bundle, at: now)
        section.table = PageTable(
            "Keys of the bundle", ["Role", "Id", "From", "Until", "State"],
            bundle.keys.map { key in
                [
                    .text(key.role.plainText), .code(Hexadecimal.encode(key.key.keyID.bytes)),
                    .time(key.notBefore), .time(key.notAfter), .badge(Self.state(of: key, at: now)),
                ]
            }, empty: "The bundle names no key.")
        section.details = PageSection.DetailList([
            PageSection.DetailList.Detail("Version", .text(bundle.version.grouped)),
            PageSection.DetailList.Detail("Signed", .time(bundle.issuedAt)),
            PageSection.DetailList.Detail("A newer one is due", .time(bundle.expiresAt)),
            PageSection.DetailList.Detail(
                "Root keys",
                .text(
                    "\(counted(bundle.roots.count, "key")), of which \(bundle.threshold) must sign")
            ),
        ])
        section.buttons = LinkList([
            LinkList.Item(
                href: TrustRoutes.path(of: bundle.organization), text: "Download the bundle")
        ])
        return section
    }

    /// What is to be done next, and when.
    private static func advice(_ bundle: TrustBundle, at now: Timestamp) -> Notice? {
        let renew: Sentence = "Make it with latchkey trust renew, and have the root keys sign it."
        if bundle.expiresAt <= now {
            return Notice(
                telling: "A newer bundle has been due since \(bundle.expiresAt).", renew, .danger)
        }
        if bundle.expiresAt <= now + notice {
            return Notice(
                telling: "A newer bundle is due by \(bundle.expiresAt).", renew, .warning)
        }
        let ending = bundle.keys.filter { now < $0.notAfter && $0.notAfter <= now + notice }
        guard let first = ending.map(\.notAfter).min() else { return nil }
        return Notice(
            telling: "\(counted(ending.count, "key")) can sign no longer than \(first).",
            "Add the next with latchkey trust add-key before then.", .warning)
    }

    private static func state(of key: BundleKey, at now: Timestamp) -> Badge {
        if key.compromisedAt != nil { return Badge("stolen", .danger) }
        if now < key.notBefore { return Badge("not yet", .neutral) }
        return now < key.notAfter ? Badge("in use", .good) : Badge("over", .neutral)
    }
}

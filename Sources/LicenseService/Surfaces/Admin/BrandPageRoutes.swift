import COSE
import Hummingbird
import LicenseRegistry
import LicenseVerifier

/// How an organization's portal looks: name, color, logo, and where customers get help.
struct BrandPageRoutes: Sendable {
    func addRoutes(to table: inout AdminRouteTable) {
        table.look("/admin/brand", .organizationsWrite) { visit in
            let brand = try await brand(visit)
            return .page(
                page(
                    brand, name: brand.name ?? "", accent: brand.accent ?? "",
                    support: brand.supportURL ?? "", []))
        }
        table.act("/admin/brand", .organizationsWrite) { visit in try await save(visit) }
    }

    private func brand(_ visit: AdminVisit) async throws -> Brand {
        let organization = visit.organization.id
        return try await visit.work(\.organizations) { try $0.brand(of: organization) }
    }

    private static func version(_ brand: Brand) -> String {
        FormVersion.of([
            brand.name, brand.accent, brand.supportURL,
            brand.logo.map { String(Base64.encodeURL(SHA256.digest(of: $0.content))) },
        ])
    }

    private func page(
        _ brand: Brand, name: String, accent: String, support: String, _ faults: [FieldFault]
    ) -> PageBody {
        var fields: [FormField] = [
            .input("name", "Name", name, hint: "Empty for the organization's own."),
            .input(
                "accent", "Color of links and buttons", accent,
                hint: "Such as #1d4f91; it must be dark enough to be read on white."),
            .input(
                "support", "Where customers get help", support, type: "url",
                hint: "An address that begins with https:// or mailto:"),
            .file(
                "logo", "Logo", accepts: ".svg,.png,image/svg+xml,image/png",
                hint: "A PNG, or an SVG of shapes alone; at most 64 kB."),
        ]
        if brand.logo != nil {
            fields.append(.check("remove", "Remove the logo that there is", false))
        }
        var form = PageForm(
            "/admin/brand", fields.map { $0.completed(faults) }, submit: "Save")
        form.enctype = "multipart/form-data"
        form.hiddenFields = [
            PageForm.HiddenField(hiddenName: "version", hiddenValue: Self.version(brand))
        ]
        var section = PageSection()
        section.form = form
        section.buttons = LinkList([
            LinkList.Item(
                href: "/portal/sign-in?organization=\(brand.organization)", text: "See the portal")
        ])
        var page = PageBody("Brand", [section])
        page.intro = "What your customers see in the portal."
        page.show(faults)
        return page
    }

    private func save(_ visit: AdminVisit) async throws -> PageAnswer {
        let form = visit.form
        let held = try await brand(visit)
        guard form["version"] == Self.version(held) else { throw PageProblem.outdated(form) }
        var brand = held
        var faults: [FieldFault] = []
        brand.name = form["name"]
        if let fault = FieldFault.ofText(brand.name, "name", upTo: 200) { faults.append(fault) }
        brand.accent = form["accent"]
        if let text = brand.accent {
            if let color = AccentColor(text) {
                if !color.isReadable {
                    faults.append(
                        FieldFault(
                            field: "accent",
                            detail: "This is too light to be read on white. Choose a darker color.")
                    )
                }
            } else {
                faults.append(
                    FieldFault(field: "accent", detail: "Write a color such as #1d4f91."))
            }
        }
        brand.supportURL = form["support"]
        if let address = brand.supportURL, !SupportLink.isAddress(address) {
            faults.append(
                FieldFault(
                    field: "support",
                    detail:
                        "Write an address such as https://example.com/help or mailto:help@example.com."
                ))
        }
        if form.isChecked("remove") { brand.logo = nil }
        if let file = form.files["logo"], !file.content.isEmpty {
            brand.logo = LogoCheck.logo(file.content)
            if brand.logo == nil {
                faults.append(
                    FieldFault(
                        field: "logo",
                        detail: "Choose a PNG, or an SVG of shapes alone, of at most 64 kB."))
            }
        }
        guard faults.isEmpty else {
            return .refused(
                page(
                    held, name: form.raw("name"), accent: form.raw("accent"),
                    support: form.raw("support"), faults))
        }
        let now = visit.now
        try await visit.work(\.organizations) { [brand] in try $0.setBrand(brand, now: now) }
        return visit.done(.changed, at: "/admin/brand")
    }
}

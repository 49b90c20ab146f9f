import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Which benefits the products of shops give; those that give nothing are mapped here.
struct ProductPageRoutes: Sendable {
    static let path = "/admin/sales/products"
    let receivers: [ShopWebhookReceiver]

    func addRoutes(to table: inout AdminRouteTable) {
        table.look(Self.path, .licensesRead) { visit in .page(try await list(visit)) }
        table.look("\(Self.path)/map", .licensesWrite) { visit in
            .page(try await form(visit, try product(visit.query), []))
        }
        table.act("\(Self.path)/map", .licensesWrite) { visit in try await map(visit) }
        table.look("\(Self.path)/unmap", .licensesWrite) { visit in
            .page(try await confirmUnmapping(visit, try product(visit.query)))
        }
        table.act("\(Self.path)/unmap", .licensesWrite) { visit in try await unmap(visit) }
    }

    private func receivers(of organization: OrganizationID) -> [ShopWebhookReceiver] {
        receivers.filter { $0.organization == organization }
    }

    private func list(_ visit: AdminVisit) async throws -> PageBody {
        let organization = visit.organization.id
        let receivers = receivers(of: organization)
        let (unmapped, samples, mapped, benefits) = try await visit.work { registry in
            (
                try registry.sales.unmappedProducts(of: organization),
                try registry.sales.waitingSamples(of: organization),
                try receivers.flatMap {
                    try registry.sales.mappedProducts(of: $0.policy.shop, by: organization)
                },
                try registry.benefits.offered(by: organization)
            )
        }
        let mayMap = visit.caller.allows(.licensesWrite)
        var open = PageSection(
            "Not mapped", "What shops have said of these products waits for up to 40 days.")
        let openPager = Pager("open", of: visit.query)
        var openTable = PageTable(
            "Products that are not mapped",
            ["Product", "Shop", "Messages#", "Last"] + (mayMap ? ["Action"] : []),
            openPager.rows(of: unmapped).map { found in
                [
                    Self.cell(of: found.product, samples), .text(found.product.shop.title),
                    .number(found.messages), .time(found.receivedAt),
                ] + (mayMap ? [.link("Map it", Self.address(of: found.product))] : [])
            }, empty: "Every product that was sold gives a benefit.")
        openPager.lead(&openTable, of: Int64(unmapped.count), at: Self.path)
        open.table = openTable
        var known = PageSection("Mapped")
        let mappedRows = mapped.map { mapping -> [Cell] in
            let cells: [Cell] = [
                .code(mapping.product.id), .text(mapping.product.shop.title),
                Self.cell(of: mapping.benefit, benefits), .time(mapping.mappedAt),
            ]
            let act = Cell.link("Take it away", Self.address(of: mapping.product, "unmap"))
            return mayMap ? cells + [act] : cells
        }
        let knownRows = configured(receivers, benefits, mayMap) + mappedRows
        let knownPager = Pager(of: visit.query)
        var knownTable = PageTable(
            "Products that are mapped",
            ["Product", "Shop", "Gives", "Since"] + (mayMap ? ["Action"] : []),
            Array(knownPager.rows(of: knownRows)), empty: "No product is mapped yet.")
        knownPager.lead(&knownTable, of: Int64(knownRows.count), at: Self.path)
        known.table = knownTable
        var page = PageBody("Products of your shops", [open, known])
        page.intro = "Which benefit a sale of each product gives."
        page.trail = AdminNavigation.trail(("/admin/sales", "Sales"))
        return page
    }

    /// What the settings say, which only their file changes.
    private func configured(
        _ receivers: [ShopWebhookReceiver], _ benefits: [Benefit], _ mayMap: Bool
    ) -> [[Cell]] {
        receivers.flatMap { receiver in
            receiver.policy.benefits.sorted { $0.key < $1.key }.flatMap { id, given in
                given.map { benefit in
                    [
                        .code(id), .text(receiver.policy.shop.title),
                        Self.cell(of: benefit, benefits), .text("by the settings"),
                    ] + (mayMap ? [.text("–")] : [])
                }
            }
        }
    }

    private static func cell(of id: BenefitID, _ benefits: [Benefit]) -> Cell {
        guard let benefit = benefits.first(where: { $0.id == id }) else { return .text("deleted") }
        return .link("\(benefit.name)", "/admin/benefits/\(id)")
    }

    /// A product by the name that its shop has for it, if any message says so.
    static func cell(of product: ShopProduct, _ samples: [ShopProduct: [UInt8]]) -> Cell {
        var cell = Cell.code(product.id)
        cell.cellNote = name(of: product, samples)
        return cell
    }

    private static func name(
        of product: ShopProduct, _ samples: [ShopProduct: [UInt8]]
    ) -> String? {
        samples[product].flatMap { ShopProductName.find(product.id, in: $0) }
    }

    static func address(of product: ShopProduct, _ act: String = "map") -> String {
        "\(path)/\(act)?shop=\(product.shop.name)&product=\(PercentEncoding.encoded(product.id))"
    }

    // MARK: - Mapping

    /// The product that a form or an address names.
    private func product(_ form: SubmittedForm) throws(Problem) -> ShopProduct {
        let shop = form["shop"].flatMap { ShopMessage.Shop(named: $0) }
        guard let shop, let product = form["product"].flatMap({ ShopProduct(shop, id: $0) }) else {
            throw .notFound
        }
        return product
    }

    private func form(
        _ visit: AdminVisit, _ product: ShopProduct, _ faults: [FieldFault]
    ) async throws -> PageBody {
        let organization = visit.organization.id
        let (benefits, unmapped, samples) = try await visit.work { registry in
            (
                try registry.benefits.offered(by: organization),
                try registry.sales.unmappedProducts(of: organization),
                try registry.sales.waitingSamples(of: organization)
            )
        }
        let choices = benefits.filter {
            visit.admin.minting.issuer(covering: $0.id, of: organization) != nil
        }
        let waiting = unmapped.first { $0.product == product }?.messages ?? 0
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "Sales of this product give the benefit from now on.",
            waiting == 0
                ? "No message waits for it."
                : "\(counted(waiting, "message")) that came before \(waiting == 1 ? "is" : "are") taken now, in the order in which things happened: customers get the licenses that they have bought.",
        ])
        let choice = FormField.select(
            "benefit", "Benefit", choices.map { ("\($0.id)", "\($0.name)") },
            chosen: visit.form["benefit"])
        var form = PageForm(
            "\(Self.path)/map", [choice.completed(faults)], submit: "Map it")
        form.hiddenFields = Self.hiddenFields(of: product)
        form.cancel = Self.path
        section.form = form
        let name = Self.name(of: product, samples)
        var page = PageBody(
            "What does \(name.map { "“\($0)”" } ?? product.id) give?", [section])
        page.intro =
            "A product of \(product.shop.title)\(name == nil ? "" : ", there \(product.id)")."
        page.trail = AdminNavigation.trail(
            ("/admin/sales", "Sales"), (Self.path, "Products of your shops"))
        page.show(faults)
        return page
    }

    private func map(_ visit: AdminVisit) async throws -> PageAnswer {
        let product = try product(visit.form)
        let organization = visit.organization.id
        guard
            let receiver = receivers(of: organization).first(where: {
                $0.policy.shop == product.shop
            })
        else { throw Self.noShop }
        let asked = visit.form["benefit"].flatMap { BenefitID($0) }
        let benefits = try await visit.work(\.benefits) { try $0.offered(by: organization) }
        guard let benefit = benefits.first(where: { $0.id == asked })?.id,
            visit.admin.minting.issuer(covering: benefit, of: organization) != nil
        else {
            return .refused(
                try await form(
                    visit, product,
                    [FieldFault(field: "benefit", detail: "Choose a benefit that is sold here.")]))
        }
        let now = visit.now
        try await visit.work(\.sales) { sales in
            try sales.map(product, to: benefit, of: organization, now: now)
        }
        _ = try await receiver.takeWaiting(for: product)
        return visit.done(.mapped, at: Self.path)
    }

    private static func hiddenFields(of product: ShopProduct) -> [PageForm.HiddenField] {
        [
            PageForm.HiddenField(hiddenName: "shop", hiddenValue: product.shop.name),
            PageForm.HiddenField(hiddenName: "product", hiddenValue: product.id),
        ]
    }

    // MARK: - Taking a mapping away

    private func confirmUnmapping(
        _ visit: AdminVisit, _ product: ShopProduct
    ) async throws -> PageBody {
        let organization = visit.organization.id
        let (mapped, benefits) = try await visit.work { registry in
            (
                try registry.sales.mappedProducts(of: product.shop, by: organization),
                try registry.benefits.all(of: organization)
            )
        }
        guard let benefit = mapped.first(where: { $0.product == product })?.benefit else {
            throw Problem.missing(.product)
        }
        let name = benefits.name(of: benefit) ?? "a deleted benefit"
        var section = PageSection("What happens")
        section.consequences = PageSection.Lines(lines: [
            "Sales of this product give nothing from now on. What the shop says of them waits for up to 40 days, until you map it again.",
            "Licenses that it gave stay good: each until it ends, also on devices that are offline; the page of the license says when. Later messages about their sales wait too: a refund or a late payment changes nothing while they do.",
        ])
        var form = PageForm("\(Self.path)/unmap", submit: "Take the mapping away")
        form.makeGrave()
        form.hiddenFields = Self.hiddenFields(of: product)
        form.cancel = Self.path
        section.form = form
        var page = PageBody("Should \(product.id) no longer give \(name)?", [section])
        page.intro = "A product of \(product.shop.title)."
        page.trail = AdminNavigation.trail(
            ("/admin/sales", "Sales"), (Self.path, "Products of your shops"))
        return page
    }

    private func unmap(_ visit: AdminVisit) async throws -> PageAnswer {
        let product = try product(visit.form)
        let (organization, now) = (visit.organization.id, visit.now)
        try await visit.work(\.sales) { sales in
            try sales.unmap(product, of: organization, now: now)
        }
        return visit.done(.unmapped, at: Self.path)
    }

    private static let noShop = Problem(
        .conflict, "hook.off", "messages of this shop are not accepted here",
        nextStep: "set the secret-file of the shop's webhooks")
}

extension ShopMessage.Shop {
    /// For people.
    var title: String {
        switch self {
        case .polar: "Polar"
        case .dodo: "Dodo Payments"
        }
    }
}

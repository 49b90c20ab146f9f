import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// `/products`: what license keys are of, listed and read; a product is a benefit here.
struct DodoProductRoutes {
    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/products", "dodoListProducts", "Products, the newest first.",
                scope: .benefitsRead,
                query: [
                    QueryParameter("archived", .flag, "Whether they are archived."),
                    QueryParameter("brand_id", .text, "Of this brand."),
                    QueryParameter("recurring", .flag, "Whether they are paid again and again."),
                ] + DodoPage.parameters, answer: .items(DodoProductWire.listSchema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "/products/{id}", "dodoGetProduct", "One product.", scope: .benefitsRead,
                answer: .json(DodoProductWire.schema))
        ) { _, context, caller in
            let text = try context.dodoText("id", "product")
            let business = try await dodo.business(caller)
            let listing = try await dodo.work(caller) { registry -> BenefitListing? in
                // What was deleted is still read by its own id.
                let id = try BenefitID(dodo: text) ?? dodo.benefit(text, of: business, registry)
                return try id.flatMap { try registry.benefits.listing($0) }
            }
            guard let listing, listing.organization == business else {
                throw DodoRefusal.missing("product")
            }
            return WrittenJSON { DodoProductWire(listing: listing).write(&$0) }
        }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let page = try DodoPage.range(query)
        let business = try await dodo.business(caller)
        let isArchived = try query.value("archived", Self.flag) ?? false
        let isRecurring = try query.value("recurring", Self.flag) ?? false
        let isOther = query.text("brand_id").map { $0 != business.dodoBrand } ?? false
        // What was deleted is read by its id and not listed, and no price is known of any product.
        guard !isArchived, !isRecurring, !isOther else {
            return WrittenJSON.items([BenefitListing]()) { _, _ in }
        }
        let listings = try await dodo.work(caller, \.benefits) { benefits in
            try benefits.listings(
                matching: BenefitListingFilter(organization: business), page: page
            ).listings
        }
        return WrittenJSON.items(listings) { DodoProductWire(listing: $0).writeShort(&$1) }
    }

    private static func flag(_ text: String) -> Bool? {
        ["true": true, "false": false][text]
    }
}

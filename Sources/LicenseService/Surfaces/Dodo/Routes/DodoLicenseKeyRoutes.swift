import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// `/license_keys`: keys found and changed by the merchant.
struct DodoLicenseKeyRoutes {
    let dodo: DodoContext

    func addRoutes(to table: inout DodoRouteTable) {
        table.add(
            Operation(
                .get, "/license_keys", "dodoListLicenseKeys", "License keys, the newest first.",
                scope: .licensesRead, query: Self.query + DodoPage.parameters,
                answer: .items(DodoLicenseKeyWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "/license_keys/{id}", "dodoGetLicenseKey", "One license key.",
                scope: .licensesRead, answer: .json(DodoLicenseKeyWire.schema))
        ) { _, context, caller in
            let text = try context.dodoText("id", "license key")
            let (business, now) = (try await dodo.business(caller), dodo.now())
            let license = try await dodo.work(caller, \.licenses) { licenses in
                try Self.license(named: text, of: business, licenses, now)
            }
            return Self.response(license, now)
        }
        table.add(
            Operation(
                .patch, "/license_keys/{id}", "dodoChangeLicenseKey",
                "Change a license key's limit or end, disable or enable it.", scope: .licensesWrite,
                request: .json(DodoLicenseKeyChange.schema),
                answer: .json(DodoLicenseKeyWire.schema))
        ) { request, context, caller in try await change(request, context, caller) }
        table.add(
            Operation(
                .post, "/license_keys", "dodoImportLicenseKey",
                "Take a license key that was sold elsewhere.", scope: .licensesWrite,
                request: .json(DodoLicenseKeyImport.schema),
                answer: .json(DodoLicenseKeyWire.schema), status: 201)
        ) { request, _, caller in try await importKey(request, caller) }
    }

    /// A license of a business; those of others are reported as missing.
    static func license(
        _ id: LicenseID, of business: OrganizationID, _ licenses: Licenses, _ now: Timestamp
    ) throws -> LicenseDetails {
        guard let license = try licenses.details(id, now: now),
            license.claims.organization == business
        else { throw DodoRefusal.missing("license key") }
        return license
    }

    /// The same, named by our id or by the one that Dodo gave it.
    private static func license(
        named text: String, of business: OrganizationID, _ licenses: Licenses, _ now: Timestamp
    ) throws -> LicenseDetails {
        for id in LicenseID.named(dodo: text, of: business) {
            if let license = try licenses.details(id, now: now),
                license.claims.organization == business
            {
                return license
            }
        }
        throw DodoRefusal.missing("license key")
    }

    private static func response(_ license: LicenseDetails, _ now: Timestamp) -> WrittenJSON {
        WrittenJSON { DodoLicenseKeyWire(license: license, now: now).write(&$0) }
    }

    // MARK: - Lists

    private static let query = [
        QueryParameter("customer_id", .text, "Of this customer."),
        QueryParameter("product_id", .text, "Of this product."),
        QueryParameter("status", .oneOf(["active", "expired", "disabled"]), "With this status."),
        QueryParameter("source", .oneOf(["auto", "import", "manual"]), "From there."),
        QueryParameter("created_at_gte", .time, "Made at this moment or later."),
        QueryParameter("created_at_lte", .time, "Made at this moment or earlier."),
    ]

    private func list(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let query = DodoQuery(request)
        let page = try DodoPage.range(query)
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let base = try Self.filter(query, of: business, now)
        let (customer, product) = (query.text("customer_id"), query.text("product_id"))
        let licenses = try await dodo.work(caller) { registry -> [LicenseDetails] in
            var filter = base
            if let customer {
                filter.customer = try registry.customers.find(dodo: customer, of: business)?.id
                if filter.customer == nil { return [] }
            }
            if let product {
                let id = try dodo.benefit(product, of: business, registry)
                // What was deleted still has its keys.
                guard let id = id ?? BenefitID(dodo: product) else { return [] }
                filter.benefits = [id]
            }
            return try registry.licenses.details(
                on: page, matching: filter, order: .newestFirst, now: now)
        }
        return WrittenJSON.items(licenses) { DodoLicenseKeyWire(license: $0, now: now).write(&$1) }
    }

    /// What is asked for, but for what is named by an id.
    private static func filter(
        _ query: DodoQuery, of business: OrganizationID, _ now: Timestamp
    ) throws(DodoRefusal) -> LicenseDetailsFilter {
        var filter = LicenseDetailsFilter(organization: business)
        filter.origin = try query.value("source") { LicenseOrigin(dodo: $0) }
        filter.issuedFrom = try query.value("created_at_gte") { DodoTime($0)?.ceiling }
        filter.issuedUntil = try query.value("created_at_lte") { DodoTime($0)?.exact }
        switch try query.value("status", { DodoStatus(rawValue: $0) }) {
        case nil: break
        case .disabled: filter.states = [.disabled, .revoked]
        case .active: (filter.states, filter.hasEnded) = ([.granted], (now, false))
        case .expired: (filter.states, filter.hasEnded) = ([.granted], (now, true))
        }
        return filter
    }

    // MARK: - Changes

    private func change(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> WrittenJSON {
        let text = try context.dodoText("id", "license key")
        let change = try DodoLicenseKeyChange(try await dodo.body(of: request))
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let changed = try await dodo.work(caller) { [minting = dodo.minting] registry in
            try registry.together { registry in
                let license = try Self.license(
                    named: text, of: business, registry.licenses, now)
                try change.apply(to: license, minting, registry.issuance, now)
                return try Self.license(
                    license.claims.license, of: business, registry.licenses, now)
            }
        }
        return Self.response(changed, now)
    }

    private func importKey(_ request: Request, _ caller: Caller) async throws -> WrittenJSON {
        let wanted = try DodoLicenseKeyImport(try await dodo.body(of: request))
        let (business, now) = (try await dodo.business(caller), dodo.now())
        let reference = dodo.keys.reference(wanted.key)
        let license = try await dodo.work(caller) { [minting = dodo.minting] registry in
            let benefit = try dodo.benefit(wanted.product, of: business, registry)
            return try wanted.record(
                of: benefit, as: reference, of: business, minting, registry, now)
        }
        return Self.response(license, now)
    }
}

import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// License keys: minted, found, changed, revoked.
struct LicenseKeyRoutes {
    let management: ManagementContext

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        addMinting(to: &table)
        addStates(to: &table)
    }

    // MARK: - Reading

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/license-keys", "listLicenseKeys",
                "License keys, the newest first; with expiring_before, those that end first.",
                scope: .licensesRead,
                query: [
                    Query.organization,
                    QueryParameter("benefit_id", .id, "Of this benefit."),
                    QueryParameter("customer_id", .id, "Of this customer."),
                    QueryParameter(
                        "key", .text,
                        "With this key: the signed one, or an imported or short one, however typed."
                    ),
                    QueryParameter(
                        "state", .oneOf(["granted", "disabled", "revoked"]), "In this state."),
                    QueryParameter("expiring_before", .time, "Ending before this moment."),
                ] + Query.page, answer: .list(LicenseKeyWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "\(ManagementSurface.prefix)/license-keys/{id}", "getLicenseKey",
                "One license key.",
                scope: .licensesRead, answer: .json(LicenseKeyWire.schema))
        ) { _, context, caller in
            // Found and shown in one go: a second one costs more than both.
            let id = try context.id(.license, LicenseID.self)
            let now = management.clock.now()
            return try await management.work(caller, \.licenses) { licenses in
                guard let details = try licenses.details(id, now: now) else {
                    throw Problem.missing(.license)
                }
                try caller.check(details.claims.organization, .license)
                try licenses.noteShown(details, now: now)
                return LicenseKeyWire(details)
            }
        }
    }

    private func list(
        _ request: Request, _ caller: Caller
    ) async throws -> PageWire<LicenseKeyWire> {
        let query = Query(request)
        var filter = LicenseFilter(
            organization: try await management.organization(query, caller))
        filter.benefit = try query.value("benefit_id") { BenefitID(inAnyForm: $0) }
        filter.customer = try query.value("customer_id") { CustomerID(inAnyForm: $0) }
        filter.state = try query.value("state") { LicenseState(named: $0) }
        filter.expiringBefore = try query.value("expiring_before") { Timestamp($0) }
        let key = try query.value("key") { $0 }
        let limit = try query.limit()
        let last: LicenseID? = try query.value("cursor") { LicenseID($0) }
        let now = management.clock.now()
        let page = try await management.work(caller) { [filter] registry -> [LicenseKeyWire] in
            var filter = filter
            if let key {
                let found = try registry.licenses.find(named: key, of: filter.organization)
                guard let found else { return [] }
                filter.license = found.claims.license
            }
            let page = try registry.licenses.all(matching: filter, before: last, limit: limit)
            let ids = page.map(\.claims.license)
            let details = try registry.licenses.details(ids, now: now)
            let shown = ids.compactMap { details[$0] }
            try registry.licenses.noteShown(shown, now: now)
            return shown.map(LicenseKeyWire.init)
        }
        return PageWire(page, limit: limit) { $0.id }
    }

    /// A license as it is after a change.
    private func showNewest(
        _ former: LicenseRecord, _ caller: Caller
    ) async throws -> LicenseKeyWire {
        let id = former.claims.license
        let now = management.clock.now()
        return try await management.work(caller, \.licenses) { licenses in
            guard let details = try licenses.details(id, now: now) else {
                throw Problem.missing(.license)
            }
            try licenses.noteShown(details, now: now)
            return LicenseKeyWire(details)
        }
    }

    // MARK: - Minting

    private func addMinting(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/license-keys", "createLicenseKey",
                "Mint a license key.",
                scope: .licensesWrite, request: .json(NewLicenseKeyWire.schema),
                answer: .json(LicenseKeyWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "\(ManagementSurface.prefix)/license-keys/{id}", "changeLicenseKey",
                "Give a license other limits or another end, in a new key of the same license.",
                scope: .licensesWrite, request: .json(LicenseKeyChangeWire.schema),
                answer: .json(LicenseKeyWire.schema))
        ) { request, context, caller in try await change(request, context, caller) }
        table.add(
            Operation(
                .post, "\(ManagementSurface.prefix)/license-keys/{id}/rotate", "rotateLicenseKey",
                "Give a license a new key, and make the former key void.", scope: .licensesWrite,
                answer: .json(LicenseKeyWire.schema))
        ) { _, context, caller in
            let record = try await found(context, caller)
            let (issuer, now) = (try management.issuer(of: record), management.clock.now())
            let id = record.claims.license
            try await management.work(caller, \.issuance) {
                try $0.rotate(id, by: issuer, now: now)
            }
            return try await showNewest(record, caller)
        }
    }

    private func create(
        _ request: Request, _ caller: Caller
    ) async throws -> LicenseKeyWire {
        let wire = try await management.body(
            of: request, as: NewLicenseKeyWire.self, NewLicenseKeyWire.schema)
        let now = management.clock.now()
        let record = try await management.work(caller) { [minting = management.minting] registry in
            guard let (benefit, organization) = try registry.benefits.find(wire.benefitID.id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            let issuer = try minting.issuer(for: benefit.id, of: organization)
            let order = try Self.order(wire, benefit, of: organization, registry.customers)
            let minted = try registry.issuance.mint(order, by: issuer, now: now)
            return LicenseRecord(minted, customer: order.customerName)
        }
        return try await showNewest(record, caller)
    }

    private static func order(
        _ wire: NewLicenseKeyWire, _ benefit: Benefit, of organization: OrganizationID,
        _ customers: Customers
    ) throws -> LicenseOrder {
        var order = LicenseOrder(benefit.id, terms: try wire.terms(of: benefit))
        order.customerName = try CustomerInput.text(wire.customerName, "customer_name", upTo: 200)
        order.customerEmail = try CustomerInput.email(wire.customerEmail, "customer_email")
        order.customer = try customer(
            wire.customerID?.id, order, of: organization, customers)
        order.notBefore = wire.notBefore?.time
        order.isGivenByHand = true
        return order
    }

    /// The customer that is named by an id, else the one with the address, else a new one where there
    /// is a name or an address.
    private static func customer(
        _ id: CustomerID?, _ order: LicenseOrder, of organization: OrganizationID,
        _ customers: Customers
    ) throws -> CustomerID? {
        guard let id else {
            if let email = order.customerEmail,
                let known = try customers.find(email: email, of: organization)
            {
                return known.id
            }
            return (order.customerName ?? order.customerEmail).map { _ in .random() }
        }
        guard let known = try customers.find(id) else { return id }
        guard known.organization == organization else { throw Problem.missing(.customer) }
        // Whoever may only mint does not decide where a customer's mail goes.
        if let email = order.customerEmail, let held = known.email,
            held.lowercased() != email.lowercased()
        {
            throw Problem.invalid(
                "customer_email",
                "is not the address of this customer, which changeCustomer changes")
        }
        return id
    }

    private func change(
        _ request: Request, _ context: ServiceContext, _ caller: Caller
    ) async throws -> LicenseKeyWire {
        let wire = try await management.body(
            of: request, as: LicenseKeyChangeWire.self, LicenseKeyChangeWire.schema)
        let terms = try wire.change
        let record = try await found(context, caller)
        let (issuer, now) = (try management.issuer(of: record), management.clock.now())
        let id = record.claims.license
        try await management.work(caller, \.issuance) {
            try $0.change(id, to: terms, by: issuer, now: now)
        }
        return try await showNewest(record, caller)
    }

    // MARK: - States

    private func addStates(to table: inout RouteTable) {
        for (verb, state, summary) in [
            ("disable", LicenseState.disabled, "Suspend a license."),
            ("enable", .granted, "Enable a license, also one that was revoked."),
            ("revoke", .revoked, "Revoke a license for good."),
        ] {
            table.add(
                Operation(
                    .post, "\(ManagementSurface.prefix)/license-keys/{id}/\(verb)",
                    "\(verb)LicenseKey",
                    summary,
                    scope: .licensesWrite, request: .json(ReasonWire.schema),
                    answer: .json(LicenseKeyWire.schema))
            ) { request, context, caller in
                try await change(request, context, caller, to: state)
            }
        }
    }

    private func change(
        _ request: Request, _ context: ServiceContext, _ caller: Caller, to state: LicenseState
    ) async throws -> LicenseKeyWire {
        let record = try await found(context, caller)
        let reason = try await reason(request)
        let now = management.clock.now()
        let id = record.claims.license
        try await management.work(caller, \.issuance) {
            try $0.setState(of: id, to: state, reason: reason, now: now)
        }
        return try await showNewest(record, caller)
    }

    /// The body may be left out.
    private func reason(_ request: Request) async throws -> String {
        guard request.headers[.contentLength] != "0", request.headers[.contentType] != nil else {
            return ""
        }
        let reason =
            try await management.body(of: request, as: ReasonWire.self, ReasonWire.schema).reason
            ?? ""
        guard reason.utf8.count <= 500 else {
            throw Problem.invalid("reason", "must have at most 500 bytes")
        }
        return reason
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> LicenseRecord {
        let id = try context.id(.license, LicenseID.self)
        guard let record = try await management.work(caller, { try $0.licenses.find(id) }) else {
            throw Problem.missing(.license)
        }
        try caller.check(record.claims.organization, .license)
        return record
    }
}

extension ManagementContext {
    /// Who mints a license's new tokens, where this service may.
    func issuer(of license: LicenseRecord) throws(RegistryError) -> Issuer {
        try minting.issuer(for: license.claims.benefit, of: license.claims.organization)
    }
}

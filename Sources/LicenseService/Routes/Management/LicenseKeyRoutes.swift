import COSESigning
import HTTPTypes
import Hummingbird
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// License keys: made, found, changed, taken back.
struct LicenseKeyRoutes {
    let management: Management
    let licenses: LicenseCache

    func addRoutes(to table: inout RouteTable) {
        addReading(to: &table)
        addMinting(to: &table)
        addStates(to: &table)
        table.add(
            Operation(
                .post, "/v1/license-keys/import", "importLicenseKeys",
                "Take license keys that were minted elsewhere, up to 1,000.",
                scope: .licensesWrite, request: .json(ImportWire.schema),
                answer: .json(ImportResultWire.schema))
        ) { request, _, caller in try await importAll(request, caller) }
    }

    // MARK: - Reading

    private func addReading(to table: inout RouteTable) {
        table.add(
            Operation(
                .get, "\(Management.prefix)/license-keys", "listLicenseKeys",
                "License keys, the newest first; with expiring_before, those that end first.",
                scope: .licensesRead,
                query: [
                    Query.organization,
                    QueryParameter("benefit_id", .uuid, "Of this benefit."),
                    QueryParameter("customer_id", .uuid, "Of this customer."),
                    QueryParameter(
                        "state", .words(["granted", "disabled", "revoked"]), "In this state."),
                    QueryParameter("expiring_before", .time, "Ending before this moment."),
                ] + Query.page, answer: .list(LicenseKeyWire.schema))
        ) { request, _, caller in try await list(request, caller) }
        table.add(
            Operation(
                .get, "\(Management.prefix)/license-keys/{id}", "getLicenseKey", "One license key.",
                scope: .licensesRead, answer: .json(LicenseKeyWire.schema))
        ) { _, context, caller in
            try await show(try await found(context, caller), caller)
        }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let query = Query(request)
        var filter = LicenseFilter(
            organization: try await management.organization(query, caller))
        filter.benefit = try query.value("benefit_id") { BenefitID($0) }
        filter.customer = try query.value("customer_id") { CustomerID($0) }
        filter.state = try query.value("state") { LicenseState(word: $0) }
        filter.expiringBefore = try query.value("expiring_before") { Timestamp($0) }
        let limit = try query.limit()
        let last: LicenseID? = try query.value("cursor") { LicenseID($0) }
        let page = try await management.work(caller) { [filter] registry in
            let page = try registry.licenses(matching: filter, before: last, limit: limit)
            let texts = try registry.shownTexts(of: page.map(\.claims.license))
            return page.map { LicenseKeyWire($0, short: texts[$0.claims.license]) }
        }
        return try JSONText.response(PageWire(page, limit: limit) { $0.id })
    }

    private func show(
        _ record: LicenseRecord, _ caller: Caller, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let id = record.claims.license
        let texts = try await management.work(caller) { try $0.shownTexts(of: [id]) }
        return try JSONText.response(
            LicenseKeyWire(record, short: texts[id]), status: status)
    }

    // MARK: - Minting

    private func addMinting(to table: inout RouteTable) {
        table.add(
            Operation(
                .post, "\(Management.prefix)/license-keys", "createLicenseKey",
                "Mint a license key.",
                scope: .licensesWrite, request: .json(NewLicenseKeyWire.schema),
                answer: .json(LicenseKeyWire.schema), status: 201)
        ) { request, _, caller in try await create(request, caller) }
        table.add(
            Operation(
                .patch, "\(Management.prefix)/license-keys/{id}", "changeLicenseKey",
                "Give a license other limits or another end, in a new key of the same license.",
                scope: .licensesWrite, request: .json(LicenseKeyChangeWire.schema),
                answer: .json(LicenseKeyWire.schema))
        ) { request, context, caller in
            let wire = try await management.body(of: request, as: LicenseKeyChangeWire.self)
            let change = try wire.change
            return try await remint(context, caller) { try $0.change($1, change, $2) }
        }
        table.add(
            Operation(
                .post, "\(Management.prefix)/license-keys/{id}/rotate", "rotateLicenseKey",
                "Give a license a new key, and make the key before void.", scope: .licensesWrite,
                answer: .json(LicenseKeyWire.schema))
        ) { _, context, caller in
            try await remint(context, caller) { try $0.rotate($1, $2) }
        }
    }

    private func create(_ request: Request, _ caller: Caller) async throws -> Response {
        let wire = try await management.body(of: request, as: NewLicenseKeyWire.self)
        let now = management.clock.now()
        let record = try await management.work(caller) { [minting = management.minting] registry in
            guard let (benefit, organization) = try registry.benefit(wire.benefitID.id) else {
                throw Problem.missing(.benefit)
            }
            try caller.check(organization, .benefit)
            let press = try LicenseMinting(minting, for: benefit.id, of: organization, now: now)
            let customer = try Self.customer(wire, of: organization, registry)
            return try press.mint(
                benefit.id, terms: wire.terms(of: benefit), customer: customer,
                name: wire.customerName, notBefore: wire.notBefore?.time, in: registry
            ) { license in
                var extras = LicenseExtras()
                extras.grant = customer.flatMap {
                    GrantRecord(byHand: license, of: benefit.id, to: $0, of: organization, now: now)
                }
                return extras
            }
        }
        return try await show(record, caller, status: .created)
    }

    /// A name without an id is a new customer.
    private static func customer(
        _ wire: NewLicenseKeyWire, of organization: OrganizationID, _ registry: Registry
    ) throws -> CustomerID? {
        if let name = wire.customerName, !(1...200).contains(name.utf8.count) {
            throw Problem.invalid("customer_name", "has 1 to 200 bytes")
        }
        guard let id = wire.customerID?.id else {
            return wire.customerName.map { _ in .random() }
        }
        if let known = try registry.customer(id), known.organization != organization {
            throw Problem.missing(.customer)
        }
        return id
    }

    private func remint(
        _ context: ServiceContext, _ caller: Caller,
        _ body: @escaping @Sendable (LicenseMinting, LicenseRecord, Registry) throws -> Void
    ) async throws -> Response {
        let record = try await found(context, caller)
        let now = management.clock.now()
        let changed = try await management.work(caller) { [minting = management.minting] registry in
            let claims = record.claims
            let press = try LicenseMinting(
                minting, for: claims.benefit, of: claims.organization, now: now)
            try body(press, record, registry)
            return try registry.license(claims.license)
        }
        return try await show(changed ?? record, caller)
    }

    // MARK: - States

    private func addStates(to table: inout RouteTable) {
        for (verb, state, summary) in [
            ("disable", LicenseState.disabled, "Take a license back for a while."),
            ("enable", .granted, "Give a license back, also one that was revoked."),
            ("revoke", .revoked, "Take a license back for good."),
        ] {
            table.add(
                Operation(
                    .post, "\(Management.prefix)/license-keys/{id}/\(verb)", "\(verb)LicenseKey",
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
    ) async throws -> Response {
        let record = try await found(context, caller)
        let reason = try await reason(request)
        if state == .disabled, record.state == .revoked {
            throw Problem(
                .conflict, "license.revoked", "a revoked license cannot be disabled",
                nextStep: "enable it first, if it is to come back")
        }
        let now = management.clock.now()
        let changed = try await management.work(caller) { registry in
            let id = record.claims.license
            try registry.setState(of: id, to: state, reason: reason, now: now)
            return try registry.license(id)
        }
        return try await show(changed ?? record, caller)
    }

    /// The body may be left out.
    private func reason(_ request: Request) async throws -> String {
        guard request.headers[.contentLength] != "0", request.headers[.contentType] != nil else {
            return ""
        }
        let reason = try await management.body(of: request, as: ReasonWire.self).reason ?? ""
        guard reason.utf8.count <= 500 else {
            throw Problem.invalid("reason", "has up to 500 bytes")
        }
        return reason
    }

    private func found(
        _ context: ServiceContext, _ caller: Caller
    ) async throws -> LicenseRecord {
        let id = try context.id(.license, LicenseID.self)
        guard let record = try await management.work(caller, { try $0.license(id) }) else {
            throw Problem.missing(.license)
        }
        try caller.check(record.claims.organization, .license)
        return record
    }

    // MARK: - Importing

    private func importAll(_ request: Request, _ caller: Caller) async throws -> Response {
        let wire = try await management.body(of: request, as: ImportWire.self)
        guard (1...1000).contains(wire.licenseKeys.count) else {
            throw Problem.invalid("license_keys", "has 1 to 1,000 rows")
        }
        let now = management.clock.now()
        let results = try await management.work(caller) { [licenses] registry in
            wire.licenseKeys.map { row in
                Self.result(of: row, licenses, caller, registry, now)
            }
        }
        return try JSONText.response(ImportResultWire(results: results))
    }

    private static func result(
        of row: ImportWire.Row, _ licenses: LicenseCache, _ caller: Caller, _ registry: Registry,
        _ now: Timestamp
    ) -> ImportResultWire.Row {
        do {
            let license = try licenses.verify(LicenseKey(parsing: row.key))
            try caller.check(license.claims.organization, .organization)
            let isNew = try registry.importLicense(
                license, customer: row.customerName, now: now, random: SystemRandom.bytes)
            return ImportResultWire.Row(
                id: "\(license.claims.license)", result: isNew ? "imported" : "known", code: nil,
                detail: nil)
        } catch {
            let problem = Problem(error)
            return ImportResultWire.Row(
                id: nil, result: "refused", code: problem.code, detail: problem.detail)
        }
    }
}

extension LicenseState {
    /// Reads `granted`, `disabled` or `revoked`.
    init?(word: String) {
        let all: [LicenseState] = [.granted, .disabled, .revoked]
        guard let state = all.first(where: { "\($0)" == word }) else { return nil }
        self = state
    }
}

import HTTPTypes
import Hummingbird
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// License keys as their organization sees them.
struct PolarLicenseKeyRoutes: Sendable {
    private static let prefix = "/v1/license-keys"

    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        addReading(to: &table)
        addChanges(to: &table)
        addActions(to: &table)
    }

    // MARK: - Reading

    private func addReading(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .get, "\(Self.prefix)/", "polarListKeys", "License keys, the oldest first.",
                scope: .licensesRead,
                query: [
                    PolarSchema.organization,
                    QueryParameter("benefit_id", .uuid, "Of this benefit; may be repeated."),
                    QueryParameter(
                        "status", .oneOf(["granted", "revoked", "disabled"]),
                        "In this status; may be repeated."),
                ] + PolarSchema.page, answer: .json(PolarSchema.list(of: PolarSchema.key)))
        ) { request, _, version in try await list(request, version) }
        table.add(
            Operation(
                .get, "\(Self.prefix)/{id}", "polarGetKey", "One license key with its seats.",
                scope: .licensesRead, answer: .json(PolarSchema.keyWithActivations))
        ) { request, context, version in
            let merchant = try await polar.admit(request, .readKeys)
            let id = try Self.id(in: context)
            let license = try await found(id, merchant)
            let seats = try await polar.work(merchant.name, \.activations) { try $0.seats(of: id) }
            return PolarLicenseKeyWire.response(license, with: seats, version)
        }
        table.add(
            Operation(
                .get, "\(Self.prefix)/{id}/activations/{activation}", "polarGetActivation",
                "One seat of a license key.", scope: .licensesRead,
                answer: .json(PolarSchema.activationWithKey))
        ) { request, context, version in
            try await activation(request, context, version)
        }
    }

    private func list(
        _ request: Request, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        let merchant = try await polar.admit(request, .readKeys)
        let query = try PolarLicenseKeyQuery(request)
        let organization = try await polar.organization(among: query.organizations, merchant)
        guard let organization else {
            return query.page.response([LicenseDetails](), total: 0) { _, _ in }
        }
        let (filter, page) = (query.filter(of: organization), query.page)
        let now = polar.clock.now()
        let (licenses, total) = try await polar.work(merchant.name, \.licenses) {
            try $0.details(matching: filter, page: page.range, now: now)
        }
        return page.response(licenses, total: total) { license, writer in
            writer.object { PolarLicenseKeyWire.write(license, version, to: &$0) }
        }
    }

    private func activation(
        _ request: Request, _ context: ServiceContext, _ version: PolarVersion
    ) async throws -> WrittenJSON {
        let merchant = try await polar.admit(request, .readKeys)
        var form = PolarForm()
        let id = form.path("id", of: context, as: LicenseID.self)
        let seatID = form.path(
            "activation", called: "activation_id", of: context, as: ActivationID.self)
        try form.check()
        guard let id, let seatID else { throw PolarRefusal.notFound }
        let license = try await found(id, merchant)
        let seat = try await polar.work(merchant.name, \.activations) { try $0.seat(seatID) }
        guard let seat, seat.license == id, !seat.isFreed else {
            throw PolarRefusal.notFound
        }
        return WrittenJSON { writer in
            PolarLicenseKeyWire.write(seat, to: &writer)
            writer.member("license_key") { PolarLicenseKeyWire.write(license, version, to: &$0) }
        }
    }

    private static func id(in context: ServiceContext) throws -> LicenseID {
        var form = PolarForm()
        let id = form.path("id", of: context, as: LicenseID.self)
        try form.check()
        guard let id else { throw PolarRefusal.notFound }
        return id
    }

    /// A license, if it is the merchant's.
    private func found(
        _ id: LicenseID, _ merchant: PolarMerchant
    ) async throws -> LicenseDetails {
        let now = polar.clock.now()
        let license = try await polar.work(merchant.name, \.licenses) {
            try $0.details(id, now: now)
        }
        guard let license, merchant.reaches(license.claims.organization) else {
            throw PolarRefusal.notFound
        }
        return license
    }

    // MARK: - Changes

    private func addChanges(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .patch, "\(Self.prefix)/{id}", "polarUpdateKey",
                "Change status, usage, limits or end of a license key.", scope: .licensesWrite,
                request: .json(PolarSchema.keyChange), answer: .json(PolarSchema.key))
        ) { request, context, version in
            let (merchant, body) = try await polar.admitWithBody(request, .writeKeys)
            var form = body
            let id = form.path("id", of: context, as: LicenseID.self)
            let change = PolarLicenseKeyChange(&form)
            try form.check()
            guard let id else { throw PolarRefusal.notFound }
            let license = try await found(id, merchant)
            let now = polar.clock.now()
            let changed = try await polar.work(merchant.name) {
                [minting = polar.minting] registry in
                // All of it, or nothing.
                try registry.together { registry in
                    try change.apply(
                        to: license, minting: minting, now: now, in: registry.issuance)
                    return try registry.licenses.details(id, now: now)
                }
            }
            return WrittenJSON {
                PolarLicenseKeyWire.write(changed ?? license, version, to: &$0)
            }
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/{id}/rotate", "polarRotateKey",
                "Give a license another key, and make the former one unknown.",
                scope: .licensesWrite, answer: .json(PolarSchema.key))
        ) { request, context, version in
            let merchant = try await polar.admit(request, .writeKeys)
            let license = try await found(Self.id(in: context), merchant)
            return try await polar.rotate(license, version, actor: merchant.name)
        }
    }

    // MARK: - By the key's text

    private func addActions(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "\(Self.prefix)/activate", "polarActivateKey", "Take a seat of a license.",
                scope: .licensesWrite, request: .json(PolarSchema.activate),
                answer: .json(PolarSchema.activationWithKey))
        ) { request, _, version in
            let (ask, actions): (PolarActivationRequest, _) = try await admit(request)
            return try await actions.activate(ask, version)
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/validate", "polarValidateKey",
                "Check that a license is good, and count what is used of it.",
                scope: .licensesWrite, request: .json(PolarSchema.validate),
                answer: .json(PolarSchema.validatedKey))
        ) { request, _, version in
            let (ask, actions): (PolarValidationRequest, _) = try await admit(request)
            return try await actions.validate(ask, version)
        }
        table.add(
            Operation(
                .post, "\(Self.prefix)/deactivate", "polarDeactivateKey", "Give a seat back.",
                scope: .licensesWrite, request: .json(PolarSchema.deactivate), status: 204)
        ) { request, _, _ in
            let (ask, actions): (PolarDeactivationRequest, _) = try await admit(request)
            return try await actions.deactivate(ask)
        }
    }

    /// What a merchant asks about a key, which looks unknown where it is another organization's.
    private func admit<Ask: PolarKeyRequest>(
        _ request: Request
    ) async throws -> (Ask, PolarLicenseKeyActions) {
        let (merchant, body) = try await polar.admitWithBody(request, .writeKeys)
        var form = body
        let ask = try Ask(&form)
        guard merchant.reaches(ask.organization) else { throw PolarRefusal.notFound }
        return (
            ask,
            PolarLicenseKeyActions(
                keys: polar.keys, caller: .authenticated, actor: merchant.name)
        )
    }
}

extension PolarContext {
    /// Whose list is asked for; nil where the caller reaches none of those that are named.
    func organization(
        among named: [OrganizationID], _ merchant: PolarMerchant
    ) async throws -> OrganizationID? {
        guard !named.isEmpty else {
            return try await organization(named: nil, merchant, in: .name("query"))
        }
        return named.first { merchant.reaches($0) }
    }

    /// Gives a license another key with the prefix that its benefit has now.
    ///
    /// - Parameter limit: how often it may be done, where the customer asks; nil for a merchant.
    func rotate(
        _ license: LicenseDetails, _ version: PolarVersion, actor: String,
        limit: RotationLimit? = nil
    ) async throws -> WrittenJSON {
        let claims = license.claims
        guard license.record.state != .revoked else {
            throw PolarRefusal.notRotated(license.record.state)
        }
        let now = clock.now()
        let rotated = try await work(actor) { [minting] registry in
            let issuer = try minting.issuer(for: claims.benefit, of: claims.organization)
            let prefix = try registry.benefits.find(claims.benefit)?.benefit.terms.prefix
            try registry.issuance.rotate(
                claims.license, prefix: prefix, limit: limit, by: issuer, now: now)
            return try registry.licenses.details(claims.license, now: now)
        }
        return WrittenJSON {
            PolarLicenseKeyWire.write(rotated ?? license, version, to: &$0)
        }
    }
}

extension PolarRefusal {
    fileprivate static func notRotated(_ state: LicenseState) -> PolarRefusal {
        PolarRefusal(
            .badRequest, "RotateNotPermitted",
            "License key cannot be rotated in its current status. Current status: \(state). "
                + "Allowed statuses: disabled, granted.")
    }
}

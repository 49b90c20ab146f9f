public import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Brings a license that was sold elsewhere, with its seats and counters, in one transaction.
    ///
    /// It gets a signed license at once, which is shown when its key is exchanged. One that is here
    /// already gets the seats that it lacks, and nothing else: what has happened to it here counts.
    ///
    /// - Parameter isDry: whether nothing is written.
    public func bring(
        _ license: ForeignLicense, issuer: Issuer, isDry: Bool = false, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        let organization = issuer.organization
        let id: LicenseID = license.shop.identifier(
            license.id, of: organization, kind: "license")
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            let holder = try Self.license(
                named: KeyReference(text: license.key), organization, writer)
            if let known = try Self.license(id, writer) {
                guard holder == id || holder == nil, known.claims.organization == organization
                else { return .keyTaken }
                let seats = try Self.addSeats(
                    license.seats, to: id, license.shop, issuer, isDry, now, writer)
                if seats > 0, !isDry {
                    try writer.audit(.licenseImport, of: "\(id)", "\(seats) seats")
                }
                return .known(newSeats: seats)
            }
            guard holder == nil else { return .keyTaken }
            guard let (benefit, owner) = try BenefitQueries(writer).benefit(license.benefit),
                owner == organization
            else { throw .missing(kind: .benefit) }
            if isDry { return .imported(seats: license.seats.count) }
            try mint(license, id, benefit, issuer, now, writer)
            let seats = try Self.addSeats(
                license.seats, to: id, license.shop, issuer, false, now, writer)
            try writer.audit(.licenseImport, of: "\(id)", "\(license.shop), \(seats) seats")
            return .imported(seats: seats)
        }
    }

    /// Brings a seat of a license that was brought before.
    public func bring(
        _ seat: ForeignSeat, ofLicense license: String, of shop: ShopMessage.Shop,
        issuer: Issuer, isDry: Bool = false, now: Timestamp
    ) throws(RegistryError) -> ForeignOutcome {
        let organization = issuer.organization
        let id: LicenseID = shop.identifier(license, of: organization, kind: "license")
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            guard let known = try Self.license(id, writer),
                known.claims.organization == organization
            else { return .unknownLicense }
            let count = try Self.addSeats([seat], to: id, shop, issuer, isDry, now, writer)
            if count > 0, !isDry {
                try writer.audit(.licenseImport, of: "\(id)", "\(count) seats")
            }
            return .known(newSeats: count)
        }
    }

    // MARK: - Steps

    private func mint(
        _ license: ForeignLicense, _ id: LicenseID, _ benefit: Benefit, _ issuer: Issuer,
        _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let session = SaleSession(
            desk: SalePolicy(issuer: issuer, sendsEmails: false), actor: actor, now: now,
            writer: writer)
        let customer = try session.customer(license.buyer, issuer.organization)
        var extras = LicenseExtras()
        extras.origin = .imported
        extras.text = license.key
        extras.uses = license.uses
        extras.validations = license.validations
        extras.validatedAt = license.validatedAt
        var terms = benefit.terms
        terms.activationLimit = license.activationLimit
        terms.usageLimit = license.usageLimit
        terms.lifetime = .perpetual
        if let end = license.expiresAt {
            let hasEnded = end <= now
            terms.lifetime = .until(hasEnded ? now + .seconds(1) : end)
            if hasEnded { extras.end = end }
        }
        extras.grant = try grant(license, id, benefit.id, customer, issuer, now, writer)
        var grant = Grant(benefit.id)
        grant.customer = customer
        grant.statusIndex = try Self.drawIndex(issuer.organization, writer)
        let minted: MintedLicense
        do throws(IssuerError) {
            minted = try issuer.mint(
                terms.claims(id, for: grant, of: issuer.organization, issuedAt: now))
        } catch {
            throw .minting(error)
        }
        try Self.record(LicenseRecord(minted), with: extras, actor: actor, now: now, writer)
        if license.state != .granted {
            try Self.setState(
                of: id, to: license.state, reason: "imported", actor: actor, now: now, writer)
        }
    }

    /// The grant by which news of the sale reach the license; nil where another license has it, as
    /// with several keys of one sale.
    private func grant(
        _ license: ForeignLicense, _ id: LicenseID, _ benefit: BenefitID, _ customer: CustomerID,
        _ issuer: Issuer, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> GrantRecord? {
        guard let sale = license.sale else { return nil }
        let taken = try writer.row(
            """
            SELECT 1 AS taken FROM license_grant WHERE organization_id = $1 AND sale_kind = $2
                AND sale = $3 AND benefit_id = $4 AND customer_id = $5
            """,
            sale.place(of: issuer.organization) + [.blob(benefit.bytes), .blob(customer.bytes)]
        ) { (_) throws(SQLError) in true }
        guard taken == nil else { return nil }
        return GrantRecord(
            id: writer.newID(), of: benefit, organization: issuer.organization,
            customer: customer, license: id, through: sale, now: now)
    }

    /// Adds the seats that are not here; one that was given back here stays so.
    private static func addSeats(
        _ seats: [ForeignSeat], to license: LicenseID, _ shop: ShopMessage.Shop,
        _ issuer: Issuer, _ isDry: Bool, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> Int {
        var count = 0
        for seat in seats {
            let id: ActivationID = shop.identifier(
                seat.id, of: issuer.organization, kind: "seat")
            guard try Self.seat(id, writer) == nil else { continue }
            count += 1
            if isDry { continue }
            try writer.run(
                """
                INSERT INTO seat (id, license_id, label, conditions, meta, taken_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .blob(id.bytes), .blob(license.bytes), .text(seat.label),
                    seat.conditions.column, seat.meta.column,
                    .integer((seat.takenAt ?? now).secondsSinceEpoch),
                ])
        }
        return count
    }
}

import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// Licenses that were sold elsewhere, as they are taken over.
struct ForeignLicenseChanges {
    private let change: Change
    private let issuer: Issuer

    init(_ change: Change, issuer: Issuer) {
        self.change = change
        self.issuer = issuer
    }

    private var organization: OrganizationID { issuer.organization }

    func bring(_ license: ForeignLicense) throws(RegistryError) -> ForeignOutcome {
        let id = license.shop.license(license.id, of: organization)
        let holder = try KeyQueries(change).license(
            named: KeyReference(text: license.key), of: organization)
        if let known = try LicenseQueries(change).license(id) {
            guard holder == id || holder == nil, known.claims.organization == organization
            else { return .keyTaken }
            // A key that was rotated here is none any more, and the license has no other text.
            if holder == nil, try hasText(id) { return .otherKey }
            try name(license)
            try sell(license, known)
            return .known(newSeats: try add(license.seats, to: id, license.shop))
        }
        if let minted = try minted(for: license, id, holder) {
            return try bring(license, id, to: minted)
        }
        guard holder == nil else { return .keyTaken }
        guard let (benefit, owner) = try BenefitQueries(change).benefit(license.benefit),
            owner == organization
        else { throw .missing(kind: .benefit) }
        try name(license)
        try mint(license, id, benefit)
        let seats = try insert(license.seats, to: id, license.shop)
        try change.audit(.licenseImport, of: id, "\(license.shop), \(seats) seats")
        return .imported(seats: seats)
    }

    /// The license that was minted here when the shop told of the sale: the one that it has called by
    /// this id, or that has this key through this sale.
    private func minted(
        for license: ForeignLicense, _ id: LicenseID, _ holder: LicenseID?
    ) throws(RegistryError) -> LicenseID? {
        if let named = try LicenseAliases(change).known(id) {
            return holder == nil || holder == named ? named : nil
        }
        guard let holder, let sold = try SaleQueries(change).license(holder),
            sold.importedAt == nil, sold.grant.sale == license.sale,
            sold.benefit == license.benefit, sold.grant.organization == organization
        else { return nil }
        return holder
    }

    /// Lets a license that was minted here be found as the shop and its customers know it too.
    private func bring(
        _ license: ForeignLicense, _ id: LicenseID, to minted: LicenseID
    ) throws(RegistryError) -> ForeignOutcome {
        try name(license)
        try LicenseAliasChanges(change).add(id, to: minted, of: organization)
        try KeyTextChanges(change).add(license.key, to: minted, of: organization)
        return .known(newSeats: try add(license.seats, to: minted, license.shop))
    }

    func bring(
        _ seat: ForeignSeat, ofLicense license: String, of shop: ShopMessage.Shop
    ) throws(RegistryError) -> ForeignOutcome {
        let id = try LicenseAliases(change).license(shop.license(license, of: organization))
        guard let known = try LicenseQueries(change).license(id),
            known.claims.organization == organization
        else { return .unknownLicense }
        return .known(newSeats: try add([seat], to: id, shop))
    }

    /// Adds the seats that a license which is here lacks; says how many.
    private func add(
        _ seats: [ForeignSeat], to license: LicenseID, _ shop: ShopMessage.Shop
    ) throws(RegistryError) -> Int {
        try LicenseLock(change).take(license)
        let count = try insert(seats, to: license, shop)
        if count > 0 { try change.audit(.licenseImport, of: license, "\(count) seats") }
        return count
    }

    private func hasText(_ license: LicenseID) throws(RegistryError) -> Bool {
        try change.exists(
            "SELECT 1 AS known FROM license_text WHERE license_id = $1", [.id(license)])
    }

    /// Lets the benefit be found by the id of the product there, as programs of the vendor name it; a
    /// mapping that somebody made stays.
    private func name(_ license: ForeignLicense) throws(RegistryError) {
        guard let product = license.product else { return }
        let isMapped = try change.exists(
            """
            SELECT 1 AS known FROM shop_product
            WHERE organization_id = $1 AND shop = $2 AND id = $3
            """, [.id(organization), .integer(product.shop.rawValue), .text(product.id)])
        guard !isMapped else { return }
        try ShopProductChanges(change).map(product, to: license.benefit, of: organization)
    }

    private func mint(
        _ license: ForeignLicense, _ id: LicenseID, _ benefit: Benefit
    ) throws(RegistryError) {
        let customer = try BuyerChanges(change, of: organization).customer(for: license.buyer)
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.license = id
        order.customer = customer
        order.terms.activationLimit = license.activationLimit
        order.terms.usageLimit = license.usageLimit
        order.end(at: license.expiresAt, now: change.now)
        order.extras.origin = license.origin
        order.extras.soldAt = soldAt(license)
        order.extras.text = license.key
        order.extras.uses = license.uses
        order.extras.validations = license.validations
        order.extras.validatedAt = license.validatedAt
        order.extras.grant = grant(license, id, customer)
        try Minting(change, by: issuer).mint(order)
        if license.state != .granted {
            try LicenseStateChanges(change).set(license.state, of: id, reason: "imported")
        }
        try follow(license, id)
    }

    /// When it was sold; one that is still to come is a mistake of a clock.
    private func soldAt(_ license: ForeignLicense) -> ExactTime? {
        license.soldAt.map { min($0, ExactTime(change.now)) }
    }

    /// The grant by which news of the sale reach the license; nil where no shop tells of any.
    private func grant(
        _ license: ForeignLicense, _ id: LicenseID, _ customer: CustomerID
    ) -> NewGrant? {
        // Apps ask Polar which benefits a customer has, and it lists no sale with its keys.
        let unnamed = license.shop == .polar ? Sale.imported(id) : nil
        return (license.sale ?? unnamed).map { sale in
            var grant = NewGrant(id: change.newID(), to: customer, through: sale)
            grant.importedSince = soldAt(license) ?? change.moment()
            return grant
        }
    }

    /// Gives a license that is here the grant that it lacks: a list that came before may have named
    /// no sale, and an older program gave one to the first license of a sale alone.
    private func sell(
        _ license: ForeignLicense, _ known: LicenseRecord
    ) throws(RegistryError) {
        let id = known.claims.license
        guard try SaleQueries(change).license(id) == nil,
            let customer = known.claims.customer, known.claims.benefit == license.benefit,
            let grant = grant(license, id, customer)
        else { return }
        try NewGrantChanges(change).insert(grant, of: known.claims)
        if known.state == .revoked { _ = try NewGrantChanges(change).follow(.revoked, of: id) }
        try change.audit(.licenseImport, of: id, "of sale \(grant.sale.id)")
        // What became of it here counts, and not what the list says.
        guard known.state == license.state else { return }
        try follow(license, id)
    }

    /// Lets a license follow its sale from the state that it came with.
    ///
    /// Dodo disables what is on hold, so the sale's recovery enables it. Polar revokes it; what is
    /// disabled there, a person has disabled.
    private func follow(_ license: ForeignLicense, _ id: LicenseID) throws(RegistryError) {
        let isHeld = license.state == .disabled && license.shop == .dodo
        let standing: SaleStatus =
            switch license.state {
            case .granted: .granted
            case .disabled: isHeld ? .suspended : .granted
            case .revoked: .revoked
            }
        try SoldLicenseChanges(change).note(standing, isHeld: isHeld, of: id)
        // Of a sale that the list does not name, no message can have told.
        guard license.sale != nil, let sold = try SaleQueries(change).license(id) else { return }
        // Messages may have told of the sale before the list came.
        var session = SaleSession(change, SalePolicy(issuer: issuer, sendsEmails: false))
        try session.follow(sold)
    }

    /// Adds the seats that are not here; one that was given back here stays so.
    private func insert(
        _ seats: [ForeignSeat], to license: LicenseID, _ shop: ShopMessage.Shop
    ) throws(RegistryError) -> Int {
        var count = 0
        for seat in seats {
            let id = shop.seat(seat.id, of: organization)
            guard try SeatQueries(change).seat(id) == nil else { continue }
            count += 1
            var taken = NewSeat(id, label: seat.label)
            taken.conditions = seat.conditions
            taken.meta = seat.meta
            try SeatChanges(change).insert(
                taken, of: license,
                taken: seat.takenAt ?? change.moment())
        }
        return count
    }
}

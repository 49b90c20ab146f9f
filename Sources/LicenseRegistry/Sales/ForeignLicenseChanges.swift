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
            return .known(newSeats: try add(license.seats, to: id, license.shop))
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

    func bring(
        _ seat: ForeignSeat, ofLicense license: String, of shop: ShopMessage.Shop
    ) throws(RegistryError) -> ForeignOutcome {
        let id = shop.license(license, of: organization)
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
        order.extras.origin = .imported
        // A sale that is still to come is a mistake of a clock.
        order.extras.soldAt = license.soldAt.map { min($0, ExactTime(change.now)) }
        order.extras.text = license.key
        order.extras.uses = license.uses
        order.extras.validations = license.validations
        order.extras.validatedAt = license.validatedAt
        order.extras.grant = try grant(license, id, benefit.id, customer)
        try Minting(change, by: issuer).mint(order)
        if license.state != .granted {
            try LicenseStateChanges(change).set(license.state, of: id, reason: "imported")
        }
    }

    /// The grant by which news of the sale reach the license; nil where another license has it, as
    /// with several keys of one sale.
    private func grant(
        _ license: ForeignLicense, _ id: LicenseID, _ benefit: BenefitID, _ customer: CustomerID
    ) throws(RegistryError) -> NewGrant? {
        // Apps ask Polar which benefits a customer has, and it lists no sale with its keys.
        let unnamed = license.shop == .polar ? Sale.imported(id) : nil
        guard let sale = license.sale ?? unnamed else { return nil }
        let isTaken = try change.exists(
            """
            SELECT 1 AS taken FROM license_grant WHERE organization_id = $1 AND sale_kind = $2
                AND sale = $3 AND benefit_id = $4 AND customer_id = $5
            """, sale.key(in: organization) + [.id(benefit), .id(customer)])
        return isTaken ? nil : NewGrant(id: change.newID(), to: customer, through: sale)
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

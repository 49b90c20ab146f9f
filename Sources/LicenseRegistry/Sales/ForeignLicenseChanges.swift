import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// Licenses that were sold elsewhere, as they are taken over.
struct ForeignLicenseChanges {
    private let change: Change
    private let issuer: Issuer
    /// Whether nothing is written.
    private let isDry: Bool

    init(_ change: Change, issuer: Issuer, isDry: Bool) {
        self.change = change
        self.issuer = issuer
        self.isDry = isDry
    }

    private var organization: OrganizationID { issuer.organization }

    func bring(_ license: ForeignLicense) throws(RegistryError) -> ForeignOutcome {
        let id = license.shop.license(license.id, of: organization)
        let holder = try KeyQueries(change).license(
            named: KeyReference(text: license.key), of: organization)
        if let known = try LicenseQueries(change).license(id) {
            guard holder == id || holder == nil, known.claims.organization == organization
            else { return .keyTaken }
            return .known(newSeats: try add(license.seats, to: id, license.shop))
        }
        guard holder == nil else { return .keyTaken }
        guard let (benefit, owner) = try BenefitQueries(change).benefit(license.benefit),
            owner == organization
        else { throw .missing(kind: .benefit) }
        if isDry { return .imported(seats: license.seats.count) }
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
        if count > 0, !isDry { try change.audit(.licenseImport, of: license, "\(count) seats") }
        return count
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
        order.extras.soldAt = license.soldAt.map { min($0, change.now) }
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
            if isDry { continue }
            var taken = NewSeat(id, label: seat.label)
            taken.conditions = seat.conditions
            taken.meta = seat.meta
            try SeatChanges(change).insert(
                taken, of: license,
                taken: change.moment(at: seat.takenAt ?? change.now))
        }
        return count
    }
}

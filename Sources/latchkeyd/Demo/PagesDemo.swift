import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseSync
import LicenseVerifier
import Terminal

/// A registry with a year of plausible sales in it, for looking at the pages.
struct PagesDemo {
    private static let names = [
        "Example Hospital", "Ann Ant", "Zoë's Studio", "Møller & Søn", "Northwind Traders",
        "Contoso Press", "Fabrikam Film", "Tailspin Toys", "Lakeside Clinic", "Harbor Pilots",
        "Alpine Survey", "City of Springfield", "Blue Yonder", "Wide World Importers",
    ]
    private static let devices = ["ward 3", "front desk", "edit suite", "laptop", "lab 2", "bus 7"]

    let registry: Registry
    let issuer: Issuer
    let benefits: [Benefit]
    private var random: UInt64 = 20_270_101

    init(_ registry: Registry, _ issuer: Issuer, _ benefits: [Benefit]) {
        self.registry = registry
        self.issuer = issuer
        self.benefits = benefits
    }

    /// The same draws each time, so that everybody sees the same.
    private mutating func draw(_ count: Int) -> Int {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((random >> 33) % UInt64(count))
    }

    /// Sells on each day of a year up to now; says whose portal is worth a look.
    mutating func fill(until now: Timestamp) throws -> CustomerID {
        var customers: [CustomerID] = []
        var licenses: [LicenseRecord] = []
        for day in 0..<365 {
            let moment = now - .seconds(Int64(364 - day) * 86_400 + Int64(draw(40_000)))
            if day < Self.names.count * 12, day.isMultiple(of: 12) {
                customers.append(try customer(day / 12, moment))
            }
            for _ in 0..<draw(3) where !customers.isEmpty {
                licenses.append(try sell(to: customers[draw(customers.count)], moment))
            }
            if let device = Self.offline[day] {
                try activate(licenses, device.label, for: device.lease, moment)
            }
            try use(licenses, moment)
            if day.isMultiple(of: 41), let license = licenses.first(where: { _ in draw(9) == 0 }) {
                try registry.issuance.setState(
                    of: license.claims.license, to: draw(2) == 0 ? .disabled : .revoked,
                    reason: "refunded", evenIfRevoked: true, now: moment)
            }
        }
        try disable(licenses, now)
        try tellOfShops(now)
        try addEndpoint(now)
        return customers[0]
    }

    /// Machines without a network, by the day on which they got their seats: the first has not been heard
    /// of since, and the last has a lease that goes on.
    private static let offline: [Int: (label: String, lease: Duration)] = [
        290: ("mine shaft 4", .seconds(30 * 86_400)), 355: ("air gap 1", .seconds(90 * 86_400)),
    ]

    /// Gives a machine a seat by its own key, with a lease, as its request would have come.
    private func activate(
        _ licenses: [LicenseRecord], _ label: String, for lease: Duration, _ moment: Timestamp
    ) throws {
        // The newest has all its seats.
        let found = licenses.last { $0.claims.activationLimit != .notUsed }
        guard let license = found else { return }
        let device = try SigningKey.generate()
        // Nobody reads the answer, so whoever signs it will do.
        let answering = try SigningKey.generate()
        var request = try ActivationRequest(
            .activate, license: .key(LicenseKey(license.message)), device: device.verificationKey,
            id: .random(), issuedAt: moment)
        request.label = DeviceLabel(label)
        _ = try registry.activations.answer(
            ActivationRequest.verify(request.signed(by: device)), about: license.claims.license,
            token: license.tokenDigest, id: .random(),
            policy: SyncPolicy(
                lease: lease, allowance: AllowancePolicy(headroom: 100, share: 1)), now: moment,
            sign: { (draft) throws(SyncError) in try draft.signed(by: answering) })
    }

    /// One license that somebody has to look at.
    private func disable(_ licenses: [LicenseRecord], _ now: Timestamp) throws {
        guard licenses.count > 1 else { return }
        try registry.issuance.setState(
            of: licenses[licenses.count / 2].claims.license, to: .disabled,
            reason: "the payment is disputed", evenIfRevoked: true, now: now)
    }

    /// An endpoint that is switched off, so that nothing is sent to anybody.
    private func addEndpoint(_ now: Timestamp) throws {
        var terms = WebhookTerms(url: "https://hooks.example.com/licenses")
        terms.description = "The license desk; switched off in this demo."
        let id = WebhookEndpointID.random()
        try registry.webhooks.addEndpoint(
            id, of: issuer.organization, terms,
            secrets: [
                WebhookSecretRecord(
                    .symmetric, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
            ], now: now)
        try registry.webhooks.replaceTerms(of: id, by: terms, pause: .byOwner, now: now)
    }

    /// What a shop has said that waits for somebody: a product that nobody has mapped, and a message
    /// that came late.
    private func tellOfShops(_ now: Timestamp) throws {
        let day = Duration.seconds(86_400)
        let product = "7b5fc84c-f87c-4644-9141-a6efb4bd5f10"
        let body = """
            {"type": "order.paid", "data": {"product": {"id": "\(product)", "name": "Team plan"}}}
            """
        if let message = ShopMessage(.polar, id: "msg_team_plan") {
            try registry.sales.keep(
                WaitingMessage(
                    message, of: issuer.organization, at: ExactTime(now - day),
                    body: Array(body.utf8)), for: [product], now: now - day)
        }
        if let message = ShopMessage(.polar, id: "msg_late") {
            try registry.sales.note(
                ShopNote(message, .late, type: "subscription.updated", at: now - day),
                of: issuer.organization)
        }
    }

    private mutating func customer(_ index: Int, _ moment: Timestamp) throws -> CustomerID {
        var customer = CustomerRecord(
            id: .random(), organization: issuer.organization, name: Self.names[index],
            createdAt: moment)
        customer.email = "customer\(index + 1)@example.com"
        try registry.customers.add(customer, now: moment)
        return customer.id
    }

    private mutating func sell(
        to customer: CustomerID, _ moment: Timestamp
    ) throws -> LicenseRecord {
        let benefit = benefits[draw(benefits.count)]
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.customer = customer
        order.isGivenByHand = true
        return LicenseRecord(try registry.issuance.mint(order, by: issuer, now: moment))
    }

    /// Some licenses are taken to devices, and some are validated.
    private mutating func use(_ licenses: [LicenseRecord], _ moment: Timestamp) throws {
        guard !licenses.isEmpty else { return }
        var validations: [Validation] = []
        for _ in 0..<(4 + draw(20)) {
            let license = licenses[draw(licenses.count)]
            let key = KeyReference.token(license.claims.license, digest: license.tokenDigest)
            if draw(8) == 0 {
                let seat = NewSeat(.random(), label: Self.devices[draw(Self.devices.count)])
                _ = try registry.activations.takeSeat(
                    seat, of: key, of: issuer.organization, now: moment)
            }
            var validation = Validation(key, of: issuer.organization)
            validation.demands.units = license.claims.usageLimit == nil ? 0 : Int64(draw(4))
            validations.append(validation)
        }
        _ = try registry.activations.validate(validations, now: moment)
    }
}

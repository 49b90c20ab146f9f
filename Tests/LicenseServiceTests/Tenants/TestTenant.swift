import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

/// One of each thing that an organization has, with ids and texts that nothing else has.
struct TestTenant: Sendable {
    /// A kind of thing that requests name by its id.
    enum Thing: CaseIterable, Sendable {
        case organization, benefit, customer, license, shortLicense, seat, device, grant, endpoint
        case delivery, token, session

        /// How the second form of such an id may begin.
        fileprivate var prefixes: [String] {
            switch self {
            case .organization: ["bus", "bnd"]
            case .benefit: ["pdt", "ent"]
            case .customer: ["cus"]
            case .license, .shortLicense: ["lic"]
            case .seat, .device: ["lki"]
            case .grant: ["entg"]
            case .endpoint: ["ep"]
            case .delivery, .token, .session: []
            }
        }
    }

    let issuer: Issuer
    let license: VerifiedLicense
    /// The license's signed key.
    let key: String
    /// The short key of another license.
    let short: String
    /// A signed key of a license that is not in the registry.
    let unrecorded: String
    let external: String
    let email: String
    /// What a customer signs in with.
    let session: String
    /// Texts that are nowhere but here, and that no request has in it.
    private let names: [String]
    private let ids: [Thing: [UInt8]]

    /// Makes all of it.
    ///
    /// - Parameter name: what the customer is called.
    init(_ vendor: TestService, _ issuer: Issuer, named name: String) throws {
        let (registry, now, organization) = (vendor.registry, vendor.now, issuer.organization)
        let mark = "\(LicenseID.random())"
        let benefit = Benefit(
            id: .random(), name: try #require(BenefitName("b-\(mark)")), terms: vendor.benefit.terms
        )
        try registry.benefits.add(benefit, organization: organization, now: now)
        var customer = CustomerRecord(
            id: .random(), organization: organization, name: name, createdAt: now)
        customer.email = "\(mark)@example.com"
        customer.externalID = "x-\(mark)"
        try registry.customers.add(customer, now: now)
        let buyer = customer.id
        func sell(_ form: KeyForm) throws -> (minted: MintedLicense, details: LicenseDetails) {
            var order = LicenseOrder(benefit.id, terms: benefit.terms)
            order.customer = buyer
            order.isGivenByHand = true
            order.keyForm = form
            let minted = try registry.issuance.mint(order, by: issuer, now: now)
            let details = try registry.licenses.details(minted.claims.license, now: now)
            return (minted, try #require(details))
        }
        let (signed, short) = (try sell(.signed), try sell(.short))
        let id = signed.minted.claims.license
        let license = try TrustedKeys(pinning: issuer.verificationKey).verify(
            LicenseKey(signed.minted.message))
        let seat = try registry.activations.takeSeat(
            NewSeat(.random(), label: "desk"), of: KeyReference(signed.details.record),
            of: organization, now: now
        ).get().seat
        let grant = try #require(try registry.sales.grants.find(of: id))
        let device = try Self.activate(license, vendor)
        let hook = try Self.addWebhook(of: organization, marked: mark, vendor)
        let token = try BearerToken.make(
            "own", scopes: [.licensesRead], organization: organization, expiresAt: nil,
            registry.tokens, now)
        let session = PolarSessionToken.random()
        try registry.customers.addSession(
            CustomerSession(
                id: session.id, of: customer, secretDigest: session.digest, returnURL: nil,
                by: nil, createdAt: now, expiresAt: now + .seconds(3600)), now: now)
        self.issuer = issuer
        self.license = license
        key = signed.minted.text
        self.short = short.details.text
        unrecorded = try issuer.mint(benefit.terms, for: Grant(benefit.id), issuedAt: now).text
        external = "x-\(mark)"
        email = "\(mark)@example.com"
        self.session = session.text
        names = [name, "b-\(mark)", "\(mark).example.com"]
        ids = [
            .organization: organization.bytes, .benefit: benefit.id.bytes, .customer: buyer.bytes,
            .license: id.bytes, .shortLicense: short.details.claims.license.bytes,
            .seat: seat.id.bytes, .device: device.bytes, .grant: grant.id.bytes,
            .endpoint: hook.endpoint.bytes, .delivery: hook.delivery.bytes,
            .token: token.id.bytes, .session: session.id.bytes,
        ]
    }

    /// Gives a machine a seat of the license.
    private static func activate(
        _ license: VerifiedLicense, _ vendor: TestService
    ) throws -> ActivationID {
        let machine = try TestService.key(91)
        let answering = try TestService.key(2)
        let request = ActivationRequest(
            .activate, license: .key(try LicenseKey(license.message)),
            device: machine.verificationKey, id: .random(), issuedAt: vendor.now)
        let id = ActivationID.random()
        _ = try vendor.registry.activations.answer(
            ActivationRequest.verify(request.signed(by: machine)), about: license.claims.license,
            id: id, policy: SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1)),
            now: vendor.now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: answering) })
        return id
    }

    private static func addWebhook(
        of organization: OrganizationID, marked mark: String, _ vendor: TestService
    ) throws -> (endpoint: WebhookEndpointID, delivery: DeliveryID) {
        let (endpoint, delivery) = (WebhookEndpointID.random(), DeliveryID.random())
        let webhooks = vendor.registry.webhooks
        try webhooks.addEndpoint(
            endpoint, of: organization, WebhookTerms(url: "https://\(mark).example.com/hook"),
            secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], now: vendor.now)
        try webhooks.addTestDelivery(
            NewDelivery(id: delivery, endpoint: endpoint, body: Array("{}".utf8)),
            of: organization, messageID: "msg_\(mark)", now: PreciseTime(vendor.now))
        return (endpoint, delivery)
    }
}

extension TestTenant {
    /// An id as requests have it: a UUID, or with a prefix.
    func id(_ thing: Thing, prefixed prefix: String? = nil) -> String {
        guard let id = ids[thing].flatMap({ LicenseID($0) }) else { return "" }
        return prefix.map { id.text(prefix: $0) } ?? "\(id)"
    }

    /// The form of an id that Dodo's interface has.
    func dodoID(_ thing: Thing) -> String { id(thing, prefixed: thing.prefixes.first) }

    /// All forms of an id.
    func forms(of thing: Thing) -> [String] {
        [id(thing)] + thing.prefixes.map { id(thing, prefixed: $0) }
    }

    /// Whether two texts are one, or forms of one id.
    func isSame(_ first: String, _ second: String) -> Bool {
        first == second
            || Thing.allCases.contains { thing in
                forms(of: thing).contains(first) && forms(of: thing).contains(second)
            }
    }

    /// All ids in all forms.
    var allIDs: [String] { Thing.allCases.flatMap { forms(of: $0) } }

    /// Keys as people have them, one of them as somebody types it.
    var keys: [String] { [key, short, short.lowercased(), unrecorded] }

    /// What an answer to another organization has nothing of.
    ///
    /// Keys that can be imported and what a customer is known by elsewhere may be another's too.
    var marks: [String] { allIDs + [key, unrecorded] + names }
}

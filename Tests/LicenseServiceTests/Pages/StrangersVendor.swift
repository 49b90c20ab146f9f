import CBOR
import COSE
import COSESigning
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

/// A vendor in whose registry a stranger has filled every field that takes a text.
struct StrangersVendor {
    /// The fields, each of which is known again by a mark of its own in front of what it is
    /// filled with.
    enum Field: String, CaseIterable {
        case organization, brand, support, instructions, customer, email, externalID, seat, device
        case reason, actor, token, person, hookAddress, hookDescription, hookMessage, hookBody,
            hookAnswer
        case hookFault, mailFault, sale, signingKey, product, condition
        /// Kept, and shown on no page.
        case description, deviceCondition, metadata, hookHeader

        var mark: String { "\(Self.markBegin)\(Self.allCases.firstIndex(of: self)!)qz" }

        /// How each mark begins.
        static let markBegin = "zq"

        var isShown: Bool {
            switch self {
            case .description, .deviceCondition, .metadata, .hookHeader: false
            default: true
            }
        }
    }

    let vendor: TestService
    /// What each field is filled with, behind its mark.
    let text: String
    private(set) var license: LicenseID
    private(set) var customer: CustomerID
    private(set) var device = ActivationID.random()
    private(set) var grant: GrantID
    private(set) var endpoint = WebhookEndpointID.random()
    private(set) var delivery = DeliveryID.random()
    private(set) var token = APITokenID.random()
    private(set) var session = PageSessionID.random()
    private(set) var link = SignInLinkID.random()
    private(set) var signingKey: KeyID
    private(set) var batch = BatchID.random()
    private(set) var order = ImportOrderID.random()

    private var registry: Registry { vendor.registry }
    private var now: Timestamp { vendor.now }

    func filling(_ field: Field) -> String { "\(field.mark)\(text)" }

    init(_ vendor: TestService, text: String, in browser: TestBrowser) async throws {
        self.vendor = vendor
        self.text = text
        let registry = vendor.registry
        let filling = { (field: Field) in "\(field.mark)\(text)" }
        var benefit = vendor.benefit
        benefit.terms.conditions = [
            Condition(ConditionKey("edition")!, .text(filling(.condition)))!
        ]
        benefit.activationInstructions = filling(.instructions)
        try registry.benefits.replace(
            benefit, organization: vendor.organization, now: vendor.now)
        var listing = try #require(try registry.benefits.listing(benefit.id))
        listing.showsSeats = true
        listing.description = filling(.description)
        try registry.benefits.replace(listing, now: vendor.now)
        var sold = CustomerRecord(
            id: .random(), organization: vendor.organization, name: filling(.customer),
            createdAt: vendor.now)
        sold.email = filling(.email) + "@example.com"
        sold.externalID = filling(.externalID)
        try registry.customers.add(sold, now: vendor.now)
        customer = sold.id
        var buyer = Buyer()
        (buyer.id, buyer.name, buyer.email) = (sold.id, sold.name, sold.email)
        let sale = try #require(Sale(.order, filling(.sale)))
        let granted = try registry.sales.grant(
            GrantOrder(benefit.id, of: vendor.organization, through: sale, to: buyer, until: nil),
            policy: SalePolicy(issuer: vendor.issuer, sendsEmails: false), now: vendor.now)
        let made = try #require(granted).grant
        (grant, license) = (made.id, made.license)
        signingKey = try TestService.key(83).verificationKey.keyID
        try plantVendor()
        try plantHook()
        try plantReasons()
        try await plantDevices(through: browser)
    }

    private func plantVendor() throws {
        var brand = Brand(of: vendor.organization)
        brand.name = filling(.brand)
        brand.supportURL = "https://help.example/" + filling(.support)
        try registry.organizations.setBrand(brand, now: now)
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: filling(.signingKey), publicKey: try TestService.key(83).verificationKey,
                organization: vendor.organization, createdAt: now))
        let record = APITokenRecord(
            id: token, organization: nil, name: filling(.token), scopes: [.licensesRead],
            secretDigest: [UInt8](repeating: 1, count: 32), createdAt: now, expiresAt: nil)
        try registry.tokens.add(record, now: now)
        try plantSession(by: ShownToken(record))
        try registry.organizations.add(
            Organization(id: .random(), name: filling(.organization)), now: now)
    }

    /// Somebody whom a proxy has signed in, and a link that nobody has used.
    private func plantSession(by shown: ShownToken) throws {
        let end = now + .seconds(600)
        try registry.tokens.sessions.open(
            PageSession(
                id: session, secretDigest: [UInt8](repeating: 2, count: 32),
                holder: .token(token), person: filling(.person), by: .token(shown),
                createdAt: now, expiresAt: end), now: now)
        try registry.tokens.sessions.add(
            SignInLink(
                id: link, secretDigest: [UInt8](repeating: 3, count: 32), holder: .owner, by: nil,
                createdAt: now, expiresAt: end), now: now)
    }

    private func plantHook() throws {
        var terms = WebhookTerms(url: "https://hooks.example/" + filling(.hookAddress))
        terms.description = filling(.hookDescription)
        terms.headers = [WebhookHeader(name: "x-stranger", value: filling(.hookHeader))]
        terms.metadata = filling(.metadata)
        try registry.webhooks.addEndpoint(
            endpoint, of: vendor.organization, terms,
            secrets: [WebhookSecretRecord(.symmetric, WebhookVendor.secret)], now: now)
        let message = NewDelivery(
            id: delivery, endpoint: endpoint, body: Array(filling(.hookBody).utf8))
        try registry.webhooks.addTestDelivery(
            message, of: vendor.organization, messageID: filling(.hookMessage),
            now: PreciseTime(now))
        let sent = try #require(try registry.webhooks.delivery(delivery))
        let answers = [
            WebhookAttempt(
                attemptedAt: now, duration: .seconds(1), status: 500, fault: nil,
                response: Array(filling(.hookAnswer).utf8)),
            WebhookAttempt(
                attemptedAt: now, duration: .seconds(1), status: nil,
                fault: filling(.hookFault), response: []),
        ]
        try registry.webhooks.outbox.settle(
            answers.map { AttemptReport(sent, $0, .retried(at: PreciseTime(now))) }, node: "test",
            givingUpAfter: .seconds(86_400), now: now)
    }

    private func plantReasons() throws {
        let waiting = WaitingMessage(
            ShopMessage(.polar, id: "m1")!, of: vendor.organization, at: ExactTime(now),
            body: Array(text.utf8))
        if let product = ShopProduct(.dodo, id: filling(.product)) {
            try registry.sales.map(
                product, to: vendor.benefit.id, of: vendor.organization, now: now)
        }
        var row = ManualOrder()
        (row.name, row.email) = (filling(.customer), filling(.email) + "@example.com")
        try registry.acting(as: filling(.actor)).issuance.batches.order(
            batch, of: vendor.benefit.id, rows: [row],
            input: [UInt8](repeating: 1, count: 32),
            now: now)
        try registry.sales.imports.order(
            ImportOrder(
                order, of: vendor.organization, from: .dodo, mapping: "",
                otherBenefit: nil, actor: filling(.actor), itemCount: 1, at: now),
            items: [Array(filling(.product).utf8)])
        try registry.sales.note(
            ShopNote(ShopMessage(.polar, id: "m2")!, .failed, type: "order.paid", at: now),
            of: vendor.organization)
        try registry.sales.keep(waiting, for: [filling(.product)], now: now)
        try registry.acting(as: filling(.actor)).issuance.setState(
            of: license, to: .disabled, reason: filling(.reason), now: now)
        try registry.acting(as: filling(.actor)).issuance.setState(
            of: license, to: .granted, reason: filling(.reason), now: now)
        let email = try registry.customers.emails.queue(for: license, now: now)
        try registry.customers.emails.postpone(
            email, until: nil, fault: filling(.mailFault), now: now)
    }

    private mutating func plantDevices(through browser: TestBrowser) async throws {
        let details = try #require(try registry.licenses.details(license, now: now))
        var seat = NewSeat(.random(), label: filling(.seat))
        seat.conditions = Attributes()
        _ = try registry.activations.takeSeat(
            seat, of: KeyReference(details.record), of: vendor.organization, now: now)
        let verified = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
            LicenseKey(parsing: details.text))
        let machine = try vendor.device("stranger", verified)
        let edition = Condition(ConditionKey("edition")!, .text(filling(.condition)))!
        let request = try machine.request(
            .activate, label: DeviceLabel(filling(.device)), conditions: [edition], at: now)
        let answer = try await browser.post(
            "/portal/offline", on: try await browser.get("/portal/offline"),
            ["message": Carrier.encode(request.bytes)])
        #expect(answer.text.contains("The answer for the machine"))
        device = try #require(try registry.activations.all(of: license).first).id
    }
}

extension StrangersVendor {
    /// Where a page is whose path is given as the router knows it; nil for a part of the path for
    /// which this vendor has nothing.
    func address(of path: String) -> String? {
        let ids: [String: String] = [
            "/keys/{id}": "\(license)", "/customers/{id}": "\(customer)",
            "/benefits/{id}": "\(vendor.benefit.id)", "/sales/{id}": "\(grant)",
            "/webhooks/{id}": "\(endpoint)", "/tokens/{id}": "\(token)",
            "/sessions/{id}": "\(session)", "/links/{id}": "\(link)", "{seat}": "\(device)",
            "{delivery}": "\(delivery)", "{key}": Hexadecimal.encode(signingKey.bytes),
            "{batch}": "\(batch)", "{order}": "\(order)",
            "/letters/{id}": "\(vendor.benefit.id)",
            "{message}": PercentEncoding.encoded(text),
        ]
        var address = path
        for (part, id) in ids {
            let whole = part.replacing(/\{[a-z]+\}/, with: id)
            address = address.replacing(part, with: whole)
        }
        if address == "/admin/sales/products/map" {
            address += "?shop=polar&product=\(PercentEncoding.encoded(filling(.product)))"
        }
        if address == "/admin/sales/products/unmap" {
            address += "?shop=dodo&product=\(PercentEncoding.encoded(filling(.product)))"
        }
        return address.contains("{") ? nil : address
    }

    /// Signs the browser in as the operator and as the customer.
    func signIn(_ browser: TestBrowser) async throws {
        try await vendor.signIn(browser)
        let link = try PortalLink.make(
            vendor.registry.tokens.sessions, for: customer, of: vendor.organization, base: "",
            lifetime: .seconds(900), now: vendor.now)
        let landed = try await browser.post("/portal/open", on: try await browser.get(link))
        #expect(landed.text.contains("Your purchases"))
    }
}

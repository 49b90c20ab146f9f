import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

/// A merchant who uses Dodo's interface, and the apps of its customers.
struct DodoShop: Sendable {
    let vendor: TestService
    /// With the merchant's token.
    let merchant: TestCaller
    let customer: CustomerRecord

    static func with<Result: Sendable>(
        seats: ActivationLimit = .seats(3), scopes: [TokenScope] = TokenScope.allCases,
        now: Timestamp = TestService.now,
        adjust: (inout ServiceParts) -> Void = { _ in },
        _ body: @escaping @Sendable (DodoShop) async throws -> Result
    ) async throws -> Result {
        try await TestService.with(seats: seats, usage: nil, now: now, adjust: adjust) { vendor in
            var generator = SplitMix64(seed: 77)
            var customer = CustomerRecord(
                id: .random(using: &generator), organization: vendor.organization, name: "Ann",
                createdAt: vendor.now)
            customer.email = "ann@example.com"
            try vendor.registry.customers.add(customer, now: vendor.now)
            let token = try vendor.token(scopes)
            return try await vendor.application.test(.ahc(.http)) { [customer] client in
                try await body(
                    DodoShop(
                        vendor: vendor, merchant: TestCaller(client: client, token: token),
                        customer: customer))
            }
        }
    }

    var product: String { vendor.benefit.id.dodoText }

    /// Sells a license to the customer.
    func sell(
        _ number: UInt64 = 1, through kind: Sale.Kind = .order, seats: ActivationLimit? = nil,
        lifetime: Lifetime? = nil
    ) throws -> (id: String, key: String, grant: GrantRecord) {
        var generator = SplitMix64(seed: 1000 + number)
        var terms = vendor.benefit.terms
        if let seats { terms.activationLimit = seats }
        if let lifetime { terms.lifetime = lifetime }
        var grant = Grant(vendor.benefit.id)
        grant.customer = customer.id
        grant.statusIndex = try vendor.registry.statusLists.reserveIndexes(
            1, organization: vendor.organization, now: vendor.now)[0]
        let minted = try vendor.issuer.mint(
            terms, for: grant, issuedAt: vendor.now, using: &generator)
        var extras = LicenseExtras()
        extras.grant = NewGrant(
            id: .random(using: &generator), to: customer.id,
            through: Sale(kind, "sale-\(number)")!)
        try vendor.registry.issuance.record(LicenseRecord(minted), with: extras, now: vendor.now)
        let record = try #require(try vendor.registry.sales.grants.find(of: minted.claims.license))
        return (minted.claims.license.dodoText, minted.text, record)
    }

    /// What an app sends, without a token.
    func app(
        _ verb: String, _ body: String, headers: HTTPFields = [:]
    ) async throws -> TestCaller.Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        let answer = try await merchant.client.execute(
            uri: "/licenses/\(verb)", method: .post, headers: headers,
            body: ByteBuffer(string: body))
        return TestCaller.Answer(
            status: answer.status, headers: answer.headers,
            bytes: Array(answer.body.readableBytesView))
    }

    func activate(_ key: String, name: String = "laptop") async throws -> TestCaller.Answer {
        try await app("activate", #"{"license_key": "\#(key)", "name": "\#(name)"}"#)
    }

    func isValid(_ key: String, _ instance: String? = nil) async throws -> Bool? {
        let more = instance.map { #", "license_key_instance_id": "\#($0)""# } ?? ""
        let answer = try await app("validate", #"{"license_key": "\#(key)"\#(more)}"#)
        return answer.json["valid"] as? Bool
    }

    func deactivate(_ key: String, _ instance: String) async throws -> TestCaller.Answer {
        try await app(
            "deactivate",
            #"{"license_key": "\#(key)", "license_key_instance_id": "\#(instance)"}"#)
    }

    @discardableResult
    func change(_ id: String, _ body: String) async throws -> TestCaller.Answer {
        try await merchant.call(.patch, "/license_keys/\(id)", body)
    }

    func importing(
        _ key: String, _ more: String = "", product: String? = nil, customer: String? = nil
    ) async throws -> TestCaller.Answer {
        try await merchant.call(
            .post, "/license_keys",
            """
            {"customer_id": "\(customer ?? self.customer.id.dodoText)", "key": "\(key)",
            "product_id": "\(product ?? self.product)"\(more)}
            """)
    }

    /// One more organization, with a license.
    func stranger() throws -> LicenseID {
        var generator = SplitMix64(seed: 4711)
        let issuer = Issuer(.random(using: &generator), key: try TestService.key(9))
        try vendor.registry.organizations.add(
            Organization(id: issuer.organization, name: "Other"), now: vendor.now)
        let benefit = Benefit(
            id: .random(using: &generator), name: BenefitName("other")!,
            terms: vendor.benefit.terms)
        try vendor.registry.benefits.add(
            benefit, organization: issuer.organization, now: vendor.now)
        let minted = try issuer.mint(
            benefit.terms, for: Grant(benefit.id), issuedAt: vendor.now, using: &generator)
        try vendor.registry.issuance.record([LicenseRecord(minted)], now: vendor.now)
        return minted.claims.license
    }
}

extension TestCaller.Answer {
    /// Status and code, as the tables of the tests have them.
    var refusal: String { "\(status.code) \(self["code"] ?? "none")" }
}

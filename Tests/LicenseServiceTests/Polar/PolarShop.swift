import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore

@testable import LicenseService

/// A vendor's service over a socket, as a shop and its apps see it that were written for Polar.
struct PolarShop: Sendable {
    let vendor: TestService
    let client: any TestClientProtocol
    /// A merchant's token, bound to the organization.
    let token: String

    static let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
    static let publicKeys = "/v1/customer-portal/license-keys"
    static let merchantKeys = "/v1/license-keys"

    static func with<Result: Sendable>(
        seats: ActivationLimit = .seats(3), usage: UInt64? = 1000,
        limits: RequestLimits = RequestLimits(), adjust: (inout ServiceParts) -> Void = { _ in },
        _ body: @escaping @Sendable (PolarShop) async throws -> Result
    ) async throws -> Result {
        try await TestService.with(seats: seats, usage: usage, limits: limits, adjust: adjust) {
            vendor in
            let token = try vendor.token(organization: vendor.organization)
            return try await vendor.application.test(.live) { client in
                try await body(PolarShop(vendor: vendor, client: client, token: token))
            }
        }
    }

    /// Mints and records a license through a sale, and gives its key.
    @discardableResult
    func sell(
        _ sale: Sale? = Sale(.order, "11111111-1111-4111-8111-111111111111")!,
        customer: CustomerID = customer, change: (inout LicenseTerms) -> Void = { _ in }
    ) throws -> (id: String, key: String) {
        var order = LicenseOrder(vendor.benefit.id, terms: vendor.benefit.terms)
        change(&order.terms)
        order.customer = customer
        order.customerName = "Ada"
        order.extras.grant = sale.map { NewGrant(id: .random(), to: customer, through: $0) }
        let record = try vendor.registry.issuance.mint(
            order, by: vendor.issuer, now: TestService.now)
        return (
            "\(record.claims.license)",
            LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        )
    }

    /// Sends a request; with the merchant's token where none is named, without any for an empty one.
    @discardableResult
    func call(
        _ method: HTTPRequest.Method, _ uri: String, _ body: JSON? = nil, token: String? = nil,
        headers more: HTTPFields = [:]
    ) async throws -> TestCaller.Answer {
        try await send(
            method, uri, body.map { ByteBuffer(bytes: $0.encoded) }, token: token,
            headers: more)
    }

    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ uri: String, _ body: ByteBuffer?, token: String? = nil,
        headers more: HTTPFields = [:]
    ) async throws -> TestCaller.Answer {
        var headers = more
        let token = token ?? self.token
        if !token.isEmpty { headers[.authorization] = "Bearer \(token)" }
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = "application/json"
        }
        if body == nil, [.post, .put, .patch].contains(method) { headers[.contentLength] = "0" }
        let answer = try await client.execute(
            uri: uri, method: method, headers: headers, body: body)
        return TestCaller.Answer(
            status: answer.status, headers: answer.headers,
            bytes: Array(answer.body.readableBytesView))
    }

    // MARK: - The three verbs, on either surface

    /// Which of the two surfaces.
    enum Surface: String, CaseIterable, Sendable { case anybody, merchant }

    private func place(_ surface: Surface, _ verb: String) -> (String, String?) {
        switch surface {
        case .anybody: ("\(Self.publicKeys)/\(verb)", "")
        case .merchant: ("\(Self.merchantKeys)/\(verb)", nil)
        }
    }

    private func named(_ key: String, _ more: [(String, JSON)]) -> JSON {
        var object = JSONObject()
        object.append("key", .string(key))
        object.append("organization_id", .string("\(vendor.organization)"))
        for (name, value) in more { object.append(name, value) }
        return .object(object)
    }

    func activate(
        _ key: String, _ more: [(String, JSON)] = [], on surface: Surface = .anybody
    ) async throws -> TestCaller.Answer {
        let (place, token) = place(surface, "activate")
        return try await call(.post, place, named(key, [("label", "a")] + more), token: token)
    }

    func validate(
        _ key: String, _ more: [(String, JSON)] = [], on surface: Surface = .anybody,
        headers: HTTPFields = [:]
    ) async throws -> TestCaller.Answer {
        let (place, token) = place(surface, "validate")
        return try await call(.post, place, named(key, more), token: token, headers: headers)
    }

    func deactivate(
        _ key: String, _ seat: String, on surface: Surface = .anybody
    ) async throws -> TestCaller.Answer {
        let (place, token) = place(surface, "deactivate")
        return try await call(
            .post, place, named(key, [("activation_id", .string(seat))]), token: token)
    }

    func update(_ id: String, _ change: JSON) async throws -> TestCaller.Answer {
        try await call(.patch, "\(Self.merchantKeys)/\(id)", change)
    }

    /// A session's token for a customer.
    func session(_ customer: CustomerID = customer) async throws -> String {
        let answer = try await call(
            .post, "/v1/customer-sessions/", ["customer_id": .string("\(customer)")])
        return answer["token"] ?? ""
    }
}

extension TestCaller.Answer {
    func integer(_ name: String) -> Int? { json[name] as? Int }
    func isNull(_ name: String) -> Bool { json[name] is NSNull }
    func object(_ name: String) -> [String: Any] { json[name] as? [String: Any] ?? [:] }
    /// How many there are in a list.
    var total: Int? { (object("pagination"))["total_count"] as? Int }
    /// The problems of a request, each as its code and place.
    var problems: [String] {
        (json["detail"] as? [[String: Any]] ?? []).map { problem in
            let place = (problem["loc"] as? [Any] ?? []).map { "\($0)" }.joined(separator: ".")
            return "\(problem["type"] ?? "") \(place)"
        }
    }
}

extension JSON {
    /// A value as it is written.
    static func literal(_ text: String) -> JSON { try! JSON(parsing: Array(text.utf8)) }
}

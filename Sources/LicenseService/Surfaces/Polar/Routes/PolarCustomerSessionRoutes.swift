import HTTPTypes
import Hummingbird
import JSON
import LicenseRegistry
import LicenseVerifier

/// Sessions in which customers see what they have.
struct PolarCustomerSessionRoutes: Sendable {
    private static let lifetime: Duration = .seconds(3600)

    let polar: PolarContext

    func addRoutes(to table: inout PolarRouteTable) {
        table.add(
            Operation(
                .post, "/v1/customer-sessions/", "polarCreateSession",
                "Open a session for a customer, for an hour or until the token ends.",
                scope: .customersWrite,
                request: .json(PolarSchema.newSession), answer: .json(PolarSchema.session),
                status: 201)
        ) { request, _, _ in try await create(request) }
    }

    private func create(_ request: Request) async throws -> WrittenJSON {
        let (merchant, body) = try await polar.admitWithBody(request, .openSessions)
        var form = body
        let named = Named(&form)
        let returnURL = form.optional("return_url", PolarValue.text(1...2083))
        try form.check()
        let customer = try await self.customer(named, merchant)
        let token = PolarSessionToken.random()
        let now = polar.clock.now()
        let session = CustomerSession(
            id: token.id, of: customer, secretDigest: token.digest, returnURL: returnURL,
            by: ShownToken(merchant.token), createdAt: now,
            expiresAt: merchant.token.expiresAt.map { min($0, now + Self.lifetime) }
                ?? now + Self.lifetime)
        try await polar.work(merchant.name, \.customers) { try $0.addSession(session, now: now) }
        return response(session, token, customer)
    }

    private func response(
        _ session: CustomerSession, _ token: PolarSessionToken, _ customer: CustomerRecord
    ) -> WrittenJSON {
        WrittenJSON { writer in
            writer.member("id", session.id)
            writer.member("created_at", session.createdAt)
            writer.member("modified_at", JSON.null)
            writer.member("token", token.text)
            writer.member("expires_at", session.expiresAt)
            writer.member("return_url", session.returnURL)
            writer.member(
                "customer_portal_url", "\(polar.base)/portal?customer_session_token=\(token.text)")
            writer.member("customer_id", customer.id)
            writer.member("customer") { PolarCustomerWire.write(customer, to: &$0) }
        }
    }

    /// How a customer is named, and under which member.
    private enum Named: Sendable {
        case id(CustomerID)
        case external(String, member: String)
        case nobody

        init(_ form: inout PolarForm) {
            for member in ["external_customer_id", "customer_external_id"] where form.has(member) {
                if let id = form.optional(member, PolarValue.text) {
                    self = .external(id, member: member)
                    return
                }
            }
            let id: CustomerID? = form.required("customer_id", PolarValue.id)
            self = id.map { .id($0) } ?? .nobody
        }
    }

    private func customer(
        _ named: Named, _ merchant: PolarMerchant
    ) async throws -> CustomerRecord {
        let customer: CustomerRecord?
        let member: String
        switch named {
        case .nobody: (customer, member) = (nil, "customer_id")
        case .id(let id):
            member = "customer_id"
            customer = try await polar.work(merchant.name, \.customers) { try $0.find(id) }
        case .external(let id, let name):
            member = name
            let organization = try await polar.organization(
                named: nil, merchant, in: .name("body"))
            customer = try await polar.work(merchant.name, \.customers) { customers in
                try organization.flatMap { try customers.find(external: id, of: $0) }
            }
        }
        guard let customer, customer.deletedAt == nil, merchant.reaches(customer.organization)
        else {
            throw PolarRefusal.impossible(
                PolarProblem(
                    .valueError, [.name("body"), .name(member)], "Customer does not exist."))
        }
        return customer
    }
}

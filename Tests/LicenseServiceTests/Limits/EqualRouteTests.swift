import COSE
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

/// What a stranger could tell from answers of any route, but for the time that they take: whether
/// there is a key, a license, a seat, a customer or a token that is not the stranger's.
@Suite struct `A stranger who asks everywhere` {
    @Test func `is told the same of what is there as of what is not, by any route`() async throws {
        try await withTemporaryDirectory { directory in
            let mail = try TestSendmail(directory)
            try await TestService.with(adjust: { $0.mail = try? mail.policy }) { vendor in
                let others = try await Others(vendor)
                let questions = try others.questions(vendor)
                #expect(questions.unasked == [])
                try await vendor.application.test(.router) { client in
                    let cookie = try await Self.signIn(client, vendor, others.ownKey)
                    let session: HTTPFields = [
                        .authorization: "Bearer \(others.ownSession.text)"
                    ]
                    // Whoever asks is somebody, who gets what is theirs.
                    let mine: [(path: String, headers: HTTPFields)] = [
                        ("/v1/customer-portal/license-keys/\(others.own)", session),
                        ("/portal/keys/\(others.own)", [.cookie: cookie]),
                    ]
                    for (path, headers) in mine {
                        let answer = try await client.execute(
                            uri: path, method: .get, headers: headers)
                        #expect(answer.status == .ok)
                    }
                    var requests = questions.inPaths("nobody")
                    requests += questions.inPaths("another customer", session, isOpen: true)
                    requests += questions.inPaths(
                        "another holder", [.cookie: cookie], isOpen: true)
                    requests += questions.inTokens(others.tokens)
                    requests += questions.inBodies
                    var faults: [String] = []
                    for request in requests {
                        let there = try await Self.ask(request, request.names.there, client)
                        let absent = try await Self.ask(request, request.names.absent, client)
                        if there != absent {
                            faults.append("\(request.name):\n\(there)\n-- and not\n\(absent)")
                        }
                    }
                    faults += try await Self.differences(inForms: questions, others, client)
                    #expect(requests.count > 1000)
                    #expect(
                        faults.isEmpty,
                        "\(faults.count): \(faults.prefix(10).joined(separator: "\n\n"))")
                }
            }
        }
    }

    private static func ask(
        _ request: TwinRequest, _ name: String, _ client: any TestClientProtocol
    ) async throws -> String {
        var headers = request.headers(name)
        let body = request.body(name)
        if body != nil { headers[.contentType] = "application/json" }
        if body == nil, request.method != .get { headers[.contentLength] = "0" }
        let answer = try await client.execute(
            uri: request.path(name), method: request.method, headers: headers,
            body: body.map { ByteBuffer(string: $0) })
        return shape(
            answer.status, answer.headers, String(buffer: answer.body), without: name)
    }

    /// Each form is sent from a page that was loaded, as a browser does.
    private static func differences(
        inForms questions: StrangersQuestions, _ others: Others, _ client: any TestClientProtocol
    ) async throws -> [String] {
        var faults: [String] = []
        let asked = questions.inForms([
            "key": questions.keys + questions.foreignKeys, "email": others.addresses,
            "customer_session_token": others.tokens, "link": others.tokens,
        ])
        #expect(asked.contains { $0.path.hasPrefix("/portal/sign-in/email") })
        #expect(asked.contains { $0.path.hasPrefix("/portal/sign-in/key") })
        for form in asked {
            var shapes: [String] = []
            for name in [form.names.there, form.names.absent] {
                let browser = TestBrowser(client)
                let page = try await browser.get(
                    "/portal/sign-in?organization=\(questions.organization)")
                let answer = try await browser.post(
                    form.path, on: page, [form.field: name], follows: false)
                shapes.append(shape(answer.status, answer.headers, answer.text, without: name))
            }
            if shapes[0] != shapes[1] {
                faults.append("\(form.path) with \(form.field), \(form.names.kind):\n\(shapes)")
            }
        }
        return faults
    }

    /// An answer without what was asked, and without what is drawn anew for each.
    private static func shape(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: String, without name: String
    ) -> String {
        let drawn = ["date", "x-request-id", "request-id"]
        let fields = headers.filter { !drawn.contains($0.name.canonicalName) }.map { field in
            field.name == .setCookie
                ? "set-cookie: \(field.value.prefix { $0 != "=" })"
                : "\(field.name.canonicalName): \(field.value)"
        }
        let text = (["\(status.code)"] + fields + [body]).joined(separator: "\n")
        return text.replacing(name, with: "@")
            .replacing(PercentEncoding.encoded(name), with: "@")
            .replacing(/"request_id":"[0-9a-f]+"/, with: "")
            .replacing(/[0-9a-f]{32}/, with: "#")
            .replacing(/name="(?:token|form|of)" value="[^"]*"/, with: "")
    }

    /// Signs in with the stranger's own key, and gives what the browser keeps.
    private static func signIn(
        _ client: any TestClientProtocol, _ vendor: TestService, _ key: String
    ) async throws -> String {
        let browser = TestBrowser(client)
        let page = try await browser.get("/portal/sign-in?organization=\(vendor.organization)")
        let landed = try await browser.post("/portal/sign-in/key", on: page, ["key": key])
        #expect(landed.path.hasPrefix("/portal/keys/"))
        return browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }
}

/// What is there and is not the stranger's: another organization's, and another customer's of the
/// same one.
private struct Others: Sendable {
    /// A license of the stranger's own, its key, and a session of its customer.
    let own: LicenseID
    let ownKey: String
    let ownSession: PolarSessionToken
    /// Tokens of an operator and of the other customer, with other secrets.
    let tokens: [TwinNames]
    let addresses: [TwinNames]

    private let ids: [TwinNames]
    private let prefixedIDs: [TwinNames]
    private let license: LicenseClaims

    private static let foreignKey = "KEY-1000-AAAA"

    init(_ vendor: TestService) async throws {
        let (ann, annsID) = try await vendor.sold(to: "Ann", email: "ann@example.com")
        let (own, eve) = try await vendor.sold(to: "Eve")
        let annsKey = try #require(try vendor.registry.licenses.details(ann, now: vendor.now))
        self.own = own
        ownKey = try #require(try vendor.registry.licenses.details(own, now: vendor.now)).text
        license = annsKey.claims
        let seat = NewSeat(.random(), label: "a")
        _ = try vendor.registry.activations.takeSeat(
            seat, of: KeyReference(annsKey.record), of: vendor.organization, now: vendor.now)
        let neighbor = try Self.neighbor(of: vendor)
        ids =
            neighbor.ids + [
                Self.pair("a license", ann, .random()), Self.pair("a seat", seat.id, .random()),
                Self.pair("a customer", annsID, .random()),
            ]
        prefixedIDs =
            neighbor.prefixedIDs + [
                Self.prefixed("a license", ann, .random()),
                Self.prefixed("a seat", seat.id, .random()),
                Self.prefixed("a customer", annsID, .random()),
            ]
        ownSession = try Self.session(of: eve, vendor)
        let annsSession = try Self.session(of: annsID, vendor).text
        let operatorsID = try #require(BearerToken(try vendor.token())).id
        tokens = [
            TwinNames(
                kind: "an operator's token", there: BearerToken.random(for: operatorsID).text,
                absent: BearerToken.random().text),
            TwinNames(
                kind: "a customer's session",
                // The secret of another one.
                there: "\(annsSession.dropLast(43))\(PolarSessionToken.random().text.suffix(43))",
                absent: PolarSessionToken.random().text),
        ]
        addresses = [
            TwinNames(kind: "an address", there: "ann@example.com", absent: "bob@example.com")
        ]
    }

    func questions(_ vendor: TestService) throws -> StrangersQuestions {
        // What a stranger signs names a license that is there.
        let stranger = Issuer(vendor.organization, key: try TestService.key(77))
        func forged(_ id: LicenseID) throws -> String {
            var claims = license
            claims.license = id
            let minted = try stranger.mint(claims)
            return LicenseKey.text(prefix: claims.prefix, message: minted.message)
        }
        let keys = [
            TwinNames(
                kind: "all but the last character", there: "KEY-1000-AAAB", absent: "KEY-2000-BBBB"),
            TwinNames(
                kind: "a key that nobody has signed", there: try forged(license.license),
                absent: try forged(.random())),
        ]
        let foreign = TwinNames(
            kind: "a key of another organization", there: Self.foreignKey,
            absent: "KEY-2000-BBBB")
        return StrangersQuestions(
            operations: vendor.service.operations, ids: ids, prefixedIDs: prefixedIDs, keys: keys,
            foreignKeys: [foreign], ownKey: ownKey, organization: "\(vendor.organization)")
    }

    /// Another organization with a product, a customer, a license and a seat of it.
    private static func neighbor(
        of vendor: TestService
    ) throws -> (ids: [TwinNames], prefixedIDs: [TwinNames]) {
        let issuer = Issuer(.random(), key: try TestService.key(9))
        try vendor.registry.organizations.add(
            Organization(id: issuer.organization, name: "Other"), now: vendor.now)
        let benefit = Benefit(
            id: .random(), name: vendor.benefit.name, terms: vendor.benefit.terms)
        try vendor.registry.benefits.add(
            benefit, organization: issuer.organization, now: vendor.now)
        let customer = CustomerRecord(
            id: .random(), organization: issuer.organization, name: "Bob", createdAt: vendor.now)
        try vendor.registry.customers.add(customer, now: vendor.now)
        var grant = Grant(benefit.id)
        grant.customer = customer.id
        let minted = try issuer.mint(benefit.terms, for: grant, issuedAt: vendor.now)
        var extras = LicenseExtras()
        extras.text = foreignKey
        let record = LicenseRecord(minted)
        try vendor.registry.issuance.record(record, with: extras, now: vendor.now)
        let seat = NewSeat(.random(), label: "a")
        _ = try vendor.registry.activations.takeSeat(
            seat, of: KeyReference(record), of: issuer.organization, now: vendor.now)
        let license = minted.claims.license
        return (
            [
                pair("a neighbor's license", license, .random()),
                pair("a neighbor's seat", seat.id, .random()),
                pair("a neighbor's customer", customer.id, .random()),
                pair("a neighbor's product", benefit.id, .random()),
                pair("a neighbor", issuer.organization, .random()),
            ],
            [
                prefixed("a neighbor's license", license, .random()),
                prefixed("a neighbor's seat", seat.id, .random()),
                prefixed("a neighbor's customer", customer.id, .random()),
                prefixed("a neighbor's product", benefit.id, .random()),
                prefixed("a neighbor", issuer.organization, .random()),
            ]
        )
    }

    private static func pair<Kind>(
        _ kind: String, _ there: Identifier<Kind>, _ absent: Identifier<Kind>
    ) -> TwinNames {
        TwinNames(kind: kind, there: "\(there)", absent: "\(absent)")
    }

    private static func prefixed<Kind: PrefixedKind>(
        _ kind: String, _ there: Identifier<Kind>, _ absent: Identifier<Kind>
    ) -> TwinNames {
        TwinNames(
            kind: "\(kind), as shops write it", there: there.prefixedText,
            absent: absent.prefixedText)
    }

    private static func session(
        of customer: CustomerID, _ vendor: TestService
    ) throws -> PolarSessionToken {
        let token = PolarSessionToken.random()
        let record = try #require(try vendor.registry.customers.find(customer))
        try vendor.registry.customers.addSession(
            CustomerSession(
                id: token.id, of: record, secretDigest: token.digest, returnURL: nil, by: nil,
                createdAt: vendor.now, expiresAt: vendor.now + .seconds(3600)), now: vendor.now)
        return token
    }
}

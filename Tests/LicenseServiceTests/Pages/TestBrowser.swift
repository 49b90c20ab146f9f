import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

/// A browser without a screen: it keeps cookies, follows to the next page, and sends the forms that
/// it finds.
final class TestBrowser {
    struct Page {
        let path: String
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String

        /// The value of a hidden field of the page.
        func hidden(_ name: String) -> String? {
            guard let match = text.firstMatch(of: try! Regex("name=\"\(name)\" value=\"([^\"]*)\""))
            else { return nil }
            return match[1].substring.map(String.init)
        }
    }

    let client: any TestClientProtocol
    private(set) var cookies: [String: String]
    /// What a proxy adds to each request.
    var added: HTTPFields = [:]

    init(_ client: any TestClientProtocol, cookies: [String: String] = [:]) {
        self.client = client
        self.cookies = cookies
    }

    func forget(_ cookie: String) { cookies = cookies.filter { !$0.key.contains(cookie) } }

    func steal(_ other: TestBrowser) { cookies = other.cookies }

    @discardableResult
    func get(_ path: String) async throws -> Page {
        try await follow(try await send(.get, path, nil, [:]))
    }

    /// Sends a form with the hidden fields of the page that it is on.
    @discardableResult
    func post(
        _ path: String, on page: Page? = nil, _ fields: [String: String] = [:], follows: Bool = true
    ) async throws -> Page {
        var all = fields
        for name in ["token", "form", "of", "version", "link", "customer_session_token"]
        where all[name] == nil {
            if let value = page?.hidden(name) { all[name] = value }
        }
        let body = all.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(PercentEncoding.encoded(value))"
        }.joined(separator: "&")
        let answer = try await send(
            .post, path, ByteBuffer(string: body),
            [.contentType: "application/x-www-form-urlencoded"])
        return follows ? try await follow(answer) : answer
    }

    /// Sends a form with a file, as browsers do.
    func upload(
        _ path: String, on page: Page, _ name: String, _ content: [UInt8],
        _ fields: [String: String] = [:]
    ) async throws -> Page {
        let boundary = "----TestBrowser"
        var body: [UInt8] = []
        for field in ["token", "form", "of", "version"] + fields.keys.sorted() {
            guard let value = fields[field] ?? page.hidden(field) else { continue }
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n"
                    .utf8)
        }
        body += Array(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"file\"\r\n\r\n"
                .utf8)
        body += content + Array("\r\n--\(boundary)--\r\n".utf8)
        return try await follow(
            try await send(
                .post, path, ByteBuffer(bytes: body),
                [.contentType: "multipart/form-data; boundary=\(boundary)"]))
    }

    private func follow(_ page: Page) async throws -> Page {
        guard page.status == .seeOther, let next = page.headers[.location] else { return page }
        return try await follow(try await send(.get, next, nil, [:]))
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, _ more: HTTPFields
    ) async throws -> Page {
        var headers = more
        for field in added { headers.append(field) }
        if !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let answer = try await client.execute(
            uri: path, method: method, headers: headers,
            body: body)
        for line in answer.headers[values: .setCookie] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if line.contains("Max-Age=0") {
                cookies[String(pair[0])] = nil
            } else if pair.count == 2 {
                cookies[String(pair[0])] = String(pair[1])
            }
        }
        return Page(
            path: path, status: answer.status, headers: answer.headers,
            text: String(buffer: answer.body))
    }
}

extension TestService {
    /// Runs a test with a browser that nobody is signed in on.
    func withBrowser<Result: Sendable>(
        _ body: @escaping @Sendable (TestBrowser) async throws -> Result
    ) async throws -> Result {
        try await application.test(.router) { client in
            try await body(TestBrowser(client))
        }
    }

    /// Runs a test with a browser that an operator is signed in on.
    func withOperator<Result: Sendable>(
        _ body: @escaping @Sendable (TestBrowser) async throws -> Result
    ) async throws -> Result {
        try await withBrowser { browser in
            try await signIn(browser)
            return try await body(browser)
        }
    }

    func signIn(_ browser: TestBrowser) async throws {
        let link = try AdminLink.make(registry.tokens.sessions, base: "", now: clock.now())
        let page = try await browser.get(link)
        let landed = try await browser.post("/admin/open", on: page)
        #expect(landed.status == .ok && landed.text.contains("<h1>Overview"))
    }

    /// A license of a customer with a name and an e-mail address.
    func sold(
        to name: String, email: String? = nil, seed: UInt64 = 7
    ) async throws -> (license: LicenseID, customer: CustomerID) {
        var customer = CustomerRecord(
            id: .random(), organization: organization, name: name, createdAt: now)
        customer.email = email
        try registry.customers.add(customer, now: now)
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.customer = customer.id
        order.isGivenByHand = true
        let minted = try registry.issuance.mint(order, by: issuer, now: now)
        return (minted.claims.license, customer.id)
    }
}

import AsyncHTTPClient
import Foundation
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import NIOHTTP1

/// The operator's pages, asked for one after another by somebody who has signed in.
struct PagesMeasure {
    private static let host = "http://127.0.0.1"

    let fleet: Fleet
    let service: ServerProcess
    /// What the lines begin with.
    let title: String

    func run() async throws {
        let cookies = try await signIn()
        let key = fleet.license.claims.license
        let paths = [
            ("overview", "/admin"), ("license keys", "/admin/keys"),
            ("license keys, by state", "/admin/keys?state=revoked"),
            ("license keys, by end", "/admin/keys?ending=30&order=ending&state=granted"),
            ("search for a key", "/admin/keys?q=\(fleet.license.text)"),
            ("search for an id", "/admin/keys?q=\(key)"),
            ("search for an address", "/admin/keys?q=nobody@example.com"),
            ("search for a word", "/admin/keys?q=ward"),
            ("one key", "/admin/keys/\(key)"), ("benefits", "/admin/benefits"),
            ("customers", "/admin/customers"), ("sales", "/admin/sales"),
            ("trust", "/admin/trust"), ("audit", "/admin/audit"),
        ]
        for (name, path) in paths {
            let page = try await answer(path, cookies)
            let request = Requests.get(path, "cookie: \(cookies)\r\n")
            let result = LoadGenerator(port: service.port, connections: 1).run(seconds: 5) {
                _, count in count < 20 ? request : nil
            }
            Report.show(
                "\(title): page \(name)", result.latency(0.5) * 1000, "ms",
                "≤ 30, \(page.count / 1000) kB ≤ 60 \(result.statuses)")
        }
    }

    /// Signs in with the operator's token, as a browser does.
    ///
    /// - Returns: The header of cookies that a browser would send from then on.
    private func signIn() async throws -> String {
        // The cookie comes with the answer that leads on, which a client that follows it throws away.
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
        defer { client.shutdown { _ in } }
        var visit = HTTPClientRequest(url: "\(Self.host):\(service.port)/admin/sign-in")
        let page = try await client.execute(visit, timeout: .seconds(30))
        let text = String(buffer: try await page.body.collect(upTo: 1 << 20))
        guard let token = text.firstMatch(of: /name="token" value="([^"]+)"/)?.1,
            let form = text.firstMatch(of: /name="form" value="([^"]+)"/)?.1
        else { throw CancellationError() }
        let cookies = Self.cookies(page)
        visit.method = .POST
        visit.headers.add(name: "Cookie", value: cookies)
        visit.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        visit.body = .bytes(
            ByteBuffer(string: "token=\(token)&form=\(form)&api-token=\(fleet.token)"))
        let signedIn = try await client.execute(visit, timeout: .seconds(30))
        guard signedIn.status == .seeOther else { throw CancellationError() }
        return [cookies, Self.cookies(signedIn)].joined(separator: "; ")
    }

    private func answer(_ path: String, _ cookies: String) async throws -> Data {
        var request = HTTPClientRequest(url: "\(Self.host):\(service.port)\(path)")
        request.headers.add(name: "Cookie", value: cookies)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        return Data(try await response.body.collect(upTo: 16 << 20).readableBytesView)
    }

    private static func cookies(_ response: HTTPClientResponse) -> String {
        response.headers["set-cookie"].compactMap { $0.split(separator: ";").first }
            .joined(separator: "; ")
    }
}

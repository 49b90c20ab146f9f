import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import LicenseService

@Suite struct `A request's head` {
    private func answers(to text: String, then body: String? = nil) async throws -> String {
        try await TestService.with { vendor in
            try await vendor.application.test(.live) { client in
                let connection = try RawConnection(port: try #require(client.port))
                connection.send(text)
                if let body { connection.send(body) }
                return await connection.received()
            }
        }
    }

    /// The connection is read to its end, so each of these ends by itself.
    @Test(arguments: [
        "GET /health HTTP/1.0\r\n\r\n", "GET /health HTTP/1.0\r\nhost: x\r\n\r\n",
        "GET /health HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: x\r\nConnection: Close\r\n\r\n",
        "GET /health HTTP/1.1\r\nhost: x\r\nconnection: te, close\r\n\r\n",
    ])
    func `ends the connection where its version or the sender says so`(_ text: String) async throws
    {
        let answer = try await answers(to: text)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
        #expect(answer.lowercased().contains("\r\nconnection: close\r\n"), "\(answer)")
    }

    @Test func `gets 100 where the sender waits for it, and then its answer`() async throws {
        let head =
            "POST /licenses/validate HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
            + "content-type: application/json\r\ncontent-length: 19\r\n"
            + "expect: 100-Continue\r\n\r\n"
        let answer = try await answers(to: head, then: #"{"license_key":"x"}"#)
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), "\(answer)")
        #expect(answer.hasSuffix(#"{"valid":false}"#), "\(answer)")
    }

    /// A client that sends several at once must not read the 100 as the answer of the first.
    @Test func `gets 100 after the answers of those before it`() async throws {
        let first = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
        let second =
            "POST /licenses/validate HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
            + "content-type: application/json\r\ncontent-length: 19\r\n"
            + "expect: 100-continue\r\n\r\n" + #"{"license_key":"x"}"#
        let answer = try await answers(to: first + second)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
        let parts = answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(parts == ["200", "100", "200"], "\(answer)")
    }

    @Test(arguments: [
        ("expect: the-best", 417, "expectation"),
        ("transfer-encoding: gzip, chunked", 501, "transfer-encoding"),
        ("content-encoding: gzip", 415, "content-encoding"),
        ("Content-Encoding: identity, br", 415, "content-encoding"),
    ])
    func `is refused where it asks for what nobody here does`(
        _ field: String, status: Int, code: String
    ) async throws {
        let hasLength = !field.hasPrefix("transfer-encoding")
        let body = hasLength ? "content-length: 2\r\n\r\n{}" : "\r\n2\r\n{}\r\n0\r\n\r\n"
        let answer = try await answers(
            to: "POST /v1/exchange HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                + "content-type: application/json\r\n\(field)\r\n\(body)")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.contains("urn:latchkey:problem:\(code)\""), "\(answer)")
    }
}

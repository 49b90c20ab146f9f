import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import LicenseService

@Suite struct `Requests that are no HTTP` {
    private struct Unreadable: Sendable, CustomTestStringConvertible {
        let text: String
        var status = 400
        var code = "malformed"

        var testDescription: String { String(text.prefix(30)) }
    }

    private static let post =
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n"
    private static let many = String(repeating: "x", count: 20_000)

    private static let all = [
        Unreadable(text: "junk\r\n\r\n"),
        Unreadable(text: "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}"),
        Unreadable(text: "BREW /health HTTP/1.1\r\nhost: x\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/9.9\r\nhost: x\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/1.1\r\nno colon\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/1.1\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/1.1\r\nhost: x\r\nHost: x\r\n\r\n"),
        Unreadable(text: "GET /health HTTP/1.0\r\nhost: x\r\nhost: y\r\n\r\n"),
        Unreadable(text: post + "content-length: -1\r\n\r\n"),
        Unreadable(text: post + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"),
        Unreadable(text: post + "transfer-encoding: chunked\r\n\r\nzz\r\n"),
        Unreadable(
            text: "GET /health HTTP/1.1\r\nhost: x\r\nx: \(many)\r\n\r\n", status: 431,
            code: "header-too-large"),
    ]

    /// One after another, as a proxy would send them.
    @Test(arguments: all, ["", "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"])
    private func `get a problem document, and the connection ends`(
        _ unreadable: Unreadable, after other: String
    ) async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.live) { client in
                let connection = try RawConnection(port: try #require(client.port))
                connection.send(other + unreadable.text)
                let answers = await connection.received()
                let answer =
                    other.isEmpty ? answers : String(answers.drop { $0 != "}" }.dropFirst())
                #expect(other.isEmpty || answers.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.hasPrefix("HTTP/1.1 \(unreadable.status) "), "\(answers)")
                #expect(answer.contains("\r\nContent-Type: application/problem+json\r\n"))
                #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
                #expect(answer.contains("urn:latchkey:problem:\(unreadable.code)\""))
                #expect(answer.hasSuffix("}"))
            }
        }
    }
}

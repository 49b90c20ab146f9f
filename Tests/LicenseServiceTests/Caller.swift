import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseRegistry
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

/// Somebody with a bearer token, over a router or a socket.
struct TestCaller: Sendable {
    let client: any TestClientProtocol
    let token: String

    /// The token's id, by which the audit log names it.
    var id: String { BearerToken(token).map { "\($0.id)" } ?? "" }

    /// An answer, with its JSON where it is JSON.
    struct Answer {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let bytes: [UInt8]

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]) ?? [:]
        }

        subscript(name: String) -> String? { json[name] as? String }

        var items: [[String: Any]] { json["items"] as? [[String: Any]] ?? [] }
    }

    @discardableResult
    func call(
        _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil,
        headers more: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = more
        headers[.authorization] = "Bearer \(token)"
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = "application/json"
        }
        let answer = try await client.execute(
            uri: uri, method: method, headers: headers,
            body: body.map { ByteBuffer(string: $0) })
        return Answer(
            status: answer.status, headers: answer.headers,
            bytes: Array(answer.body.readableBytesView))
    }
}

extension TestService {
    /// A bearer token with these scopes.
    func token(
        _ scopes: [TokenScope] = TokenScope.allCases, organization: OrganizationID? = nil,
        expiresAt: Timestamp? = nil
    ) throws -> String {
        try BearerToken.make(
            "test", scopes: Set(scopes), organization: organization, expiresAt: expiresAt,
            registry.tokens, now
        ).text
    }

    /// Runs a test against the router alone.
    func withCaller<Result: Sendable>(
        _ scopes: [TokenScope] = TokenScope.allCases,
        _ body: @escaping @Sendable (TestCaller) async throws -> Result
    ) async throws -> Result {
        let token = try token(scopes)
        return try await application.test(.router) { client in
            try await body(TestCaller(client: client, token: token))
        }
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import LicenseRegistry
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `A path` {
    @Test(arguments: [
        "/v1//sync", "/manage//v1/tokens", "/admin//keys", "/manage/v1/./tokens",
        "/x/../manage/v1/tokens", "/v1/status-lists/00", "/v1/status-lists/+0",
        "/v1/status-lists/-0",
    ])
    func `is known in its one form alone`(_ path: String) async throws {
        try await TestService.with { vendor in
            _ = try vendor.license()
            await vendor.service.publisher.round()
            try await vendor.withCaller { caller in
                let list = try await caller.call(.get, "/v1/status-lists/0")
                #expect(list.status == .ok)
                #expect(try await caller.call(.get, path).status == .notFound)
            }
        }
    }
}

@Suite struct `The OpenAPI document` {
    @Test func `names every route of the router, and no other`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let document = try await caller.call(.get, "/openapi.json").json
                #expect(document["openapi"] as? String == "3.1.0")
                let paths = document["paths"] as? [String: [String: Any]] ?? [:]
                let named = Set(
                    paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } })
                let documented = vendor.service.operations.filter(\.surface.isDocumented)
                let routed = Set(
                    documented.map {
                        "\($0.method.rawValue.lowercased()) \($0.path)"
                    })
                #expect(named == routed)
                // What is named is there: any answer but that the place or method is unknown.
                for operation in documented where operation.path != "/metrics" {
                    let place = operation.path.replacingOccurrences(
                        of: "{shard}", with: "0"
                    ).replacingOccurrences(
                        of: #"\{[a-z]+\}"#, with: "\(vendor.organization)",
                        options: .regularExpression)
                    let answer = try await caller.call(operation.method, place)
                    #expect(answer.status != .methodNotAllowed, "\(operation.id)")
                    #expect(answer["code"] != "not-found", "\(operation.id)")
                    #expect(answer.status.code < 500 || operation.id == "ready", "\(operation.id)")
                }
            }
        }
    }

    @Test func `refers only to schemas that it has, and gives every operation its own name`()
        async throws
    {
        try await TestService.with { vendor in
            let ids = vendor.service.operations.map(\.id)
            #expect(Set(ids).count == ids.count)
            let document = OpenAPIDocument.document(of: vendor.service.operations)
            let text = String(decoding: document.encoded, as: UTF8.self)
            let references = text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/)
            #expect(references.count > 20)
            for reference in references {
                #expect(text.contains("\"\(reference.1)\":{"), "\(reference.1)")
            }
        }
    }

    @Test func `puts a token in front of every place that changes or shows the registry`()
        async throws
    {
        try await TestService.with { vendor in
            let open = vendor.service.operations
                .filter { $0.scope == nil && $0.surface.isDocumented }.map(\.path).sorted()
            #expect(
                open == [
                    "/health", "/hooks/dodo", "/hooks/polar", "/licenses/activate",
                    "/licenses/deactivate", "/licenses/validate",
                    "/openapi.json", "/ready",
                    "/v1/customer-portal/benefit-grants/",
                    "/v1/customer-portal/benefit-grants/{id}",
                    "/v1/customer-portal/license-keys/",
                    "/v1/customer-portal/license-keys/activate",
                    "/v1/customer-portal/license-keys/deactivate",
                    "/v1/customer-portal/license-keys/validate",
                    "/v1/customer-portal/license-keys/{id}",
                    "/v1/customer-portal/license-keys/{id}/rotate",
                    "/v1/exchange", "/v1/organizations/{organization}/status-lists/{shard}",
                    "/v1/organizations/{organization}/trust",
                    "/v1/status-lists/{shard}", "/v1/sync", "/v1/trust",
                ])
            try await vendor.application.test(.router) { client in
                for operation in vendor.service.operations where operation.scope != nil {
                    let place = operation.path.replacing(#/{[a-z]+}/#, with: "x")
                    let answer = try await client.execute(
                        uri: place, method: operation.method, headers: [.contentLength: "0"])
                    #expect(answer.status == .unauthorized, "\(operation.id)")
                }
            }
        }
    }
}

@Suite struct `Requests that cannot be answered` {
    private struct Refused: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let uri: String
        var type: String? = nil
        var body: String? = nil
        let status: Int
        let code: String

        var testDescription: String { "\(method) \(uri) \(body?.prefix(20) ?? "")" }
    }

    private static let all = [
        Refused(method: .get, uri: "/manage/v1/nothing", status: 404, code: "not-found"),
        Refused(method: .get, uri: "/v1/sync/nothing", status: 404, code: "not-found"),
        Refused(method: .get, uri: "/v1/sync", status: 405, code: "method-not-allowed"),
        Refused(method: .delete, uri: "/health", status: 405, code: "method-not-allowed"),
        Refused(method: .get, uri: "/v1/status-lists/0", status: 404, code: "list-unknown"),
        Refused(method: .get, uri: "/v1/status-lists/-1", status: 404, code: "list-unknown"),
        Refused(method: .get, uri: "/v1/status-lists/x", status: 404, code: "list-unknown"),
        Refused(method: .get, uri: "/v1/trust", status: 404, code: "no-trust-bundle"),
        Refused(method: .get, uri: "/ready", status: 503, code: "not-ready"),
        Refused(method: .post, uri: "/v1/sync", status: 400, code: "malformed"),
        Refused(
            method: .post, uri: "/v1/sync", type: "application/json", body: "{}", status: 415,
            code: "media-type"),
        Refused(
            method: .post, uri: "/v1/sync", type: "application/cose", body: "junk", status: 400,
            code: "malformed"),
        Refused(
            method: .post, uri: "/manage/v1/benefits", type: "application/json", body: "{",
            status: 400,
            code: "malformed"),
        Refused(
            method: .post, uri: "/manage/v1/benefits", type: "application/json", body: "[]",
            status: 422,
            code: "invalid"),
        Refused(
            method: .post, uri: "/manage/v1/benefits", type: "application/json", body: "{}",
            status: 422,
            code: "invalid"),
        Refused(
            method: .post, uri: "/manage/v1/benefits", type: "text/xml", body: "<a/>", status: 415,
            code: "media-type"),
        Refused(
            method: .post, uri: "/manage/v1/license-keys", type: "application/json",
            body: #"{"benefit_id": "x"}"#, status: 422, code: "invalid"),
        Refused(
            method: .post, uri: "/manage/v1/license-keys", type: "application/json",
            body: #"{"benefit_id": "00000000-0000-4000-8000-000000000001"}"#, status: 404,
            code: "store.missing"),
        Refused(method: .get, uri: "/manage/v1/license-keys/x", status: 404, code: "store.missing"),
        Refused(
            method: .post, uri: "/manage/v1/tokens", type: "application/json",
            body: #"{"name": "a", "scopes": ["all"]}"#, status: 422, code: "invalid"),
    ]

    @Test(arguments: all)
    private func `get a problem document`(_ refused: Refused) async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                var headers: HTTPFields = [:]
                headers[.contentType] = refused.type
                let answer = try await caller.call(
                    refused.method, refused.uri, refused.body, headers: headers)
                #expect(answer.status.code == refused.status)
                #expect(answer["code"] == refused.code)
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer["type"] == "urn:latchkey:problem:\(refused.code)")
                #expect(answer["request_id"] == answer.headers[HTTPField.Name("x-request-id")!])
            }
        }
    }

    @Test func `say which methods there are`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let answer = try await caller.call(.put, "/manage/v1/license-keys")
                #expect(answer.headers[.allow] == "GET, HEAD, POST")
            }
        }
    }

    @Test func `are too large by one byte`() async throws {
        var limits = RequestLimits()
        limits.bodyBytes = 2048
        try await TestService.with(limits: limits) { vendor in
            try await vendor.withCaller { caller in
                func body(_ count: Int) -> String {
                    let start = #"{"name": "n", "prefix": ""#
                    let fill = String(repeating: "P", count: count - start.count - 2)
                    return start + fill + #""}"#
                }
                let most = try await caller.call(.post, "/manage/v1/benefits", body(2048))
                #expect(most["code"] == "invalid")
                let more = try await caller.call(.post, "/manage/v1/benefits", body(2049))
                #expect(more.status == .contentTooLarge)
            }
        }
    }

    @Test func `keep the name that their sender gave them, if it is plain`() async throws {
        try await TestService.with { vendor in
            try await vendor.withCaller { caller in
                let name = HTTPField.Name("x-request-id")!
                let plain = try await caller.call(.get, "/health", headers: [name: "order-17"])
                #expect(plain.headers[name] == "order-17")
                let odd = try await caller.call(
                    .get, "/health", headers: [name: "a b=\"c\""])
                #expect(odd.headers[name] != "a b=\"c\"")
            }
        }
    }

    @Test func `beyond a client's share are put off`() async throws {
        var limits = RequestLimits()
        limits.perSecond = 1
        limits.burst = 3
        limits.stopClock()
        try await TestService.with(limits: limits) { vendor in
            try await vendor.withCaller { caller in
                for _ in 0..<3 {
                    #expect(try await caller.call(.get, "/health").status == .ok)
                }
                let refused = try await caller.call(.get, "/health")
                #expect(refused.status == .tooManyRequests)
                #expect(refused["code"] == "too-many-requests")
                #expect(refused.headers[.retryAfter] == "1")
            }
        }
    }
}

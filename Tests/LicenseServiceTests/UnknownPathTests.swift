import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import LicenseService

/// A path that leads nowhere is refused in the words of the contract that it belongs to.
@Suite struct `A path that leads nowhere` {
    @Test(arguments: ["/v1/no-such-thing", "/v1/products/", "/v1/nothing/here", "/api/v1/orders/"])
    func `is Polar's below v1`(path: String) async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.router) { client in
                let answer = try await client.execute(uri: path, method: .get)
                #expect(answer.status == .notFound)
                #expect(String(buffer: answer.body) == #"{"detail":"Not Found"}"#)
            }
        }
    }

    @Test(arguments: ["/payments", "/no/such/route", "/license_keys/x/y", "/licenses/nothing"])
    func `is Dodo's at the root`(path: String) async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.router) { client in
                let answer = try await client.execute(uri: path, method: .get)
                #expect(answer.status == .notFound)
                let text = String(buffer: answer.body)
                #expect(text.hasPrefix(#"{"code":"NOT_FOUND","message":""#), "\(text)")
            }
        }
    }

    @Test func `lets a page of another origin read what apps may ask of Dodo`() async throws {
        try await TestService.with { vendor in
            try await vendor.application.test(.router) { client in
                let asked = try await client.execute(
                    uri: "/licenses/validate", method: .options,
                    headers: [.origin: "https://app.test", .accessControlRequestMethod: "POST"])
                #expect(asked.status == .ok)
                #expect(asked.headers[.accessControlAllowOrigin] == "*")
                let names = asked.headers[.accessControlAllowHeaders] ?? ""
                #expect(names.contains("Content-Type") && !names.contains("Polar"))
                // Dodo's own client sends these from a browser.
                let preflight = try await client.execute(
                    uri: "/licenses/validate", method: .options,
                    headers: [
                        .origin: "https://app.test", .accessControlRequestMethod: "POST",
                        .accessControlRequestHeaders:
                            "content-type,x-stainless-lang, x-stainless-os,b@d",
                    ])
                let theirs = preflight.headers[.accessControlAllowHeaders] ?? ""
                #expect(theirs.hasSuffix("content-type, x-stainless-lang, x-stainless-os"))
                let refused = try await client.execute(
                    uri: "/licenses/validate", method: .post,
                    headers: [.origin: "https://app.test", .contentType: "application/json"])
                #expect(refused.status.code >= 400)
                #expect(refused.headers[.accessControlAllowOrigin] == "*")
                let merchant = try await client.execute(
                    uri: "/license_keys", method: .get, headers: [.origin: "https://app.test"])
                #expect(merchant.headers[.accessControlAllowOrigin] == nil)
            }
        }
    }
}

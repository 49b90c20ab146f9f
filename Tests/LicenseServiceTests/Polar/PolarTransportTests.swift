import HTTPTypes
import HummingbirdTesting
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `Requests on Polar's surface` {
    private static let version = HTTPField.Name("Polar-Version")!

    @Test func `choose a version of the contract`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            for (version, hasMember, hasSale) in [
                ("2026-04", false, false), ("2026-10", true, false), ("2027-01", true, true),
            ] {
                let answer = try await shop.validate(key, headers: [Self.version: version])
                #expect(answer.headers[Self.version] == version)
                #expect((answer.json["member_id"] != nil) == hasMember)
                #expect((answer.json["order_id"] != nil) == hasSale)
            }
            let newest = try await shop.validate(key, headers: [Self.version: "2027-01"])
            #expect(newest["order_id"] == "11111111-1111-4111-8111-111111111111")
            #expect(newest.isNull("subscription_id"))
            #expect(try await shop.validate(key).headers[Self.version] == "2026-10")
            for version in ["2026-05", "", "junk"] {
                let answer = try await shop.validate(key, headers: [Self.version: version])
                #expect(answer.status == .notFound)
                #expect(
                    String(decoding: answer.bytes, as: UTF8.self) == #"{"detail":"Not Found"}"#)
            }
        }
    }

    @Test func `come by any spelling of a place`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            let body: JSON = [
                "key": .string(key), "organization_id": .string("\(shop.vendor.organization)"),
            ]
            for place in [
                "/v1/users/license-keys/validate", "/api\(PolarShop.publicKeys)/validate",
            ] {
                let answer = try await shop.call(.post, place, body, token: "")
                #expect(answer.status == .ok, "\(place)")
                let notice = answer.headers[HTTPField.Name("X-Polar-Deprecation-Notice")!]
                #expect((notice != nil) == place.hasPrefix("/api"))
            }
            let moved = try await shop.call(.get, "/v1/license-keys?page=1")
            #expect(moved.status == .temporaryRedirect)
            #expect(moved.headers[.location] == "/v1/license-keys/?page=1")
            let less = try await shop.call(.post, "\(PolarShop.publicKeys)/validate/", body)
            #expect(less.headers[.location] == "\(PolarShop.publicKeys)/validate")
            let host = try await shop.call(.get, "//v1/license-keys")
            #expect(host.headers[.location]?.hasPrefix("//") != true)
        }
    }

    @Test func `are refused where there is no place or method`() async throws {
        try await PolarShop.with { shop in
            let nowhere = try await shop.call(.get, "/v1/benefits/x/y/z")
            #expect(nowhere.status == .notFound)
            #expect(nowhere["detail"] == "Not Found")
            #expect(nowhere.json["error"] == nil)
            for place in [PolarShop.merchantKeys + "/", "/api/v1/users/license-keys/validate"] {
                let method = try await shop.call(.delete, place)
                #expect(method.status == .methodNotAllowed)
                #expect(method["detail"] == "Method Not Allowed")
            }
        }
    }

    @Test func `come from browsers of any origin`() async throws {
        try await PolarShop.with { shop in
            let asked = try await shop.call(
                .options, "\(PolarShop.publicKeys)/validate",
                headers: [.origin: "https://app.test", .accessControlRequestMethod: "POST"])
            #expect(asked.status == .ok)
            #expect(asked.headers[.accessControlMaxAge] == "600")
            #expect(asked.headers[.accessControlAllowHeaders]?.contains("Polar-Version") == true)
            let refused = try await shop.call(
                .post, "\(PolarShop.publicKeys)/validate", [:], token: "",
                headers: [.origin: "https://app.test"])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.headers[.accessControlAllowOrigin] == "*")
            #expect(refused.headers[.accessControlExposeHeaders] == "Polar-Version")
            #expect(refused.headers[.cacheControl] == "private, no-store")
        }
    }

    @Test func `are let in by good tokens alone, and in this order`() async throws {
        try await PolarShop.with { shop in
            let keys = PolarShop.merchantKeys
            let places: [(HTTPRequest.Method, String)] = [
                (.get, "\(keys)/"), (.get, "\(keys)/x"), (.patch, "\(keys)/x"),
                (.post, "\(keys)/x/rotate"), (.get, "\(keys)/x/activations/y"),
                (.post, "\(keys)/validate"), (.post, "\(keys)/activate"),
                (.post, "\(keys)/deactivate"),
            ]
            for (method, place) in places {
                let nobody = try await shop.call(method, place, token: "")
                #expect(nobody.status == .unauthorized, "\(method) \(place)")
                #expect(nobody["error"] == "Unauthorized")
                #expect(nobody["detail"] == "Unauthorized")
                let worthless = try await shop.call(method, place, token: "polar_oat_x")
                #expect(worthless["error"] == "invalid_token")
                #expect(worthless.json["detail"] == nil)
                #expect(worthless.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
            }
            let reader = try shop.vendor.token([.licensesRead])
            #expect(try await shop.call(.get, "\(keys)/", token: reader).status == .ok)
            let scope = try await shop.call(.patch, "\(keys)/x", [:], token: reader)
            #expect(scope.status == .forbidden)
            #expect(scope["error"] == "insufficient_scope")
            let junk = try await shop.send(
                .patch, "\(keys)/x", ByteBuffer(string: "{"), token: "")
            #expect(junk.problems == ["json_invalid body.1"])
            let member = try await shop.call(.patch, "\(keys)/x", ["usage": "x"])
            #expect(member.problems == ["uuid_parsing path.id", "int_parsing body.usage"])
        }
    }

    @Test func `to public places may bring any token`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            let body: JSON = [
                "key": .string(key), "organization_id": .string("\(shop.vendor.organization)"),
            ]
            for token in ["dummy", "polar_oat_x", shop.token] {
                let answer = try await shop.call(
                    .post, "\(PolarShop.publicKeys)/validate", body, token: token)
                #expect(answer.status == .ok)
            }
        }
    }

    struct Body: Sendable, CustomTestStringConvertible {
        let text: String
        let problems: [String]
        var type = "application/json"
        var testDescription: String { text }
    }

    private static let id = "3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"

    @Test(arguments: [
        Body(text: "", problems: ["missing body"]),
        Body(text: "null", problems: ["missing body"]),
        Body(text: "[]", problems: ["model_attributes_type body"]),
        Body(text: "{}", problems: ["model_attributes_type body"], type: "text/plain"),
        Body(text: "{\"key\": \u{1}", problems: ["json_invalid body.8"]),
        Body(text: "{}", problems: ["missing body.key", "missing body.organization_id"]),
        Body(
            text: #"{"key": 5, "organization_id": "x", "activation_id": 7}"#,
            problems: [
                "string_type body.key", "uuid_parsing body.organization_id",
                "uuid_type body.activation_id",
            ]),
        Body(
            text: #"{"key": "a\u0000b", "organization_id": "\#(id)", "conditions": null}"#,
            problems: ["value_error body.key", "dict_type body.conditions"]),
        Body(
            text: #"""
                {"key": "", "organization_id": "2c1f7a52-0f1e-1c8e-9a3f-6f0d1b2c3d4e",
                "increment_usage": -1}
                """#,
            problems: [
                "uuid_version body.organization_id", "greater_than_equal body.increment_usage",
            ]),
        Body(
            text: #"{"key": "", "organization_id": "\#(id)", "increment_usage": 5.5}"#,
            problems: ["int_from_float body.increment_usage"]),
        Body(
            text: #"{"key": "", "organization_id": "\#(id)", "increment_usage": 2147483648}"#,
            problems: ["less_than_equal body.increment_usage"]),
        Body(
            text: #"{"key": "", "organization_id": "\#(id)", "increment_usage": []}"#,
            problems: ["int_type body.increment_usage"]),
        Body(
            text: #"{"key": "", "organization_id": "\#(id)", "conditions": {"a": null, "": 1}}"#,
            problems: [
                "string_type body.conditions.a.constrained-str", "int_type body.conditions.a.int",
                "float_type body.conditions.a.float", "bool_type body.conditions.a.bool",
                "string_too_short body.conditions..[key]",
            ]),
    ])
    func `say all that is wrong with their bodies`(_ body: Body) async throws {
        try await PolarShop.with { shop in
            let answer = try await shop.send(
                .post, "\(PolarShop.publicKeys)/validate", ByteBuffer(string: body.text),
                token: "", headers: [.contentType: body.type])
            #expect(answer.status == .unprocessableContent)
            #expect(answer["error"] == "RequestValidationError")
            #expect(answer.problems == body.problems)
        }
    }

    @Test(arguments: ["5", #""5""#, "5.0", "true", "null"])
    func `have integers in many spellings`(_ text: String) async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            for organization in [
                "\(shop.vendor.organization)".uppercased(),
                "{\(shop.vendor.organization)}", "urn:uuid:\(shop.vendor.organization)",
                "\(shop.vendor.organization)".filter { $0 != "-" },
            ] {
                let body = #"""
                    {"key": "x", "key": "\#(key)", "organization_id": "\#(organization)",
                    "increment_usage": \#(text), "unknown": {}}
                    """#
                let answer = try await shop.send(
                    .post, "\(PolarShop.publicKeys)/validate", ByteBuffer(string: body), token: "")
                #expect(answer.status == .ok)
            }
        }
    }

    @Test func `have bodies of a known length and bounded size`() async throws {
        var limits = RequestLimits()
        limits.bodyBytes = 1024
        try await PolarShop.with(limits: limits) { shop in
            let large = try await shop.send(
                .post, "\(PolarShop.publicKeys)/validate",
                ByteBuffer(repeating: 0x20, count: 1025), token: "")
            #expect(large.status == .contentTooLarge)
            #expect(large["error"] == "RequestBodyTooLarge")
            let connection = try RawConnection(port: #require(shop.client.port))
            connection.send(
                "POST \(PolarShop.publicKeys)/validate HTTP/1.1\r\nhost: x\r\n"
                    + "transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n")
            let answer = connection.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 411"))
            #expect(answer.contains("LengthRequired"))
        }
    }

    @Test func `narrow a token to one organization`() async throws {
        try await PolarShop.with { shop in
            let header = HTTPField.Name("Polar-Organization")!
            let keys = "\(PolarShop.merchantKeys)/"
            let own = try await shop.call(
                .get, keys, headers: [header: "\(shop.vendor.organization)"])
            #expect(own.status == .ok)
            let other = try await shop.call(.get, keys, headers: [header: Self.id])
            #expect(other.status == .notFound)
            // A token for all organizations names one, where there are several.
            let all = try shop.vendor.token()
            #expect(try await shop.call(.get, keys, token: all).status == .ok)
            try shop.vendor.registry.organizations.add(
                Organization(id: OrganizationID(Self.id)!, name: "Other"), now: TestService.now)
            let several = try await shop.call(.get, keys, token: all)
            #expect(several.problems == ["missing query.organization_id"])
            let named = try await shop.call(
                .get, "\(keys)?organization_id=\(Self.id)", token: all)
            #expect(named.total == 0)
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

/// Characters that steer a terminal, hide, or turn the text around them.
private let invisible: [Unicode.Scalar] = [
    "\u{07}", "\n", "\t", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}", "\u{200B}", "\u{200D}",
    "\u{200E}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{2066}", "\u{2069}", "\u{FEFF}", "\u{E0041}",
]

@Suite struct `A name with characters that nobody sees` {
    private func named(_ scalar: Unicode.Scalar) -> JSON {
        .string("a\(Character(scalar))b")
    }

    /// What takes a name on the native surface: path, member, and what else the body needs.
    private static let native: [(path: String, member: String, needs: [String])] = [
        ("organizations", "name", []), ("tokens", "name", ["scopes"]),
        ("license-keys", "customer_name", ["benefit_id"]),
        ("license-keys/{license}/disable", "reason", []),
        ("license-keys/{license}/revoke", "reason", []),
        ("webhook-endpoints", "description", ["url", "filter_types"]),
        ("grants", "customer_name", ["benefit_id"]),
        ("grants", "external_customer_id", ["benefit_id"]),
    ]

    @Test func `is refused by the management API, with one code`() async throws {
        try await PolarShop.with { shop in
            let (license, _) = try shop.sell()
            let token = try shop.vendor.token(organization: nil)
            let given: [String: JSON] = [
                "scopes": ["licenses:read"], "url": "https://example.com/", "filter_types": [],
                "benefit_id": .string("\(shop.vendor.benefit.id)"),
            ]
            for (path, member, needs) in Self.native {
                for scalar in invisible {
                    var body = JSONObject()
                    body.append(member, named(scalar))
                    for need in needs { body.append(need, try #require(given[need])) }
                    let answer = try await shop.call(
                        .post,
                        "/manage/v1/" + path.replacing("{license}", with: license), .object(body),
                        token: token)
                    let what = "\(path) \(member) U+\(String(scalar.value, radix: 16))"
                    #expect(answer.status == .unprocessableContent, "\(what): \(answer.said)")
                    #expect(answer.said.contains("text.invisible-character"), "\(what)")
                    #expect(!answer.said.unicodeScalars.contains(scalar), "\(what)")
                }
            }
        }
    }

    @Test func `is refused on Polar's surface`() async throws {
        try await PolarShop.with { shop in
            let (_, key) = try shop.sell()
            for scalar in invisible {
                for member in ["name", "external_id"] {
                    var body = JSONObject()
                    body.append("email", "a@example.com")
                    body.append(member, named(scalar))
                    let answer = try await shop.call(.post, "/v1/customers/", .object(body))
                    #expect(answer.status == .unprocessableContent, "\(member) \(scalar.value)")
                }
                let seat = try await shop.activate(key, [("label", named(scalar))])
                #expect(seat.status == .unprocessableContent)
                // Of a key that nobody has the answer is the same.
                let nobody = try await shop.activate("nobody's", [("label", named(scalar))])
                #expect(nobody.status == .unprocessableContent)
            }
            #expect(try await shop.activate(key).status == .ok)
        }
    }

    @Test func `is refused on Dodo's surface`() async throws {
        try await DodoShop.with { shop in
            let key = try shop.sell().key
            for scalar in invisible {
                var body = JSONObject()
                body.append("license_key", .string(key))
                body.append("name", named(scalar))
                let text = String(decoding: JSON.object(body).encoded, as: UTF8.self)
                let answer = try await shop.app("activate", text)
                #expect(answer.status == .unprocessableContent, "\(scalar.value): \(answer.said)")
            }
        }
    }

    @Test func `is taken from shops without them, so that no sale is lost`() {
        for scalar in invisible {
            let object = JSONObject([.init("name", named(scalar))])
            #expect(object.displayText("name", upTo: 200) == "ab")
        }
    }
}

extension TestCaller.Answer {
    /// The body as text.
    fileprivate var said: String { String(decoding: bytes, as: UTF8.self) }
}

@Suite struct `The rule for names` {
    @Test func `is the same where texts are shown`() {
        // Every character, so that none is refused at the edge and shown, or the other way round.
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isHidden =
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: true
                default:
                    // Fillers, but not what chooses the form of an emoji.
                    value == 0x2800
                        || scalar.properties.isDefaultIgnorableCodePoint
                            && !(0xFE00...0xFE0F).contains(value)
                }
            if scalar.isVisible == isHidden { Issue.record("U+\(String(value, radix: 16))") }
        }
        #expect(!Unicode.Scalar("\u{202E}").isVisible && Unicode.Scalar("ü").isVisible)
    }
}

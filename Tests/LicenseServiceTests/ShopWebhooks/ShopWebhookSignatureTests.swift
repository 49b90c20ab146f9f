import COSE
import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The signature of a shop's message` {
    private static let now = Timestamp(secondsSinceEpoch: 1_767_225_600)!
    private static let body = Array(
        #"{"type":"license_key.disabled","timestamp":"2026-01-01T00:00:00Z","business_id":"bus_demo","data":{"id":"lic_demo","name":"Zoë"}}"#
            .utf8)
    private static let first = "v1,jDADH1pPWxc8XobTWptFPnBxaxn5EmfVzcxD19q6Tv4="
    private static let second = "v1,7W7mfQnd7BAlkLwe1jcYpNDWA96kxCIydmzC2zzVvAU="
    private static let secrets = [
        "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
        "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q=",
    ]

    private static func headers(
        id: String = "msg_lk0000000000000000000001", time: String = "1767225600",
        _ signature: String = first
    ) -> HTTPFields {
        [.webhookID: id, .webhookTimestamp: time, .webhookSignature: signature]
    }

    private static func check(
        _ headers: HTTPFields, _ body: [UInt8] = body, secrets: [String] = [secrets[0]],
        of shop: ShopMessage.Shop = .dodo, at now: Timestamp = now
    ) throws(ShopWebhookRefusal) {
        try ShopWebhookSignature(headers).check(
            body, against: secrets.compactMap { ShopWebhookSecret($0, of: shop) }, now: now)
    }

    @Test(arguments: [
        first, "\(first) \(second)", "\(second) \(first)", "v1a,abc \(first)", "junk \(first)",
        "v1,%% \(first)",
    ])
    func `is good among others`(signature: String) throws {
        try Self.check(Self.headers(signature))
    }

    @Test(arguments: [
        "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
        "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA",
    ])
    func `is good under a secret without prefix or padding`(secret: String) throws {
        try Self.check(Self.headers(), secrets: [secret])
    }

    @Test func `is good while a secret is replaced, under either`() throws {
        try Self.check(Self.headers(Self.second), secrets: Self.secrets)
        #expect(throws: ShopWebhookRefusal.signature) { try Self.check(Self.headers(Self.second)) }
    }

    @Test(arguments: [-300, 300])
    func `is good for five minutes either way`(seconds: Int64) throws {
        try Self.check(Self.headers(), at: Self.now + .seconds(seconds))
        let beyond = seconds < 0 ? seconds - 1 : seconds + 1
        #expect(throws: ShopWebhookRefusal.time) {
            try Self.check(Self.headers(), at: Self.now + .seconds(beyond))
        }
    }

    @Test func `covers every byte of the body, the id and the time`() {
        for offset in Self.body.indices {
            var changed = Self.body
            changed[offset] ^= 1
            #expect(throws: ShopWebhookRefusal.signature) {
                try Self.check(Self.headers(), changed)
            }
        }
        #expect(throws: ShopWebhookRefusal.signature) {
            try Self.check(Self.headers(id: "msg_lk0000000000000000000002"))
        }
        #expect(throws: ShopWebhookRefusal.signature) {
            try Self.check(Self.headers(time: "1767225601"))
        }
        #expect(throws: ShopWebhookRefusal.signature) {
            try Self.check(Self.headers("v1a,jDADH1pPWxc8XobTWptFPnBxaxn5EmfVzcxD19q6Tv4="))
        }
        #expect(throws: ShopWebhookRefusal.signature) {
            try Self.check(Self.headers(""), secrets: [])
        }
    }

    @Test func `comes under either of Polar's keys, and one of Dodo's`() throws {
        let secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
        let content = Array("m.1767225600.".utf8) + Self.body
        let code = SHA256.authenticationCode(for: content, key: Array(secret.utf8))
        let headers = Self.headers(id: "m", "v1,\(Base64.encodePadded(code))")
        try Self.check(headers, secrets: [secret], of: .polar)
        try Self.check(Self.headers(), secrets: [secret], of: .polar)
        #expect(throws: ShopWebhookRefusal.signature) {
            try Self.check(headers, secrets: [secret], of: .dodo)
        }
    }

    @Test(arguments: [
        headers(id: ""), headers(id: "a.b"), headers(id: "a b"), headers(time: ""),
        headers(time: "1e9"), headers(time: "-5"), headers(time: "99999999999999"),
        [.webhookID: "m", .webhookTimestamp: "1767225600"],
    ])
    func `needs its header fields`(headers: HTTPFields) {
        #expect(throws: ShopWebhookRefusal.headers) { try ShopWebhookSignature(headers) }
    }

    @Test func `needs a secret that is one`() {
        #expect(ShopWebhookSecret("", of: .polar) == nil)
        #expect(ShopWebhookSecret("", of: .dodo) == nil)
        #expect(ShopWebhookSecret("whsec_", of: .dodo) == nil)
        #expect(ShopWebhookSecret("not base64!", of: .dodo) == nil)
        #expect(ShopWebhookSecret("not base64!", of: .polar) != nil)
    }
}

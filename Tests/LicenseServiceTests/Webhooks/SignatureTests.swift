import COSE
import COSESigning
import Foundation
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `The signature of a webhook` {
    private static let id = "msg_lk0000000000000000000001"
    private static let moment = Timestamp(secondsSinceEpoch: 1_767_225_600)!
    private static let body = Array(
        #"{"type":"license_key.disabled","timestamp":"2026-01-01T00:00:00Z","business_id":"bus_demo","data":{"id":"lic_demo","name":"Zoë"}}"#
            .utf8)
    private static let first = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
    private static let second = "whsec_ZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4Q="
    private static let seed = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private static let pair =
        "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
    private static let tokens = [
        first: "v1,jDADH1pPWxc8XobTWptFPnBxaxn5EmfVzcxD19q6Tv4=",
        second: "v1,7W7mfQnd7BAlkLwe1jcYpNDWA96kxCIydmzC2zzVvAU=",
        seed:
            "v1a,Ic4XsifrPd7U7K4G6O1fFIWoFZZH1tVI22t9GlqJte8hr/nkwBlC0mhoO8tAJ1EJqDwggSuZ9xAG98f1kcuRAQ==",
    ]

    private static func signature(
        _ secrets: [String], _ derivation: KeyDerivation = .standard
    ) -> String? {
        WebhookSignature(
            id: id, at: moment, body: body,
            secrets: secrets.map {
                WebhookSecretRecord($0.hasPrefix("whsk") ? .asymmetric : .symmetric, $0)
            }, derivation)?.signature
    }

    @Test func `is made over the published message`() {
        #expect(Self.body.count == 130)
        #expect(
            SHA256.digest(of: Self.body).map { String(format: "%02x", $0) }.joined()
                == "a6eefeb9dd6074872010389e595b0548e54c1c981ae12bd0232f49c0215928e5")
    }

    @Test(arguments: tokens.keys.sorted())
    func `is the published one`(secret: String) {
        #expect(Self.signature([secret]) == Self.tokens[secret])
    }

    @Test func `of a pair is the same in both of its forms, and verifies under its public half`() {
        #expect(Self.signature([Self.pair]) == Self.tokens[Self.seed])
        for text in [Self.seed, Self.pair] {
            #expect(
                WebhookSecret.publicText(of: text)
                    == "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")
        }
    }

    @Test func `names the newest secret first, symmetric ones before pairs, two of each at most`() {
        #expect(
            Self.signature([Self.second, Self.first])
                == "\(Self.tokens[Self.second]!) \(Self.tokens[Self.first]!)")
        #expect(
            Self.signature([Self.pair, Self.first, Self.second, Self.first])
                == "\(Self.tokens[Self.first]!) \(Self.tokens[Self.second]!) \(Self.tokens[Self.seed]!)"
        )
    }

    @Test func `takes a secret's whole text as the key where the endpoint wants it so`() {
        let signed = Array("\(Self.id).1767225600.".utf8) + Self.body
        let code = SHA256.authenticationCode(for: signed, key: Array("polar_whs_abc".utf8))
        #expect(
            Self.signature(["polar_whs_abc"], .text) == "v1,\(Base64.encodePadded(code))")
        #expect(Self.signature([Self.first], .text) != Self.tokens[Self.first])
    }

    @Test(arguments: [
        "", "whsec_", "whsec_AQID", "whsec_!!!", "AQIDBA==",
        "whsec_\(Base64.encodePadded([UInt8](repeating: 1, count: 65)))",
    ])
    func `is never made with what is no secret`(text: String) {
        #expect(Self.signature([text]) == nil)
    }

    @Test func `reads a secret without its prefix and without its padding`() {
        let bare = Self.first.dropFirst(6)
        #expect(Self.signature([String(bare)]) == Self.tokens[Self.first])
        #expect(Self.signature([String(Self.first.dropLast())]) == Self.tokens[Self.first])
    }

    @Test func `is never made with a pair whose halves do not fit`() {
        let other = Base64.encodePadded((0..<64).map { UInt8($0) })
        #expect(Self.signature(["whsk_\(other)"]) == nil)
        #expect(throws: SigningKeyError.faultySignature) {
            _ = try WebhookKey(secret: (0..<64).map { UInt8($0) })
        }
        #expect(throws: SigningKeyError.seedLength(31)) {
            _ = try WebhookKey(secret: [UInt8](repeating: 0, count: 31))
        }
    }

    @Test func `is made with fresh secrets that read back`() throws {
        let text = try WebhookSecret.random(.symmetric)
        #expect(WebhookSecret.hmacKey(text, .standard)?.count == 32)
        let pair = try WebhookSecret.random(.asymmetric)
        #expect(WebhookSecret.publicText(of: pair)?.hasPrefix("whpk_") == true)
        #expect(try WebhookSecret.random(.asymmetric) != pair)
    }
}

@Suite struct `The schedule of a message` {
    private static let schedule = DeliverySchedule(delays: WebhookPolicy().delays)
    private static let now = PreciseTime(TestService.now)

    private static func decision(
        _ outcome: WebhookOutcome, attempts: Int = 1, chance: Double = 0
    ) -> DeliveryDecision {
        schedule.decision(after: outcome, attempts: attempts, now: now, chance: chance)
    }

    @Test func `waits as the standard's example does, and then gives up`() {
        let seconds: [Int64] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
        for (index, delay) in seconds.enumerated() {
            #expect(
                Self.decision(WebhookOutcome(status: 500), attempts: index + 1)
                    == .retried(at: Self.now + .seconds(delay)))
        }
        #expect(Self.decision(WebhookOutcome(status: 500), attempts: 10) == .failed)
        #expect(Self.decision(WebhookOutcome(fault: .timeout), attempts: 10) == .failed)
    }

    @Test func `adds up to a tenth, and never takes anything off`() {
        let outcome = WebhookOutcome(fault: .timeout)
        #expect(Self.decision(outcome, chance: 1) == .retried(at: Self.now + .milliseconds(5500)))
        #expect(Self.decision(outcome, chance: -3) == .retried(at: Self.now + .seconds(5)))
        #expect(Self.decision(outcome, chance: 7) == .retried(at: Self.now + .milliseconds(5500)))
    }

    @Test(arguments: [100, 199, 301, 307, 400, 404, 429, 500, 599])
    func `continues after every other answer`(status: Int) {
        #expect(
            Self.decision(WebhookOutcome(status: status)) == .retried(at: Self.now + .seconds(5)))
    }

    @Test func `ends with success, or with an endpoint that is gone`() {
        for status in [200, 204, 299] {
            #expect(Self.decision(WebhookOutcome(status: status)) == .delivered)
        }
        #expect(Self.decision(WebhookOutcome(status: 410)) == .gone)
    }

    @Test func `obeys the endpoint for up to a day`() {
        var outcome = WebhookOutcome(status: 503, retryAfter: .seconds(3600))
        #expect(Self.decision(outcome) == .retried(at: Self.now + .seconds(3600)))
        outcome.retryAfter = .seconds(1_000_000)
        #expect(Self.decision(outcome) == .retried(at: Self.now + .seconds(86_400)))
        outcome.retryAfter = .seconds(1)
        #expect(Self.decision(outcome) == .retried(at: Self.now + .seconds(5)))
    }

    @Test func `reads how long to wait, in seconds or as a date`() {
        let now = Date(timeIntervalSince1970: 1_445_412_420)
        #expect(Duration(retryAfter: "120", now: now) == .seconds(120))
        #expect(Duration(retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT", now: now) == .seconds(60))
        #expect(Duration(retryAfter: "Wed, 21 Oct 2015 07:26:00 GMT", now: now) == .zero)
        for text in ["", "-1", "soon", "1.5", "99999999999999999999"] {
            #expect(Duration(retryAfter: text, now: now) == nil)
        }
    }
}

@Suite struct `Ids in webhooks` {
    @Test func `are a prefix and the id's bytes, and read back`() throws {
        var generator = SplitMix64(seed: 9)
        let license = LicenseID.random(using: &generator)
        #expect(license.dodoText.wholeMatch(of: /lic_[A-Za-z0-9_\-]{22}/) != nil)
        #expect(LicenseID(dodo: license.dodoText) == license)
        #expect(CustomerID(dodo: license.dodoText) == nil)
        let seat = ActivationID.random(using: &generator)
        #expect(ActivationID(dodo: seat.dodoText) == seat && seat.dodoText.hasPrefix("lki_"))
        for text in ["", "lic_", "lic_AAAA", "\(license.dodoText)A", "lic_\(license)"] {
            #expect(LicenseID(dodo: text) == nil)
        }
    }
}

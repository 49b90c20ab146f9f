import COSESigning
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `What is to be done next for trust` {
    private static let now = TestService.now

    private static func steps(
        due: Int64, keys: [(KeyRole, Int64)], lists: [ServedList] = []
    ) throws -> [String] {
        var bundle = TrustBundle(
            organization: .random(), roots: [try TestService.key(80).verificationKey],
            threshold: 1, issuedAt: now - .seconds(86_400), expiresAt: now + .seconds(due))
        bundle.keys = try keys.enumerated().map { index, key in
            BundleKey(
                try TestService.key(UInt8(60 + index)).verificationKey, role: key.0,
                notBefore: now - .seconds(86_400), notAfter: now + .seconds(key.1))
        }
        let section = NextTrustSteps(bundle: bundle, lists: lists, now: now).section
        return section.consequences?.lines.map { "\($0)" } ?? []
    }

    @Test func `is said with its dates while all is well`() throws {
        let steps = try Self.steps(
            due: 90 * 86_400, keys: [(.issue, 86_400), (.issue, 400 * 86_400), (.status, 3600)])
        #expect(steps.count == 4)
        #expect(steps[0].hasPrefix("Renew the trust bundle by 1 April 2027, 00:00 UTC."))
        #expect(steps[1].contains("issues licenses by 5 February 2028, 00:00 UTC"))
        #expect(steps[2].contains("signs status lists by 1 January 2027, 01:00 UTC"))
        #expect(steps[3].contains("nothing"))
    }

    @Test func `is said to be due where it is`() throws {
        let steps = try Self.steps(due: 0, keys: [(.activate, 0)])
        #expect(steps[0].hasPrefix("Renew the trust bundle now: it was due on 1 January 2027"))
        #expect(steps[1].hasPrefix("Add a key that answers devices now"))
    }

    @Test func `is nothing where nothing ends, and the page says so`() async throws {
        try await TestService.with { vendor in
            try await vendor.withOperator { browser in
                let page = try await browser.get("/admin/trust")
                #expect(page.text.contains("What to do next, and when"))
                #expect(page.text.contains("For trust, nothing"))
            }
        }
    }
}

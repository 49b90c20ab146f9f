import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `What becomes of devices that are offline` {
    private static let end = Timestamp("2027-06-30")!

    private static func sentence(grace: Duration?, at now: Timestamp) throws -> String {
        var claims = LicenseClaims(
            .random(), of: .random(), benefit: .random(), prefix: LicensePrefix("ACME")!,
            issuedAt: Timestamp("2027-01-01")!)
        claims.expiresAt = end
        claims.grace = grace
        let outlook = OfflineOutlook(
            claims: claims, activations: [], now: now, listLifetime: .seconds(3600))
        return try #require(outlook.ofEnding.last)
    }

    @Test func `is said with the grace after the end`() throws {
        let before = Timestamp("2027-06-01")!
        #expect(
            try Self.sentence(grace: nil, at: before)
                == "Devices that stay offline work until the license ends on 30 June 2027.")
        let grace = Duration.seconds(30 * 86_400)
        for now in [before, Self.end + .seconds(86_400)] {
            let sentence = try Self.sentence(grace: grace, at: now)
            #expect(
                sentence.contains("work until 30 July 2027") && sentence.contains("30 June 2027"))
        }
    }

    @Test func `is over once the license and its grace are`() throws {
        let over = "Devices that stay offline have stopped already, as the license has ended."
        #expect(try Self.sentence(grace: nil, at: Self.end) == over)
        #expect(try Self.sentence(grace: .seconds(60), at: Self.end + .seconds(60)) == over)
    }
}

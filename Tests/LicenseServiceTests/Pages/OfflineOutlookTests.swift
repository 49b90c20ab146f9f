import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `What becomes of devices that are offline` {
    private static let end = Timestamp("2027-06-30")!

    private static func sentence(
        grace: Duration? = nil, seats: ActivationLimit = .notUsed,
        leases: DeviceLeases = DeviceLeases(), at now: Timestamp
    ) throws -> String {
        var claims = LicenseClaims(
            .random(), of: .random(), benefit: .random(), prefix: LicensePrefix("ACME")!,
            issuedAt: Timestamp("2027-01-01")!)
        claims.expiresAt = end
        claims.grace = grace
        claims.activationLimit = seats
        let outlook = OfflineOutlook(
            claims: claims, leases: leases, now: now, listLifetime: .seconds(3600))
        return try #require(outlook.ofEnding.last).description
    }

    @Test func `is said with the grace after the end`() throws {
        let before = Timestamp("2027-06-01")!
        #expect(
            try Self.sentence(grace: nil, at: before)
                == "Devices that stay offline work until the license ends on 30 June 2027, 00:00 UTC."
        )
        let grace = Duration.seconds(30 * 86_400)
        for now in [before, Self.end + .seconds(86_400)] {
            let sentence = try Self.sentence(grace: grace, at: now)
            #expect(
                sentence.contains("work until 30 July 2027") && sentence.contains("30 June 2027"))
        }
    }

    @Test func `is said by the leases where no device goes on without one`() throws {
        let now = Timestamp("2027-03-01")!
        let none = "No device works offline: none has a seat."
        #expect(try Self.sentence(seats: .seats(3), at: now) == none)
        let lease = DeviceLeases(devices: 2, unleased: 0, lastEnd: Timestamp("2027-03-31"))
        #expect(
            try Self.sentence(seats: .seats(3), leases: lease, at: now)
                == "Devices that stay offline work until their leases end, the last on 31 March 2027, 00:00 UTC."
        )
        // The license ends before its leases.
        let late = DeviceLeases(devices: 2, unleased: 0, lastEnd: Timestamp("2028-03-31"))
        #expect(
            try Self.sentence(seats: .seats(3), leases: late, at: now)
                .contains("the last on 30 June 2027, 00:00 UTC."))
        let over = DeviceLeases(devices: 1, unleased: 0, lastEnd: now)
        #expect(
            try Self.sentence(seats: .seats(3), leases: over, at: now)
                .contains("no lease left, so they have stopped"))
        let free = DeviceLeases(devices: 2, unleased: 1, lastEnd: Timestamp("2027-03-31"))
        #expect(
            try Self.sentence(seats: .seats(3), leases: free, at: now)
                .contains("until the license ends on 30 June 2027"))
    }

    @Test func `is over once the license and its grace are`() throws {
        let over = "Devices that stay offline have stopped already, as the license has ended."
        #expect(try Self.sentence(grace: nil, at: Self.end) == over)
        #expect(try Self.sentence(grace: .seconds(60), at: Self.end + .seconds(60)) == over)
    }
}

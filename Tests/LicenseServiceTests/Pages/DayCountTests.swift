import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Counts by day` {
    @Test func `have what happened, online and by devices, and what was refused`() async throws {
        try await TestService.with { vendor in
            let license = try vendor.license()
            let key = KeyReference(license)
            let (activations, organization) = (vendor.registry.activations, vendor.organization)
            for label in ["one", "two", "three", "four"] {
                _ = try activations.takeSeat(
                    NewSeat(.random(), label: label), of: key, of: organization, now: vendor.now)
            }
            var validation = Validation(key, of: organization)
            validation.demands.units = 5
            var tooMany = validation
            tooMany.demands.units = 5000
            let unknown = Validation(KeyReference(text: "nothing"), of: organization)
            _ = try activations.validate(
                [validation, validation, tooMany, unknown], now: vendor.now + .seconds(86_400))
            let day = vendor.now.daysSinceEpoch
            let counts = try vendor.registry.dayCounts.all(of: organization, from: day)
            #expect(
                counts.map { "\($0.day - day) \($0.kind) \($0.code) \($0.total)" } == [
                    "0 activations  3", "0 refusals seats-taken 1",
                    "1 validations  2", "1 units  10", "1 refusals units 1",
                ])
            let later = try vendor.registry.dayCounts.all(of: organization, from: day + 1)
            #expect(later.count == 3)
        }
    }

    @Test func `fall into days, weeks and months`() throws {
        let now = try #require(Timestamp("2027-03-01T12:00:00Z"))
        let last = now.daysSinceEpoch
        // A Monday: the day before is another week and another month.
        #expect(DayPlots.Span.week.bar(of: last) == DayPlots.Span.week.bar(of: last - 1) + 1)
        #expect(DayPlots.Span.week.bar(of: last) == DayPlots.Span.week.bar(of: last + 6))
        #expect(DayPlots.Span.month.bar(of: last) == DayPlots.Span.month.bar(of: last - 1) + 1)
        #expect(DayPlots.Span.month.bar(of: last) == DayPlots.Span.month.bar(of: last + 30))
        let plot = Plot("Units", [0, 4, 2], first: "a", last: "b")
        #expect(plot.peak == "4")
        #expect(plot.plotSummary.contains("6 from a to b"))
    }
}

import COSE
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
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
            let counts = try vendor.registry.nodes.dayCounts.all(of: organization, from: day)
            #expect(
                counts.map { "\($0.day - day) \($0.kind) \($0.code) \($0.total)" } == [
                    "0 activations  3", "0 refusals seats-taken 1",
                    "1 validations  2", "1 units  10", "1 refusals units 1",
                ])
            let later = try vendor.registry.nodes.dayCounts.all(of: organization, from: day + 1)
            #expect(later.count == 3)
        }
    }

    @Test func `of one license are kept by meter and month, and shown on both of its pages`()
        async throws
    {
        let clock = MovedClock(TestService.now)
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(directory, clock: clock.clock)
            let license = try vendor.license()
            let id = license.claims.license
            var validation = Validation(KeyReference(license), of: vendor.organization)
            validation.demands.units = 5
            for _ in 0..<2 {
                _ = try vendor.registry.activations.validate(
                    [validation, validation], now: vendor.now)
            }
            let later = vendor.now + .seconds(40 * 86_400)
            _ = try vendor.registry.activations.validate([validation], now: later)
            let machine = try vendor.device("machine", license)
            try await vendor.withOperator { browser in
                let form = try await browser.get("/portal/offline")
                func carry(_ message: [UInt8]) async throws {
                    let page = try await browser.post(
                        "/portal/offline", on: form, ["message": Carrier.encode(message)])
                    let answer = try Carrier.message(try #require(page.hidden("answer")))
                    for result in machine.install([answer], at: vendor.now) {
                        _ = try result.get()
                    }
                }
                try await carry(machine.request(.activate, at: vendor.now).bytes)
                _ = try await machine.consume(7, at: vendor.now)
                try await carry(machine.pendingReport(at: vendor.now).bytes)
                let first = vendor.now.monthsSinceYearZero
                let months = try vendor.registry.nodes.dayCounts.months(of: id, from: first)
                #expect(
                    months.map { "\($0.month - first) \($0.meter.number) \($0.units)" }
                        == ["0 0 27", "1 0 5"])
                #expect(
                    try vendor.registry.nodes.dayCounts.months(of: id, from: first + 1).count == 1)
                clock.advance(.seconds(40 * 86_400))
                try await vendor.signIn(browser)
                let words = "Units by month: 32 from March 2026 to February 2027"
                #expect(try await browser.get("/admin/keys/\(id)").text.contains(words))
                let key = try #require(try vendor.registry.licenses.details(id, now: later)).text
                let sign = try await browser.get("/portal/sign-in")
                let page = try await browser.post("/portal/sign-in/key", on: sign, ["key": key])
                #expect(page.text.contains(words))
            }
            try await vendor.service.runtime.pool.shutDown()
        }
    }

    @Test func `fall into days, weeks and months`() throws {
        let now = try #require(Timestamp("2027-03-01T12:00:00Z"))
        let last = now.daysSinceEpoch
        // A Monday: the day before is another week and another month.
        #expect(DayPlotSpan.week.bar(of: last) == DayPlotSpan.week.bar(of: last - 1) + 1)
        #expect(DayPlotSpan.week.bar(of: last) == DayPlotSpan.week.bar(of: last + 6))
        #expect(DayPlotSpan.month.bar(of: last) == DayPlotSpan.month.bar(of: last - 1) + 1)
        #expect(DayPlotSpan.month.bar(of: last) == DayPlotSpan.month.bar(of: last + 30))
        let plot = Plot("Units", [0, 4, 2], of: .week, first: "a", last: "b")
        #expect(plot.peak == "4")
        #expect(plot.plotSummary == "Units: 6 from a to b, most in one week 4.")
    }
}

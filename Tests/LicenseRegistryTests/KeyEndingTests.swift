import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `The end of a license key` {
    @Test(arguments: Driver.available)
    func `finds the license, whatever the key's length`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var remainders: Set<Int> = []
            for count in 1...8 {
                var order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
                order.terms.entitlements = [Entitlement(String(repeating: "a", count: count))!]
                let minted = try sample.registry.issuance.mint(
                    order, by: sample.issuer, now: SampleRegistry.now)
                remainders.insert(minted.message.bytes.count % 3)
                let masked = LicenseKey.masked(minted.text)
                #expect(try Self.found(masked, sample) == [minted.claims.license])
                #expect(try Self.found("*" + masked.drop { $0 == "*" }, sample).count == 1)
            }
            #expect(remainders.count == 3)
            #expect(try Self.found("****-AAAAAA", sample).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `is that of the text which people see`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
            order.extras.text = "ACME-1234-E304DA"
            let minted = try sample.registry.issuance.mint(
                order, by: sample.issuer, now: SampleRegistry.now)
            #expect(try Self.found("****-E304DA", sample) == [minted.claims.license])
            #expect(try Self.found("****-e304da", sample).isEmpty)
            // Its signed key is not what is shown of it.
            #expect(try Self.found(LicenseKey.masked(minted.text), sample).isEmpty)
        }
    }

    @Test(arguments: [
        "E304DA", "-E304DA", "****", "****-", "****-E304D", "****-E304DA1", "****E304DA",
        "****-E304?A", "****-é304D", "x***-E304DA",
    ])
    func `has one form`(_ text: String) {
        #expect(KeyEnding(text) == nil)
    }

    private static func found(
        _ text: some StringProtocol, _ sample: SampleRegistry
    ) throws -> [LicenseID] {
        var search = LicenseSearch(organization: sample.organization)
        let ending = try #require(KeyEnding(String(text)))
        search.ending = ending
        return try sample.registry.licenses.search(search, limit: 10, now: SampleRegistry.now)
            .map(\.claims.license)
    }
}

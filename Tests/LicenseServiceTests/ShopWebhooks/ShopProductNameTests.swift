import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

@Suite struct `The name of a shop's product` {
    @Test(
        arguments: [
            (
                #"{"data": {"product_id": "p1", "product": {"id": "p1", "name": "Pro plan"}}}"#,
                "Pro plan"
            ),
            (#"{"data": {"product": {"benefits": [{"id": "p1", "description": "Key"}]}}}"#, "Key"),
            (#"{"data": {"product_cart": [{"product_id": "p1", "quantity": 1}]}}"#, nil),
            (#"{"data": {"product": {"id": "p2", "name": "Other"}}}"#, nil), ("no json", nil),
            (#"{"id": "p1", "name": "a\u202eb"}"#, "ab"),
        ] as [(String, String?)])
    func `is read from a message that says so`(body: String, name: String?) {
        #expect(ShopProductName.find("p1", in: Array(body.utf8)) == name)
    }

    @Test(arguments: Driver.available)
    func `comes with one message of each product`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            for (number, product) in [(1, "p1"), (2, "p1"), (3, "p2")] {
                let message = try #require(ShopMessage(.polar, id: "m\(number)"))
                try sample.registry.sales.keep(
                    WaitingMessage(
                        message, of: sample.organization, at: ExactTime(SampleRegistry.now),
                        body: [UInt8(number)]), for: [product], now: SampleRegistry.now)
            }
            let samples = try sample.registry.sales.waitingSamples(of: sample.organization)
            let first = try #require(ShopProduct(.polar, id: "p1"))
            let second = try #require(ShopProduct(.polar, id: "p2"))
            #expect(samples == [first: [2], second: [3]])
        }
    }
}

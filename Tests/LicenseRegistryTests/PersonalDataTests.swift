import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A license key that is minted for somebody` {
    @Test func `holds no name and no address`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            var buyer = CustomerRecord(
                id: .random(), organization: sample.organization, name: "Ada Lovelace",
                createdAt: SampleRegistry.now)
            buyer.email = "ada@example.com"
            buyer.externalID = "customer-4711"
            try sample.registry.customers.add(buyer, now: SampleRegistry.now)
            var order = LicenseOrder(sample.benefit.id, terms: sample.benefit.terms)
            order.customer = buyer.id
            order.customerName = buyer.name
            let minted = try sample.registry.issuance.mint(
                order, by: sample.issuer, now: SampleRegistry.now)
            let bytes = minted.message.bytes
            // Its id is there, so that what is looked for would be found.
            #expect(bytes.firstRange(of: buyer.id.bytes) != nil)
            for text in ["Ada", "Lovelace", "ada@example.com", "4711"] {
                #expect(bytes.firstRange(of: Array(text.utf8)) == nil, "\(text)")
            }
        }
    }
}

import COSE
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import Testing

@testable import LicenseService

@Suite struct `A seat that is given up through a shop` {
    /// A device with a lease, and the seat that it has.
    private static func device(
        _ vendor: TestService, _ client: any TestClientProtocol, _ key: String
    ) async throws -> (ledger: Ledger, seat: ActivationID) {
        let license = try TrustedKeys(pinning: vendor.issuer.verificationKey).verify(
            LicenseKey(parsing: key))
        let ledger = try vendor.device("machine", license)
        let request = try ledger.request(.activate, at: vendor.now)
        try ledger.take(await client.sync(request.bytes))
        let seats = try vendor.registry.activations.all(of: license.claims.license)
        return (ledger, try #require(seats.first).id)
    }

    @Test func `of Polar's kind is gone, and free for nobody else`() async throws {
        try await PolarShop.with(seats: .seats(1)) { shop in
            let (id, key) = try shop.sell()
            let seat = try await Self.device(shop.vendor, shop.client, key).seat
            #expect(try await shop.deactivate(key, "\(seat)").status == .noContent)
            #expect(try await shop.activate(key).status == .forbidden)
            #expect(try await shop.deactivate(key, "\(seat)").status == .notFound)
            let shown = try await shop.call(
                .get, "/manage/v1/license-keys/\(id)/activations")
            let kept = try #require(shown.items.first)
            #expect(kept["standing"] as? String == "ended")
            #expect(kept["kept_until"] as? String == kept["lease_end"] as? String)
            #expect(kept["kept_until"] != nil)
            // The merchant is the vendor.
            #expect(
                try await shop.deactivate(key, "\(seat)", on: .merchant).status == .noContent)
            #expect(try await shop.activate(key).status == .ok)
        }
    }

    @Test func `of Dodo's kind is gone, and free for nobody else`() async throws {
        try await DodoShop.with(seats: .seats(1)) { shop in
            let sold = try shop.sell()
            let client = shop.merchant.client
            let (ledger, seat) = try await Self.device(shop.vendor, client, sold.key)
            #expect(try await shop.deactivate(sold.key, seat.dodoText).status == .ok)
            #expect(
                try await shop.activate(sold.key).refusal == "422 LICENSE_KEY_LIMIT_REACHED")
            #expect(
                try await shop.deactivate(sold.key, seat.dodoText).refusal
                    == "403 LICENSE_KEY_NOT_FOUND")
            let word = try ledger.request(.deactivate, at: shop.vendor.now)
            try ledger.take(await client.sync(word.bytes))
            #expect(try await shop.activate(sold.key).status == .created)
        }
    }

    @Test func `by the vendor is free at once`() async throws {
        try await PolarShop.with(seats: .seats(1)) { shop in
            let (_, key) = try shop.sell()
            let seat = try await Self.device(shop.vendor, shop.client, key).seat
            let answer = try await shop.call(.delete, "/manage/v1/activations/\(seat)")
            #expect(answer.status == .noContent)
            #expect(try await shop.activate(key).status == .ok)
        }
    }
}

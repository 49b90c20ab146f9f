import COSE
import HTTPTypes
import JSON
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Testing

@testable import LicenseService

/// One license, read through every surface after every verb.
@Suite struct `One license on all surfaces` {
    /// What a surface says of it; nil for what its contract has no room for.
    private struct Seen: Equatable {
        var isGranted: Bool?
        var end: Timestamp?
        var seats: Int?
        var units: Int?
    }

    private struct Reader {
        let shop: PolarShop
        let license: LicenseID
        /// The customer's own, at Polar's portal.
        let session: String

        private func end(_ answer: TestCaller.Answer) -> Timestamp? {
            // Dodo writes microseconds.
            answer["expires_at"].flatMap { Timestamp("\($0.prefix(19))Z") }
        }

        func native() async throws -> Seen {
            let place = "/manage/v1/license-keys/\(license)"
            let key = try await shop.call(.get, place)
            #expect(key.status == .ok)
            let seats = try await shop.call(.get, "\(place)/activations")
            let usage = try await shop.call(.get, "\(place)/usage")
            let units = (usage.json["usage"] as? [String: Int])?["0"] ?? 0
            // Its own answers agree with each other.
            #expect(key.integer("seats_taken") == seats.items.count)
            #expect(key.integer("units_used") == units)
            #expect((usage.json["activations"] as? [Any])?.count == seats.items.count)
            return Seen(
                isGranted: key["state"] == "granted", end: end(key), seats: seats.items.count,
                units: units)
        }

        func polar() async throws -> Seen {
            try await polar(PolarShop.merchantKeys)
        }

        func portal() async throws -> Seen {
            try await polar(PolarShop.publicKeys, token: session)
        }

        private func polar(_ place: String, token: String? = nil) async throws -> Seen {
            let key = try await shop.call(.get, "\(place)/\(license)", token: token)
            #expect(key.status == .ok)
            return Seen(
                isGranted: key["status"] == "granted", end: end(key),
                seats: (key.json["activations"] as? [Any])?.count, units: key.integer("usage"))
        }

        func dodo() async throws -> Seen {
            let key = try await shop.call(.get, "/license_keys/\(license.dodoText)")
            #expect(key.status == .ok)
            return Seen(
                isGranted: key["status"] == "disabled" ? false : true, end: end(key),
                seats: key.integer("instances_count"), units: nil)
        }

        /// All surfaces say this, as far as each has a word for it.
        func expect(_ seen: Seen, after verb: String) async throws {
            #expect(try await native() == seen, "native, after \(verb)")
            #expect(try await polar() == seen, "Polar, after \(verb)")
            #expect(try await portal() == seen, "Polar's portal, after \(verb)")
            var sold = seen
            sold.units = nil
            #expect(try await dodo() == sold, "Dodo, after \(verb)")
        }
    }

    @Test func `is the same after every verb`() async throws {
        try await PolarShop.with(seats: .seats(5), usage: 100) { shop in
            let (id, text) = try shop.sell()
            let key = try LicenseKey(parsing: text)
            let license = try TrustedKeys(pinning: shop.vendor.issuer.verificationKey).verify(key)
            try shop.showSeats()
            let reader = Reader(
                shop: shop, license: license.claims.license, session: try await shop.session())
            var seen = Seen(isGranted: true, end: license.claims.expiresAt, seats: 0, units: 0)
            try await reader.expect(seen, after: "the sale")

            let online = try await shop.activate(text)["id"]!
            seen.seats = 1
            try await reader.expect(seen, after: "Polar's activation")

            let instance = try await shop.call(
                .post, "/licenses/activate",
                ["license_key": .string(text), "name": "laptop"], token: "")
            #expect(instance.status == .created)
            seen.seats = 2
            try await reader.expect(seen, after: "Dodo's activation")

            let ledger = try shop.vendor.device("machine", license)
            let request = try ledger.request(.activate, at: TestService.now)
            try ledger.take(await shop.client.sync(request.bytes))
            seen.seats = 3
            try await reader.expect(seen, after: "a device's activation")

            #expect(try await shop.validate(text, [("increment_usage", 15)]).status == .ok)
            seen.units = 15
            try await reader.expect(seen, after: "units online")

            try await ledger.consume(5, at: TestService.now)
            let report = try ledger.pendingReport(at: TestService.now)
            try ledger.take(await shop.client.sync(report.bytes))
            seen.units = 20
            try await reader.expect(seen, after: "a device's report")

            #expect(
                try await shop.call(.delete, "/manage/v1/activations/\(online)").status
                    == .noContent)
            #expect(
                try await shop.call(.get, "/manage/v1/activations/\(online)")["standing"]
                    == "ended")
            #expect(
                try await shop.call(.delete, "/manage/v1/activations/\(online)").status
                    == .notFound)
            seen.seats = 2
            try await reader.expect(seen, after: "freeing a seat natively")

            let freed = try await shop.call(
                .post, "/licenses/deactivate",
                [
                    "license_key": .string(text),
                    "license_key_instance_id": .string(instance["id"] ?? ""),
                ], token: "")
            #expect(freed.status.kind == .successful)
            seen.seats = 1
            try await reader.expect(seen, after: "Dodo's deactivation")

            let later = try #require(Timestamp("2031-05-06T00:00:00Z"))
            _ = try await shop.update(id, ["expires_at": .string("\(later)")])
            seen.end = later
            try await reader.expect(seen, after: "another end")

            let past = TestService.now - .seconds(86_400)
            _ = try await shop.update(id, ["expires_at": .string("\(past)")])
            seen.end = past
            #expect(try await reader.native() == seen)
            #expect(try await reader.polar() == seen)
            #expect(try await reader.portal() == seen)

            _ = try await shop.update(id, ["expires_at": nil])
            seen.end = nil
            try await reader.expect(seen, after: "no end")

            _ = try await shop.update(id, ["status": "disabled"])
            seen.isGranted = false
            try await reader.expect(seen, after: "disabling")

            _ = try await shop.update(id, ["status": "granted"])
            seen.isGranted = true
            try await reader.expect(seen, after: "granting")
        }
    }

    @Test func `ends soon, however often it was changed just before`() async throws {
        try await PolarShop.with { shop in
            let (id, text) = try shop.sell()
            for limit in ["5", "6", "7", "8"] {
                let changed = try await shop.update(
                    id, .literal(#"{"limit_activations": \#(limit)}"#))
                #expect(changed.status == .ok)
            }
            let soon = TestService.now + .seconds(2)
            let ended = try await shop.update(id, ["expires_at": .string("\(soon)")])
            #expect(ended.status == .ok && ended["expires_at"] == "\(soon)")
            #expect(ended.integer("limit_activations") == 8)
            #expect(
                try await shop.call(.get, "/manage/v1/license-keys/\(id)")["expires_at"]
                    == "\(soon)")
            #expect(try await shop.validate(text).status == .ok)
            let later = try await shop.update(id, ["expires_at": "2031-01-01T00:00:00Z"])
            #expect(later["expires_at"] == "2031-01-01T00:00:00Z")
        }
    }
}

extension PolarShop {
    /// Lets customers see the seats that they have taken: Polar's portal shows none otherwise.
    fileprivate func showSeats() throws {
        let benefits = vendor.registry.benefits
        var listing = try #require(try benefits.listing(vendor.benefit.id))
        listing.showsSeats = true
        try benefits.replace(listing, now: TestService.now)
    }
}

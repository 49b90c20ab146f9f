import HTTPTypes
import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Testing

@testable import LicenseService

/// How often seats may move, as each surface says it.
@Suite struct `Seats that moved as often as they may` {
    private static let next = TestService.now + .seconds(90 * 86_400)

    /// A shop whose license has had its one move, and has another seat taken.
    private static func with(
        _ body:
            @escaping @Sendable (
                _ shop: PolarShop, _ id: String, _ key: String, _ seat: String
            ) async throws -> Void
    ) async throws {
        try await PolarShop.with(seats: .seats(2)) { shop in
            var benefit = shop.vendor.benefit
            benefit.seatMoves = SeatMoveLimit("1/90d")
            try shop.vendor.registry.benefits.replace(
                benefit, organization: shop.vendor.organization, now: TestService.now)
            let (id, key) = try shop.sell()
            let first = try await shop.activate(key)["id"] ?? ""
            #expect(try await shop.deactivate(key, first).status == .noContent)
            let seat = try await shop.activate(key)["id"] ?? ""
            try await body(shop, id, key, seat)
        }
    }

    @Test func `are not freed by apps of either shop, and keep their machines`() async throws {
        try await Self.with { shop, id, key, seat in
            for surface in PolarShop.Surface.allCases {
                let refused = try await shop.deactivate(key, seat, on: surface)
                #expect(refused.status == .forbidden)
                #expect(refused["error"] == "NotPermitted")
                #expect(refused["detail"]?.contains("\(Self.next)") == true)
            }
            let instance = try await shop.call(
                .post, "/licenses/activate",
                ["license_key": .string(key), "name": "laptop"], token: "")
            #expect(instance.status == .created)
            let refused = try await shop.call(
                .post, "/licenses/deactivate",
                [
                    "license_key": .string(key),
                    "license_key_instance_id": .string(instance["id"] ?? ""),
                ], token: "")
            #expect(refused.status == .unprocessableContent)
            #expect(refused["code"] == "LICENSE_KEY_LIMIT_REACHED")
            #expect(refused["message"]?.contains("\(Self.next)") == true)
            let valid = try await shop.validate(key, [("activation_id", .string(seat))])
            #expect(valid.status == .ok)
            #expect(
                try await shop.call(.get, "/manage/v1/license-keys/\(id)").integer("seats_taken")
                    == 2)
        }
    }

    @Test func `are freed over the native API if the vendor lets it pass`() async throws {
        try await Self.with { shop, _, key, seat in
            let place = "/manage/v1/activations/\(seat)"
            let refused = try await shop.call(.delete, place)
            #expect(refused.status == .conflict && refused["code"] == "license.seat-moves")
            #expect(refused["detail"]?.contains("\(Self.next)") == true)
            #expect(
                try await shop.call(.delete, "\(place)?beyond_moves=perhaps").status
                    == .unprocessableContent)
            #expect(
                try await shop.call(.delete, "\(place)?beyond_moves=true").status == .noContent)
            #expect(try await shop.activate(key).status == .ok)
        }
    }

    @Test func `are a benefit's, which the native API reads and writes`() async throws {
        try await PolarShop.with { shop in
            let place = "/manage/v1/benefits"
            let made = try await shop.call(
                .post, place, .literal(#"{"name": "m", "prefix": "ACME", "seat_moves": "3/12w"}"#))
            #expect(made["seat_moves"] == "3/84d")
            let id = made["id"] ?? ""
            let wrong = try await shop.call(
                .put, "\(place)/\(id)",
                .literal(#"{"name": "m", "prefix": "ACME", "seat_moves": "often"}"#))
            #expect(wrong.status == .unprocessableContent)
            #expect(try await shop.call(.get, "\(place)/\(id)")["seat_moves"] == "3/84d")
            let changed = try await shop.call(
                .put, "\(place)/\(id)", .literal(#"{"name": "m", "prefix": "ACME"}"#))
            #expect(changed.status == .ok && changed["seat_moves"] == nil)
        }
    }
}

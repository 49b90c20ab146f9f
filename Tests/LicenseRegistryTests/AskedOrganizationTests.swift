import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// Whoever names an organization with a key means a license of that one, or none.
@Suite struct `A key with the name of another organization` {
    /// Licenses by a signed key and by a text, each with a seat, and an organization that has none.
    private struct Stage {
        let sample: SampleRegistry
        let neighbor = OrganizationID.random()
        let keys: [KeyReference]
        let texts: [String]
        let seats: [ActivationID]
        let rows: OwnedRows.Reader

        init(_ sample: SampleRegistry) throws {
            self.sample = sample
            var extras = LicenseExtras()
            extras.text = "OLD-KEY"
            let signed = try sample.sell(seats: .seats(2), units: 10)
            _ = try sample.sell(seats: .seats(2), units: 10, seed: 501, extras: extras)
            keys = [signed.key, KeyReference(text: "OLD-KEY")]
            texts = [signed.minted.text, "OLD-KEY"]
            seats = try keys.enumerated().map { number, key in
                try sample.take(key, seed: UInt64(number) + 600).get().seat.id
            }
            try sample.registry.organizations.add(
                Organization(id: neighbor, name: "Neighbor Ltd"), now: SampleRegistry.now)
            rows = try OwnedRows.Reader(of: sample.organization, in: sample.database.open())
        }

        func refusals(of organization: OrganizationID) throws -> Int64 {
            try sample.registry.nodes.dayCounts.all(
                of: organization, from: SampleRegistry.now.daysSinceEpoch
            ).filter { $0.kind == .refusals }.reduce(0) { $0 + $1.total }
        }
    }

    @Test(arguments: Driver.available)
    func `is unknown, and leaves every row of its owner as it was`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let stage = try Stage(sample)
            let (registry, neighbor, now) = (sample.registry, stage.neighbor, SampleRegistry.now)
            let before = try stage.rows.read()
            #expect(before.count > 5)
            for (key, seat) in zip(stage.keys, stage.seats) {
                let taken = try registry.activations.takeSeat(
                    NewSeat(.random(), label: "theirs"), of: key, of: neighbor, now: now)
                #expect(throws: LicenseKeyRefusal.unknown) { try taken.get() }
                for freer in [SeatFreer.keyHolder, .vendor] {
                    let freed = try registry.activations.freeSeat(
                        seat, of: key, of: neighbor, by: freer, beyondMoves: freer == .vendor,
                        now: now)
                    #expect(throws: LicenseKeyRefusal.unknown) { try freed.get() }
                }
                for units in [Int64(0), 1, 100] {
                    var validation = Validation(key, of: neighbor)
                    validation.demands.units = units
                    validation.demands.seat = seat
                    let outcome = try registry.activations.validate([validation], now: now)
                    #expect(throws: LicenseKeyRefusal.unknown) { try outcome[0].get() }
                }
                #expect(try registry.licenses.details(named: key, of: neighbor, now: now) == nil)
            }
            for text in stage.texts {
                #expect(try registry.licenses.find(named: text, of: neighbor) == nil)
                #expect(try registry.licenses.find(named: text, of: sample.organization) != nil)
            }
            #expect(try stage.rows.read().differences(from: before) == [])
            #expect(try stage.refusals(of: sample.organization) == 0)
            // Nobody knows whether the neighbor was meant by who has another's key.
            #expect(try stage.refusals(of: neighbor) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `is unknown beside one with the right name, which counts once`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let stage = try Stage(sample)
            for key in stage.keys {
                let outcomes = try sample.registry.activations.validate(
                    [stage.neighbor, sample.organization, nil, stage.neighbor].map {
                        Validation(key, of: $0)
                    }, now: SampleRegistry.now)
                #expect(throws: LicenseKeyRefusal.unknown) { try outcomes[0].get() }
                #expect(try outcomes[1].get().license.validations == 1)
                #expect(try outcomes[2].get().license.validations == 2)
                #expect(throws: LicenseKeyRefusal.unknown) { try outcomes[3].get() }
            }
            #expect(try stage.refusals(of: sample.organization) == 0)
        }
    }

    @Test(arguments: Driver.available)
    func `is looked for in every table, as each says whose its rows are`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let rows = try OwnedRows.Reader(of: sample.organization, in: sample.database.open())
            // A table that is added names an organization, or a thing of one; or it stands here.
            #expect(
                rows.tablesOfAll == [
                    "audit_record", "kept_answer", "lease", "node", "service_key", "shop_message",
                ])
            let before = try rows.read()
            _ = try sample.sell()
            #expect(try rows.read().differences(from: before).contains { $0.hasPrefix("license:") })
        }
    }
}

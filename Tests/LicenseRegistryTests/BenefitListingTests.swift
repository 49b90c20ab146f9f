import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Benefits as a shop shows them` {
    private static func listing(
        _ sample: SampleRegistry, _ name: String, brand: String? = "acme-1", seed: UInt64
    ) throws -> BenefitListing {
        var generator = SplitMix64(seed: seed)
        let terms = LicenseTerms(prefix: BenefitListing.prefix(for: brand)!)
        var listing = BenefitListing(
            Benefit(id: .random(using: &generator), name: BenefitName(name)!, terms: terms),
            of: sample.organization, description: "Über 100%", now: SampleRegistry.now)
        listing.visibility = .draft
        listing.metadata = try attributes(#"{"n": 1.0}"#)
        listing.brand = brand
        listing.showsSeats = true
        return listing
    }

    @Test(arguments: Driver.available)
    func `come back as they were`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var listing = try Self.listing(sample, "one", seed: 1)
            try sample.registry.benefits.add(listing, now: SampleRegistry.now)
            let found = try #require(try sample.registry.benefits.listing(listing.benefit.id))
            #expect(found.benefit == listing.benefit)
            #expect(found.description == "Über 100%")
            #expect(found.visibility == .draft)
            #expect(found.metadata == listing.metadata)
            #expect(found.brand == "acme-1")
            #expect(found.showsSeats)
            #expect(found.changedAt == nil)
            listing.description = "Other"
            let later = SampleRegistry.now + .seconds(5)
            try sample.registry.benefits.replace(listing, now: later)
            #expect(try sample.registry.benefits.listing(listing.benefit.id)?.changedAt == later)
            // A prefix that is changed elsewhere counts above what was written here.
            listing.benefit.terms.prefix = LicensePrefix("OTHER")!
            try sample.registry.benefits.replace(
                listing.benefit, organization: sample.organization, now: later)
            #expect(try sample.registry.benefits.listing(listing.benefit.id)?.brand == "OTHER")
            #expect(try sample.registry.benefits.listing(sample.benefit.id)?.description == "pro")
        }
    }

    @Test(arguments: Driver.available)
    func `are found by what the organization keeps with them`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            for (name, seed, metadata) in [
                (
                    "one", 1,
                    #"{"tier": "Pro", "n": 1.0, "on": true, "a\"b": "x,\"tier\":\"basic\","}"#
                ),
                ("two", 2, #"{"n": 1, "tier": "basic"}"#), ("three", 3, #"{"n": "1"}"#),
                ("four", 4, #"{}"#), ("five", 5, #"{"x\",\"tier": "basic", "ä": "é"}"#),
            ] {
                var listing = try Self.listing(sample, name, seed: UInt64(seed))
                listing.metadata = try attributes(metadata)
                try sample.registry.benefits.add(
                    listing, now: SampleRegistry.now + .seconds(Int64(seed)))
            }
            func names(_ metadata: (name: String, values: [String])...) throws -> [String] {
                var filter = BenefitListingFilter(organization: sample.organization)
                filter.metadata = metadata
                filter.order = [(.created, .oldestFirst)]
                return try sample.registry.benefits.listings(
                    matching: filter, page: PageRange(number: 0, size: 10)
                ).listings.map { "\($0.benefit.name)" }
            }
            #expect(try names(("tier", ["Pro"])) == ["one"])
            #expect(try names(("tier", ["pro"])).isEmpty)
            #expect(try names(("tier", ["basic"])) == ["two"])
            #expect(try names(("tier", ["basic", "Pro"])) == ["one", "two"])
            #expect(try names(("n", ["1"])) == ["two", "three"])
            #expect(try names(("n", ["1.0"])) == ["one"])
            #expect(try names(("n", ["1"]), ("tier", ["basic", "x"])) == ["two"])
            #expect(try names(("on", ["true"])) == ["one"])
            #expect(try names(("ä", ["é"])) == ["five"])
            #expect(try names((#"x","tier"#, ["basic"])) == ["five"])
            #expect(try names((#"a"b"#, [#"x,"tier":"basic","#])) == ["one"])
            for (name, value) in [("", ""), ("tier", "null"), ("n", "[1]"), ("tier", "%")] {
                #expect(try names((name, [value])).isEmpty, "\(name) \(value)")
            }
        }
    }

    @Test(arguments: Driver.available)
    func `have names of their own, also once they are changed`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (one, two) = (
                try Self.listing(sample, "one", seed: 1), try Self.listing(sample, "two", seed: 2)
            )
            for listing in [one, two] {
                try sample.registry.benefits.add(listing, now: SampleRegistry.now)
            }
            var renamed = two
            renamed.benefit.name = one.benefit.name
            #expect(throws: RegistryError.exists(kind: .benefit, name: "one")) {
                try sample.registry.benefits.replace(renamed, now: SampleRegistry.now)
            }
            try sample.registry.benefits.replace(two, now: SampleRegistry.now)
            #expect(
                try sample.registry.benefits.listing(two.benefit.id)?.benefit.name
                    == two.benefit.name)
        }
    }

    @Test(arguments: Driver.available)
    func `are found by their words, and not once they are deleted`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let listing = try Self.listing(sample, "one", seed: 1)
            try sample.registry.benefits.add(listing, now: SampleRegistry.now + .seconds(1))
            let page = PageRange(number: 0, size: 10)
            func names(_ change: (inout BenefitListingFilter) -> Void) throws -> [String] {
                var filter = BenefitListingFilter(organization: sample.organization)
                change(&filter)
                return try sample.registry.benefits.listings(matching: filter, page: page).listings
                    .map { "\($0.benefit.name)" }
            }
            #expect(try names { _ in } == ["one", "pro"])
            #expect(try names { $0.order = [(.description, .oldestFirst)] } == ["pro", "one"])
            #expect(try names { $0.search = "BER 100%" } == ["one"])
            #expect(try names { $0.search = "_" }.isEmpty)
            #expect(try names { $0.ids = [sample.benefit.id] } == ["pro"])
            #expect(try names { $0.excluded = [sample.benefit.id] } == ["one"])
            try sample.registry.benefits.delete(listing.benefit.id, now: SampleRegistry.now)
            #expect(try names { _ in } == ["pro"])
            #expect(throws: RegistryError.missing(kind: .benefit)) {
                try sample.registry.benefits.delete(listing.benefit.id, now: SampleRegistry.now)
            }
            #expect(throws: RegistryError.missing(kind: .benefit)) {
                try sample.registry.benefits.replace(listing, now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: [
        (String?.none, "KEY"), ("acme", "ACME"), ("9-lives", "LIVES"), ("ümlaut-9", "MLAUT9"),
        ("--", "KEY"), ("abcdefghijklmnopqrst", "ABCDEFGHIJKLMNOP"),
    ])
    func `have the prefix that comes closest to what was written`(brand: String?, prefix: String) {
        #expect(BenefitListing.prefix(for: brand)?.description == prefix)
    }
}

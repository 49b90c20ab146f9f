import COSE
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import NIOCore
import RegistryTestSupport
import Testing

@testable import LicenseService

/// A verb that changes what a list says of a token.
private struct StatusVerb: Sendable {
    let name: String
    /// What the next list says.
    let status: LicenseStatus
    /// Makes what the verb is about; a list is published before the verb.
    var prepare: @Sendable (TestSeller) throws -> LicenseRecord = { try $0.license() }
    /// Does it, and returns the token's position where it is another than before.
    let act: @Sendable (TestSeller, LicenseRecord) throws -> StatusIndex?
}

/// A vendor with a number of its own for each license, sale and buyer.
private struct TestSeller: Sendable {
    let vendor: TestService
    let number: UInt64

    var registry: Registry { vendor.registry }
    var policy: SalePolicy { SalePolicy(issuer: vendor.issuer, sendsEmails: false) }

    var buyer: Buyer {
        var buyer = Buyer()
        buyer.externalID = "cus_\(number)"
        return buyer
    }

    func license() throws -> LicenseRecord {
        try record(vendor.license(seed: number).claims.license)
    }

    func record(_ id: LicenseID) throws -> LicenseRecord {
        try #require(try registry.licenses.find(id))
    }

    func set(_ state: LicenseState, _ license: LicenseRecord) throws {
        try registry.issuance.setState(
            of: license.claims.license, to: state, reason: "", now: TestService.now)
    }

    func end(_ license: LicenseRecord, at end: Timestamp?) throws {
        try registry.issuance.setEnd(of: license.claims.license, to: end, now: TestService.now)
    }

    func replaceToken(of license: LicenseRecord, former: FormerToken) throws {
        var claims = license.claims
        claims.issuedAt = claims.issuedAt + .seconds(1)
        claims.statusIndex = try registry.statusLists.reserveIndexes(
            1, organization: vendor.organization, now: TestService.now)[0]
        try registry.issuance.replaceToken(
            license, by: vendor.issuer.mint(claims), former: former, now: TestService.now)
    }

    /// What the shop says of a sale.
    @discardableResult
    func sale(
        _ status: SaleStatus, at second: Int64, until end: Timestamp? = nil
    ) throws -> [LicenseID] {
        let sale = try #require(Sale(.subscription, "sub_\(number)"))
        var notice = SaleNotice(
            of: sale, organization: vendor.organization, .whole(gives: [vendor.benefit.id]),
            status, at: ExactTime(TestService.now + .seconds(second)))
        notice.buyer = buyer
        notice.endsAt = end
        return try registry.sales.take([notice], policy: policy, now: TestService.now).minted
    }

    func sold(until end: Timestamp? = nil) throws -> LicenseRecord {
        try record(#require(try sale(.granted, at: 0, until: end).first))
    }

    func grant(of license: LicenseRecord) throws -> GrantRecord {
        try #require(try registry.sales.grants.find(of: license.claims.license))
    }

    /// Another token of a license, signed elsewhere, which is imported.
    func bringToken(of license: LicenseRecord) throws -> StatusIndex? {
        var claims = license.claims
        claims.issuedAt = claims.issuedAt + .seconds(1)
        claims.statusIndex = try registry.statusLists.reserveIndexes(
            1, organization: vendor.organization, now: TestService.now)[0]
        let verified = try TrustedKeys(pinning: vendor.issuer.verificationKey)
            .verify(LicenseKey(vendor.issuer.mint(claims).message))
        #expect(
            try registry.issuance.importLicense(verified, customer: nil, now: TestService.now))
        return claims.statusIndex
    }

    /// A license of another shop, which is brought with a state or an end.
    func foreign(_ state: LicenseState, _ end: Timestamp? = nil) throws -> StatusIndex? {
        var license = ForeignLicense(
            .polar, id: "lk_\(number)", key: "OLD-\(number)", benefit: vendor.benefit.id,
            buyer: buyer)
        license.state = state
        license.expiresAt = end
        _ = try registry.sales.imports.bring(license, issuer: vendor.issuer, now: TestService.now)
        return try registry.licenses.details(
            named: KeyReference(text: license.key), of: vendor.organization, now: TestService.now
        )?.claims.statusIndex
    }
}

extension StatusVerb {
    private static let past = TestService.now - .seconds(60)
    private static let soon = TestService.now + .seconds(100)

    fileprivate static let all = states + replacements + terms + sales + imports

    private static let states = [
        StatusVerb(name: "disable", status: .suspended) { seller, license in
            try seller.set(.disabled, license)
            return nil
        },
        StatusVerb(name: "revoke", status: .invalid) { seller, license in
            try seller.set(.revoked, license)
            return nil
        },
        StatusVerb(
            name: "enable", status: .valid,
            prepare: { seller in
                let license = try seller.license()
                try seller.set(.revoked, license)
                return license
            }
        ) { seller, license in
            try seller.set(.granted, license)
            return nil
        },
        StatusVerb(name: "end", status: .suspended) { seller, license in
            try seller.end(license, at: past)
            return nil
        },
        StatusVerb(
            name: "take an end back", status: .valid,
            prepare: { seller in
                let license = try seller.license()
                try seller.end(license, at: past)
                return license
            }
        ) { seller, license in
            try seller.end(license, at: nil)
            return nil
        },
    ]

    private static let replacements = [
        StatusVerb(name: "re-mint with less", status: .invalid) { seller, license in
            try seller.replaceToken(of: license, former: .isOutdated)
            return nil
        },
        StatusVerb(name: "rotate", status: .invalid) { seller, license in
            try seller.replaceToken(of: license, former: .isVoid)
            return nil
        },
        StatusVerb(
            name: "re-mint what has ended", status: .valid,
            prepare: { seller in
                let license = try seller.license()
                try seller.end(license, at: past)
                return license
            }
        ) { seller, license in
            try seller.replaceToken(of: license, former: .runsOut)
            return nil
        },
        StatusVerb(
            name: "revoke what was re-minted", status: .invalid,
            prepare: { seller in
                let license = try seller.license()
                try seller.replaceToken(of: license, former: .runsOut)
                return license
            }
        ) { seller, license in
            try seller.set(.revoked, license)
            return nil
        },
        StatusVerb(name: "record what has ended", status: .suspended) { seller, _ in
            var generator = SplitMix64(seed: seller.number + 1_000_000)
            var grant = Grant(seller.vendor.benefit.id)
            grant.statusIndex = try seller.registry.statusLists.reserveIndexes(
                1, organization: seller.vendor.organization, now: TestService.now)[0]
            let minted = try seller.vendor.issuer.mint(
                seller.vendor.benefit.terms, for: grant, issuedAt: TestService.now,
                using: &generator)
            var extras = LicenseExtras()
            extras.end = past
            try seller.registry.issuance.record(
                LicenseRecord(minted), with: extras, now: TestService.now)
            return minted.claims.statusIndex
        },
    ]

    private static let terms = [
        StatusVerb(name: "change terms to less", status: .invalid) { seller, license in
            var terms = TermsChange()
            terms.activationLimit = .set(.seats(1))
            try seller.registry.issuance.change(
                license.claims.license, to: terms, by: seller.vendor.issuer, now: TestService.now)
            return nil
        },
        StatusVerb(name: "change the end to one that has passed", status: .suspended) {
            seller, license in
            var terms = TermsChange()
            terms.end = .set(past)
            try seller.registry.issuance.change(
                license.claims.license, to: terms, by: seller.vendor.issuer, now: TestService.now)
            return nil
        },
        StatusVerb(name: "change several to less", status: .invalid) { seller, license in
            var request = TermsRequest(license.claims.license, from: .now)
            request.change.activationLimit = .set(.seats(1))
            _ = try seller.registry.issuance.change(
                [request], by: seller.vendor.issuer, now: TestService.now)
            return nil
        },
        StatusVerb(name: "rotate by a new key", status: .invalid) { seller, license in
            try seller.registry.issuance.rotate(
                license.claims.license, by: seller.vendor.issuer, now: TestService.now)
            return nil
        },
        StatusVerb(
            name: "renew the terms of what has ended", status: .valid,
            prepare: { seller in
                let license = try seller.license()
                try seller.end(license, at: past)
                return license
            }
        ) { seller, license in
            try seller.registry.issuance.renewTerms(
                of: license.claims.license, through: nil, by: seller.vendor.issuer,
                now: TestService.now)
            return try seller.record(license.claims.license).claims.statusIndex
        },
        StatusVerb(name: "mint what has ended", status: .suspended) { seller, _ in
            var order = LicenseOrder(
                seller.vendor.benefit.id, terms: seller.vendor.benefit.terms)
            order.end(at: past, now: TestService.now)
            return try seller.registry.issuance.mint(
                order, by: seller.vendor.issuer, now: TestService.now
            ).claims.statusIndex
        },
    ]

    private static let sales = [
        StatusVerb(name: "sale suspended", status: .suspended, prepare: { try $0.sold() }) {
            seller, _ in
            try seller.sale(.suspended, at: 1)
            return nil
        },
        StatusVerb(name: "sale revoked", status: .invalid, prepare: { try $0.sold() }) {
            seller, _ in
            try seller.sale(.revoked, at: 1)
            return nil
        },
        StatusVerb(
            name: "sale granted again", status: .valid,
            prepare: { seller in
                let license = try seller.sold()
                try seller.sale(.revoked, at: 1)
                return license
            }
        ) { seller, license in
            try seller.sale(.granted, at: 2)
            return try seller.record(license.claims.license).claims.statusIndex
        },
        StatusVerb(
            name: "sale ends by itself", status: .invalid, prepare: { try $0.sold(until: soon) }
        ) { seller, _ in
            let count = try seller.registry.sales.endDue(
                policy: seller.policy, now: soon)
            #expect(count == 1)
            return nil
        },
        StatusVerb(name: "buyer deleted", status: .invalid, prepare: { try $0.sold() }) {
            seller, _ in
            try seller.registry.sales.revokeAll(
                of: seller.buyer, organization: seller.vendor.organization,
                at: ExactTime(TestService.now + .seconds(1)), now: TestService.now)
            return nil
        },
        StatusVerb(name: "grant taken by the vendor", status: .invalid, prepare: { try $0.sold() })
        {
            seller, license in
            try seller.registry.sales.setGrant(
                seller.grant(of: license), to: .revoked, now: TestService.now + .seconds(1))
            return nil
        },
        StatusVerb(name: "grant revoked", status: .invalid, prepare: { try $0.sold() }) {
            seller, license in
            try seller.registry.sales.grants.revoke(
                seller.grant(of: license).id, reason: "", now: TestService.now)
            return nil
        },
        StatusVerb(name: "grants revoked", status: .invalid, prepare: { try $0.sold() }) {
            seller, license in
            var filter = GrantFilter(organization: seller.vendor.organization)
            filter.customer = try seller.grant(of: license).customer
            try seller.registry.sales.grants.revokeAll(
                matching: filter, deleting: .customer, reason: "", now: TestService.now)
            return nil
        },
    ]

    private static let imports = [
        StatusVerb(name: "bring what is revoked", status: .invalid) { seller, _ in
            try seller.foreign(.revoked)
        },
        StatusVerb(name: "bring what is disabled", status: .suspended) { seller, _ in
            try seller.foreign(.disabled)
        },
        StatusVerb(
            name: "import another token of what is revoked", status: .invalid,
            prepare: { seller in
                let license = try seller.license()
                try seller.set(.revoked, license)
                return license
            }
        ) { seller, license in try seller.bringToken(of: license) },
        StatusVerb(
            name: "import another token of what has ended", status: .suspended,
            prepare: { seller in
                let license = try seller.license()
                try seller.end(license, at: past)
                return license
            }
        ) { seller, license in try seller.bringToken(of: license) },
        StatusVerb(name: "bring what has ended", status: .suspended) { seller, _ in
            try seller.foreign(.granted, past)
        },
    ]
}

@Suite struct `The next list` {
    @Test(arguments: Driver.available)
    func `says what each verb has done to a status, one round later`(
        _ driver: Driver
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let vendor = try TestService(directory, database: place.open())
                let (service, keys) = (vendor.service, StatusKeys(pinning: vendor.keys.listKey))
                func published() async throws -> VerifiedStatusList {
                    await service.publisher.round()
                    let document = try #require(service.lists[0]).document
                    return try keys.verify(
                        SignedMessage(
                            Array(document.body.readableBytesView),
                            maxPayload: Limits.maxObjectBytes))
                }
                for (number, verb) in StatusVerb.all.enumerated() {
                    let seller = TestSeller(vendor: vendor, number: UInt64(number))
                    let license = try verb.prepare(seller)
                    let before = try await published()
                    let index = try verb.act(seller, license) ?? license.claims.statusIndex
                    let next = try await published()
                    #expect(
                        next.claims.sequence == before.claims.sequence + 1, "\(verb.name)")
                    let status = try next.status(of: #require(index))
                    #expect(status == verb.status, "\(verb.name)")
                    // What was said is not said again.
                    let again = try await published()
                    #expect(again.claims.sequence == next.claims.sequence)
                }
                try await service.shutDown()
            }
        }
    }

    /// What writes rows of `status_change`, by file, each with a verb above that goes through it;
    /// nil for what heals a restored registry, which `RestoreWalkTests` walks through.
    private static let writers: [String: String?] = [
        "LicenseStateChanges.swift": "revoke", "UsageAndEndChanges.swift": "end",
        "IssuanceChanges.swift": "record what has ended", "RenewalChanges.swift": "rotate",
        "ImportedTokenChanges.swift": "import another token of what is revoked",
        "LostStatuses.swift": nil, "UnknownTokens.swift": nil, "ResumeChanges.swift": nil,
    ]

    @Test func `is asked of a verb for each file that changes a status`() throws {
        let folder = RepositoryFolder.root.appendingPathComponent("Sources/LicenseRegistry")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var found: Set<String> = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            if text.contains("StatusLogChanges(change).note(") {
                found.insert(file.lastPathComponent)
            }
            // The log is written in one file, so that none of its writers is missing above.
            let writes = text.contains("INSERT INTO status_change")
            let isLog = file.lastPathComponent == "StatusLogChanges.swift"
            #expect(writes == isLog || file.path.contains("/Migrations/"))
        }
        #expect(found == Set(Self.writers.keys))
        let names = Set(StatusVerb.all.map(\.name))
        #expect(Self.writers.values.allSatisfy { verb in verb.map { names.contains($0) } ?? true })
    }

    @Test func `is about shards that began since, and takes no word from the audit log`()
        async throws
    {
        try await TestService.with { vendor in
            await vendor.service.publisher.round()
            #expect(vendor.service.lists[0] == nil)
            let license = try vendor.license().claims
            await vendor.service.publisher.round()
            #expect(vendor.service.lists[0]?.claims.sequence == 1)
            try vendor.registry.issuance.setUsage(
                of: license.license, to: 3, now: TestService.now)
            await vendor.service.publisher.round()
            #expect(vendor.service.lists[0]?.claims.sequence == 1)
        }
    }
}

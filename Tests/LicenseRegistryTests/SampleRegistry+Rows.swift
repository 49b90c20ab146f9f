import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

extension SampleRegistry {
    /// Puts something into every table.
    func fill(licenses: Int = 60) throws {
        let indexes = try reserve(licenses)
        let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")
        let minted = try (0..<licenses).map { number in
            try mint(
                index: number.isMultiple(of: 2) ? indexes[number] : nil,
                customer: number.isMultiple(of: 3) ? customer : nil, seed: UInt64(number) + 1000)
        }
        try registry.issuance.record(
            minted.map { LicenseRecord($0, customer: "Ärzte & Söhne") }, now: SampleRegistry.now)
        let batch = try registry.issuance.batches.begin(
            #require(BatchID("4f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")), name: "orders",
            organization: organization, inputDigest: [UInt8](repeating: 7, count: 32),
            issuedAt: SampleRegistry.now, now: SampleRegistry.now)
        let row = try mint(seed: 9999)
        try registry.issuance.record(
            [LicenseRecord(claims: row.claims, message: row.message, batchRow: 1)], batch: batch.id,
            now: SampleRegistry.now)
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey,
                organization: organization, createdAt: SampleRegistry.now))
        try registry.issuance.setState(
            of: minted[0].claims.license, to: .revoked, reason: "refunded", now: SampleRegistry.now)
        let device = try TestDevice(1, RegistryVendor.license(self, seats: .seats(2), usage: 1000))
        let vendor = RegistryVendor(registry: registry)
        try device.take(vendor.answer(device.request(), of: device))
        device.used = 17
        try vendor.answer(device.report())
        // One that gives back what nobody has heard it ask for.
        let early = try TestDevice(2, device.license)
        _ = try vendor.answer(early.request(.deactivate(used: UsageTotal(units: 0))), of: early)
        let snapshot = try registry.statusLists.snapshot(of: organization, shard: 0)
        var builder = StatusListBuilder(organization: organization, shard: 0)
        for exception in snapshot.exceptions { builder.set(exception.status, of: exception.index) }
        let list = try builder.signed(
            by: RegistryVendor.key, sequence: 1, base: "https://example.com/status",
            issuedAt: SampleRegistry.now, expiresAt: SampleRegistry.now + .seconds(86_400),
            timeToLive: .seconds(3600))
        try registry.statusLists.publish(
            list, from: registry.statusLists.pending(of: organization, shard: 0),
            exceptions: snapshot.exceptions.count, now: SampleRegistry.now)
        let next = try builder.signed(
            by: RegistryVendor.key, sequence: 2, base: "https://example.com/status",
            issuedAt: SampleRegistry.now, expiresAt: SampleRegistry.now + .seconds(86_400),
            timeToLive: .seconds(3600))
        try registry.statusLists.record(next.claims, from: snapshot, now: SampleRegistry.now)
        try fillServiceTables(minted[1].claims.license)
        // After the list, so that the log has a line.
        try registry.issuance.setState(
            of: minted[2].claims.license, to: .disabled, reason: "", now: SampleRegistry.now)
    }

    private func fillServiceTables(_ license: LicenseID) throws {
        var generator = SplitMix64(seed: 12)
        try registry.tokens.add(
            APITokenRecord(
                id: .random(using: &generator), organization: organization, name: "first",
                scopes: Set(TokenScope.allCases), secretDigest: generator.bytes(32),
                createdAt: SampleRegistry.now, expiresAt: nil), now: SampleRegistry.now)
        try registry.organizations.addServiceKey(
            ServiceKeyRecord(
                role: .activate, publicKey: RegistryVendor.key.verificationKey,
                createdAt: SampleRegistry.now))
        #expect(
            try registry.nodes.leases.take(
                "publisher", holder: "node", until: SampleRegistry.now + .seconds(60),
                now: SampleRegistry.now))
        let nodeKey = RegistryVendor.key.verificationKey.keyID
        try registry.nodes.announce(
            NodeRecord(
                name: "node", bundleVersion: 1, answerKey: nodeKey, listKey: nodeKey,
                mintingKey: nodeKey), now: SampleRegistry.now)
        let held = try #require(try registry.licenses.find(license))
        var claims = held.claims
        claims.issuedAt = SampleRegistry.now + .seconds(5)
        try registry.issuance.replaceToken(
            held, by: issuer.mint(claims), former: .isVoid, now: SampleRegistry.now)
        try fillContinuityTables(license)
        try fillOnlineTables()
        try fillOutbox()
        try fillSaleTables()
        try fillPageTables()
        try fillShopTables(license)
    }

    private func fillPageTables() throws {
        var generator = SplitMix64(seed: 14)
        let end = SampleRegistry.now + .seconds(600)
        try registry.tokens.sessions.add(
            SignInLink(
                id: .random(using: &generator), secretDigest: generator.bytes(32), holder: .owner,
                by: nil, createdAt: SampleRegistry.now, expiresAt: end), now: SampleRegistry.now)
        try registry.tokens.sessions.open(
            PageSession(
                id: .random(using: &generator), secretDigest: generator.bytes(32), holder: .owner,
                by: nil, createdAt: SampleRegistry.now, expiresAt: end), now: SampleRegistry.now)
        var brand = Brand(of: organization)
        brand.name = "ACME"
        brand.logo = Brand.Logo(mediaType: "image/svg+xml", content: [1])
        try registry.organizations.setBrand(brand, now: SampleRegistry.now)
    }

    /// What a registry that was restored has.
    private func fillContinuityTables(_ license: LicenseID) throws {
        try database.run(
            """
            INSERT INTO registry_standing
                (single, registry_id, epoch, promises, behind_reason, moved_to)
            VALUES (1, $1, 0, 0, '', '')
            """, [.blob([UInt8](repeating: 5, count: 16))])
        try database.run(
            """
            INSERT INTO lost_status (organization_id, status_index, state) VALUES ($1, $2, 2)
            """, [.blob(organization.bytes), .integer(900 << 20)])
        try database.run(
            """
            INSERT INTO unknown_token (digest, organization_id, license_id, octets, seen_at)
            VALUES ($1, $2, $3, $4, 1)
            """,
            [
                .blob([UInt8](repeating: 6, count: 16)), .blob(organization.bytes),
                .blob(license.bytes), .blob([1]),
            ])
    }

    private func fillSaleTables() throws {
        let book = SaleBook(sample: self, sendsEmails: true)
        try book.take(book.notice(.granted, at: 0), message: "msg_1")
        try book.take(book.notice(.suspended, at: 1, only: benefit.id), message: "msg_2")
        try registry.customers.emails.setTemplate(
            EmailTemplate(subject: "Key", plain: "{{key}}", html: nil), of: benefit.id,
            now: SampleRegistry.now)
    }

    /// What shops said of products that nobody had mapped, and one that somebody has.
    private func fillShopTables(_ license: LicenseID) throws {
        try database.run(
            """
            INSERT INTO shop_product (organization_id, shop, id, benefit_id, mapped_at)
            VALUES ($1, 1, 'prod_1', $2, 1)
            """, [.blob(organization.bytes), .blob(benefit.id.bytes)])
        try database.run(
            """
            INSERT INTO waiting_message
                (shop, product, id, organization_id, occurred_us, received_at, body)
            VALUES (1, 'prod_2', 'msg_3', $1, 1, 1, $2)
            """, [.blob(organization.bytes), .blob([1])])
        try registry.issuance.batches.order(
            BatchID([UInt8](repeating: 8, count: 16))!, of: benefit.id, rows: [ManualOrder()],
            input: [UInt8](repeating: 9, count: 32), now: SampleRegistry.now)
        try database.run(
            "INSERT INTO license_alias (id, organization_id, license_id) VALUES ($1, $2, $3)",
            [
                .blob([UInt8](repeating: 3, count: 16)), .blob(organization.bytes),
                .blob(license.bytes),
            ])
        try database.run(
            "INSERT INTO license_month (license_id, month, meter, units) VALUES ($1, 1, 0, 1)",
            [.blob(license.bytes)])
        try fillImports()
    }

    /// A list of a shop that is half worked off, and a message that changed nothing.
    private func fillImports() throws {
        let now = SampleRegistry.now
        let order = ImportOrder(
            ImportOrderID([UInt8](repeating: 7, count: 16))!, of: organization, from: .dodo,
            mapping: "", otherBenefit: benefit.id, actor: "Ann", itemCount: 2, at: now)
        try registry.sales.imports.order(order, items: [[1], [2]])
        try registry.sales.imports.confirm(order.id, now: now)
        var tally = ImportOrder.Tally()
        tally.faults = [ImportOrder.Fault(number: 1, sentence: "this is no key")]
        try registry.sales.imports.advance(order, by: 1, tally, now: now)
        let message = try #require(ShopMessage(.polar, id: "msg_4"))
        try registry.sales.note(
            ShopNote(message, .late, type: "order.paid", at: now), of: organization)
    }

    private func fillOnlineTables() throws {
        var generator = SplitMix64(seed: 13)
        let customer = CustomerID.random(using: &generator)
        let minted = try mint(customer: customer, seed: 7777)
        var extras = LicenseExtras()
        extras.text = "OLD-KEY"
        extras.grant = NewGrant(
            id: .random(using: &generator), to: customer, through: Sale(.order, "order-1")!)
        try registry.issuance.record(LicenseRecord(minted), with: extras, now: SampleRegistry.now)
        let request = IdempotentRequest(
            name: generator.bytes(32), content: generator.bytes(32))
        _ = try registry.nodes.recordedResponses.reserve(
            request, timeout: .seconds(60), lifetime: .seconds(86_400), now: SampleRegistry.now
        )
        try registry.nodes.recordedResponses.record(
            RecordedResponse(status: 200, headers: [RecordedResponse.Header("a", "b")], body: [1]),
            to: request, now: SampleRegistry.now)
        var seat = NewSeat(.random(using: &generator), label: "laptop")
        seat.allowsUnusedSeats = true
        _ = try registry.activations.takeSeat(
            seat, of: KeyReference(text: "OLD-KEY"), of: organization, now: SampleRegistry.now
        ).get()
        let held = try #require(try registry.customers.find(customer))
        try registry.customers.addSession(
            CustomerSession(
                id: .random(using: &generator), of: held, secretDigest: generator.bytes(32),
                returnURL: nil, by: try registry.tokens.all().first.map { ShownToken($0) },
                createdAt: SampleRegistry.now,
                expiresAt: SampleRegistry.now + .seconds(3600)),
            now: SampleRegistry.now)
    }

    /// After everything else, so that its numbers of licenses and records stay.
    private func fillOutbox() throws {
        try addEndpoint()
        let license = try registry.licenses.all(
            matching: LicenseFilter(organization: organization), limit: 1)[0].claims.license
        try registry.issuance.setState(
            of: license, to: .disabled, reason: "", now: SampleRegistry.now)
        try registry.issuance.setState(
            of: license, to: .granted, reason: "", now: SampleRegistry.now)
        var generator = SplitMix64(seed: 21)
        let event = try #require(try registry.webhooks.outbox.newEvents(limit: 1).first)
        try registry.webhooks.outbox.fanOut(
            [
                EventFanOut(
                    event, messageID: "msg_1",
                    deliveries: [
                        NewDelivery(
                            id: .random(using: &generator), endpoint: Self.endpointID, body: [1])
                    ])
            ], now: SampleRegistry.precise)
        try settle(claim(1), .delivered)
    }
}

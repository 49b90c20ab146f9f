import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@Suite struct `A batch that was ordered` {
    private static let id = BatchID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
    private static let input = [UInt8](repeating: 7, count: 32)

    private static func row(
        _ name: String?, _ email: String? = nil, change: (inout ManualOrder) -> Void = { _ in }
    ) -> ManualOrder {
        var row = ManualOrder()
        (row.name, row.email) = (name, email)
        change(&row)
        return row
    }

    private static func order(
        _ rows: [ManualOrder], _ sample: SampleRegistry
    ) throws -> BatchOrder {
        let batches = sample.registry.acting(as: "ann").issuance.batches
        try batches.order(
            id, of: sample.benefit.id, rows: rows, input: input, now: SampleRegistry.now)
        #expect(try batches.order(id)?.halt == .unconfirmed)
        #expect(try batches.ordersUnderWay().isEmpty)
        try batches.resume(id, now: SampleRegistry.now)
        return try #require(try batches.order(id))
    }

    private static func advance(
        _ order: BatchOrder, _ sample: SampleRegistry, after seconds: Int64 = 60
    ) throws -> Int {
        try sample.registry.issuance.batches.advance(
            order, by: sample.issuer, now: SampleRegistry.now + .seconds(seconds))
    }

    private static func licenses(_ sample: SampleRegistry) throws -> [LicenseDetails] {
        var search = LicenseSearch(organization: sample.organization)
        (search.batch, search.order) = (id, .oldest)
        return try sample.registry.licenses.search(search, limit: 100, now: SampleRegistry.now)
    }

    @Test(arguments: Driver.available)
    func `is minted in its order, in parts, in the name of who ordered it`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let end = SampleRegistry.now + .seconds(10 * 86_400)
            var rows = (1...28).map { Self.row("Customer \($0)") }
            rows.append(Self.row("Bob", "bob@example.com"))
            // The same customer once more, and what differs from the benefit.
            rows.append(
                Self.row(nil, "bob@example.com") { row in
                    (row.end, row.seats, row.units) = (end, .unlimited, 7)
                })
            let order = try Self.order(rows, sample)
            #expect(order.rowCount == 30 && order.mintedRows == 0 && order.isUnderWay)
            #expect(try sample.registry.issuance.batches.ordersUnderWay() == [order])
            #expect(try Self.advance(order, sample) == 25)
            // As after a restart: the registry knows how far it is.
            let half = try #require(try sample.reopened().issuance.batches.order(Self.id))
            #expect(half.mintedRows == 25 && half.isUnderWay)
            #expect(try Self.advance(half, sample, after: 3600) == 5)
            #expect(try Self.advance(half, sample) == 0)
            let done = try #require(try sample.registry.issuance.batches.order(Self.id))
            #expect(done.mintedRows == 30 && done.finishedAt != nil && !done.isUnderWay)
            #expect(try sample.registry.issuance.batches.ordersUnderWay().isEmpty)
            let licenses = try Self.licenses(sample)
            #expect(licenses.prefix(28).map(\.customer.name) == rows.prefix(28).compactMap(\.name))
            #expect(licenses.map(\.record.batchRow) == Array(1...30))
            // One moment of issue, however long it took.
            #expect(licenses.allSatisfy { $0.claims.issuedAt == SampleRegistry.now })
            #expect(licenses[28].customer.id == licenses[29].customer.id)
            #expect(licenses[29].claims.expiresAt == end && licenses[29].claims.usageLimit == 7)
            #expect(licenses[29].claims.activationLimit == .unlimited)
            let left = try sample.database.open().read { (reader) throws(SQLError) in
                try reader.value(Int64.self, "SELECT count(*) AS left_over FROM batch_row", [])
            }
            #expect(left == 0)
            var filter = AuditFilter()
            filter.actor = "ann"
            let records = try sample.registry.auditLog.records(matching: filter, limit: 100)
            #expect(records.filter { $0.action == AuditAction.licenseIssue.rawValue }.count == 30)
        }
    }

    @Test(arguments: Driver.available)
    func `stands still at a row that cannot be minted, and continues or is given up`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let past = SampleRegistry.now - .seconds(86_400)
            let order = try Self.order(
                [
                    Self.row("A"), Self.row("B"), Self.row("C") { $0.end = past }, Self.row("D"),
                ], sample)
            var counts: [Int] = []
            repeat { counts.append(try Self.advance(order, sample)) } while counts.last != 0
            #expect(counts == [1, 1, 0])
            let halted = try #require(try sample.registry.issuance.batches.order(Self.id))
            guard case .row(3, why: let why)? = halted.halt else {
                Issue.record("\(halted)")
                return
            }
            #expect(!why.isEmpty && halted.mintedRows == 2 && !halted.isUnderWay)
            #expect(try sample.registry.issuance.batches.ordersUnderWay().isEmpty)
            try sample.registry.issuance.batches.resume(Self.id, now: SampleRegistry.now)
            #expect(try sample.registry.issuance.batches.order(Self.id)?.isUnderWay == true)
            #expect(try Self.advance(order, sample) == 0)
            try sample.registry.issuance.batches.giveUp(Self.id, now: SampleRegistry.now)
            let over = try #require(try sample.registry.issuance.batches.order(Self.id))
            #expect(over.finishedAt != nil && over.mintedRows == 2)
            #expect(try Self.advance(over, sample) == 0)
            #expect(try Self.licenses(sample).count == 2)
            let batches = sample.registry.issuance.batches
            #expect(
                try batches.minted(of: Self.input, organization: sample.organization)?.id == Self.id
            )
            #expect(try batches.minted(of: Self.input, organization: .random()) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `is given up where nobody confirms it, and only then`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let batches = sample.registry.issuance.batches
            _ = try Self.order([Self.row("A")], sample)
            let waiting = BatchID.random()
            try batches.order(
                waiting, of: sample.benefit.id, rows: [Self.row("B")], input: Self.input,
                now: SampleRegistry.now)
            let later = SampleRegistry.now + .seconds(10)
            try batches.giveUpUnconfirmed(since: SampleRegistry.now, now: later)
            #expect(try batches.order(waiting)?.finishedAt == nil)
            try batches.giveUpUnconfirmed(since: later, now: later)
            #expect(try batches.order(waiting)?.finishedAt == later)
            #expect(try batches.rows(of: waiting, limit: 1).isEmpty)
            #expect(try batches.order(Self.id)?.isUnderWay == true)
        }
    }

    @Test(arguments: Driver.available)
    func `is not minted while somebody has stopped it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let order = try Self.order([Self.row("A"), Self.row("B")], sample)
            try sample.registry.issuance.batches.halt(Self.id, now: SampleRegistry.now)
            #expect(try sample.registry.issuance.batches.order(Self.id)?.halt == .byHand)
            #expect(try Self.advance(order, sample) == 0)
            #expect(try Self.licenses(sample).isEmpty)
            try sample.registry.issuance.batches.resume(Self.id, now: SampleRegistry.now)
            #expect(try Self.advance(order, sample) == 2)
            // What is finished cannot be stopped.
            try sample.registry.issuance.batches.halt(Self.id, now: SampleRegistry.now)
            #expect(try sample.registry.issuance.batches.order(Self.id)?.halt == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `is of a benefit that is offered, and found by its input`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let order = try Self.order([Self.row("A"), Self.row("B")], sample)
            let batches = sample.registry.issuance.batches
            // Nothing of it is minted yet.
            #expect(try batches.minted(of: Self.input, organization: sample.organization) == nil)
            let rows = try batches.rows(of: Self.id, limit: 1)
            #expect(rows.map(\.number) == [1] && rows.map(\.order.name) == ["A"])
            #expect(try batches.orders(of: sample.organization, limit: 5) == [order])
            try sample.registry.benefits.delete(sample.benefit.id, now: SampleRegistry.now)
            #expect(try Self.advance(order, sample) == 0)
            guard case .row(1, why: let why)? = try batches.order(Self.id)?.halt else {
                Issue.record("it continues")
                return
            }
            #expect(why.contains("no such benefit"))
            #expect(throws: RegistryError.missing(kind: .benefit)) {
                try batches.order(
                    .random(), of: sample.benefit.id, rows: [Self.row("C")], input: Self.input,
                    now: SampleRegistry.now)
            }
        }
    }
}

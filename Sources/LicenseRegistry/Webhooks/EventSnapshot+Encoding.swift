import CBOR
import LicenseVerifier

/// How snapshots lie in the registry: a CBOR map with the labels below.
///
/// What is absent has no entry, and labels that are not known are skipped, so that a newer program's
/// events can be read by an older one that works on the same registry.
extension EventSnapshot {
    private enum Label {
        static let license: Int64 = 1
        static let activation: Int64 = 2
        static let changed: Int64 = 3
        static let revocationReason: Int64 = 4
        static let usage: Int64 = 5
        static let grant: Int64 = 6
    }

    var encoded: [UInt8] {
        var map = SnapshotMap()
        map.set(Label.license, license?.map.item)
        map.set(
            Label.activation,
            activation.map { activation in
                .array([
                    .bytes(activation.id.bytes[...]), .text(activation.label),
                    .integer(activation.activated.timestamp.secondsSinceEpoch),
                    .integer(activation.activated.fraction),
                ])
            })
        map.set(
            Label.changed,
            changed.isEmpty ? nil : .array(changed.map { .text($0.rawValue) }))
        map.set(Label.revocationReason, revocationReason.map { .text($0) })
        map.set(Label.usage, usage?.map.item)
        map.set(Label.grant, grant?.map.item)
        return map.item.encoded
    }

    init?(encoded bytes: [UInt8]) {
        // What does not decode is damage, which the caller reports by the column.
        guard
            let map = try? CBORDecoder.decode(
                bytes[...], limits: CBORLimits(depth: 3, entries: 64)
            ).map
        else { return nil }
        if let item = map[Label.license] {
            guard let license = item.map.flatMap({ LicenseSnapshot($0) }) else { return nil }
            self.license = license
        }
        if let item = map[Label.activation] {
            guard let activation = ActivationSnapshot(item) else { return nil }
            self.activation = activation
        }
        changed = (map[Label.changed]?.array ?? []).compactMap { item in
            item.text.flatMap { ChangedMember(rawValue: $0) }
        }
        revocationReason = map[Label.revocationReason]?.text
        if let item = map[Label.usage] {
            guard let usage = item.map.flatMap({ UsageSnapshot($0) }) else { return nil }
            self.usage = usage
        }
        if let item = map[Label.grant] {
            guard
                let grant = item.map.flatMap({ map in
                    license.flatMap { GrantSnapshot(map, of: $0) }
                })
            else { return nil }
            self.grant = grant
        }
    }
}

extension EventSnapshot.ActivationSnapshot {
    fileprivate init?(_ item: CBORItem) {
        guard let parts = item.array, parts.count >= 3,
            let id = parts[0].bytes.flatMap({ ActivationID($0) }), let label = parts[1].text,
            let time = parts[2].integer.flatMap({ Timestamp(secondsSinceEpoch: $0) })
        else { return nil }
        // An older program has said no fraction.
        let fraction = parts.count > 3 ? parts[3].integer ?? 0 : 0
        self.init(id: id, label: label, activated: ExactTime(time, fraction: fraction))
    }
}

extension EventSnapshot.UsageSnapshot {
    private enum Label {
        static let counter: Int64 = 1
        static let used: Int64 = 2
        static let limit: Int64 = 3
        static let periodStart: Int64 = 4
        static let periodEnd: Int64 = 5
    }

    fileprivate var map: SnapshotMap {
        var map = SnapshotMap()
        map.set(Label.counter, .text(counter))
        map.set(Label.used, .integer(Int64(clamping: used)))
        map.set(Label.limit, .integer(Int64(clamping: limit)))
        map.set(Label.periodStart, periodStart)
        map.set(Label.periodEnd, periodEnd)
        return map
    }

    fileprivate init?(_ map: CBORMap) {
        guard let counter = map[Label.counter]?.text, let used = map[Label.used]?.integer,
            let limit = map[Label.limit]?.integer
        else { return nil }
        self.init(
            counter: counter, used: UInt64(clamping: used), limit: UInt64(clamping: limit),
            periodStart: map.time(Label.periodStart), periodEnd: map.time(Label.periodEnd))
    }
}

extension LicenseSnapshot {
    private enum Label {
        static let id: Int64 = 1
        static let organization: Int64 = 2
        static let benefit: Int64 = 3
        static let customer: Int64 = 4
        static let customerName: Int64 = 5
        static let key: Int64 = 6
        static let state: Int64 = 7
        static let issuedAt: Int64 = 8
        static let expiresAt: Int64 = 9
        static let seats: Int64 = 10
        static let usageLimit: Int64 = 11
        static let seatsTaken: Int64 = 12
        static let origin: Int64 = 13
        static let saleKind: Int64 = 14
        static let sale: Int64 = 15
        static let issuedFraction: Int64 = 16
    }

    fileprivate var map: SnapshotMap {
        var map = SnapshotMap()
        map.set(Label.id, .bytes(id.bytes[...]))
        map.set(Label.organization, .bytes(organization.bytes[...]))
        map.set(Label.benefit, .bytes(benefit.bytes[...]))
        map.set(Label.customer, customer.map { .bytes($0.bytes[...]) })
        map.set(Label.customerName, customerName.map { .text($0) })
        map.set(Label.key, .text(key))
        map.set(Label.state, .integer(state.rawValue))
        map.set(Label.issuedAt, issued.timestamp)
        map.set(Label.expiresAt, expiresAt)
        map.set(Label.seats, activationLimit.snapshot)
        map.set(Label.usageLimit, usageLimit.map { .integer(Int64(clamping: $0)) })
        map.set(Label.seatsTaken, .integer(Int64(clamping: seatsTaken)))
        map.set(Label.origin, .integer(origin.rawValue))
        map.set(Label.saleKind, sale.map { .integer($0.kind.rawValue) })
        map.set(Label.sale, sale.map { .text($0.id) })
        map.set(
            Label.issuedFraction, issued.fraction == 0 ? nil : .integer(issued.fraction))
        return map
    }

    fileprivate init?(_ map: CBORMap) {
        guard let id = map[Label.id]?.bytes.flatMap({ LicenseID($0) }),
            let organization = map[Label.organization]?.bytes.flatMap({ OrganizationID($0) }),
            let benefit = map[Label.benefit]?.bytes.flatMap({ BenefitID($0) }),
            let key = map[Label.key]?.text,
            let state = map[Label.state]?.integer.flatMap({ LicenseState(rawValue: $0) }),
            let issued = map.exactTime(Label.issuedAt, Label.issuedFraction)
        else { return nil }
        self.id = id
        self.organization = organization
        self.benefit = benefit
        customer = map[Label.customer]?.bytes.flatMap { CustomerID($0) }
        customerName = map[Label.customerName]?.text
        self.key = key
        self.state = state
        self.issued = issued
        expiresAt = map.time(Label.expiresAt)
        activationLimit = ActivationLimit(snapshot: map[Label.seats])
        usageLimit = map[Label.usageLimit]?.integer.map { UInt64(clamping: $0) }
        seatsTaken = UInt64(clamping: map[Label.seatsTaken]?.integer ?? 0)
        // An older program has said nothing of these.
        origin = map[Label.origin]?.integer.flatMap { LicenseOrigin(rawValue: $0) } ?? .sale
        if let kind = map[Label.saleKind]?.integer.flatMap({ Sale.Kind(rawValue: $0) }) {
            sale = map[Label.sale]?.text.flatMap { Sale(kind, $0) }
        }
    }
}

import CBOR
import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// How a grant lies in a snapshot; what the license beside it says is not said twice.
extension GrantSnapshot {
    private enum Label {
        static let id: Int64 = 1
        static let customer: Int64 = 2
        static let createdAt: Int64 = 3
        static let createdFraction: Int64 = 4
        static let changedAt: Int64 = 5
        static let grantedAt: Int64 = 6
        static let revokedAt: Int64 = 7
        static let changesGrant: Int64 = 8
        static let holder: Int64 = 9
        static let benefit: Int64 = 10
    }

    var map: SnapshotMap {
        var map = SnapshotMap()
        map.set(Label.id, .bytes(grant.id.bytes[...]))
        map.set(Label.customer, .bytes(grant.customer.bytes[...]))
        map.set(Label.createdAt, Label.createdFraction, grant.created)
        map.set(Label.changedAt, grant.changedAt)
        map.set(Label.grantedAt, grant.grantedAt)
        map.set(Label.revokedAt, grant.revokedAt)
        map.set(Label.changesGrant, .bool(changesGrant))
        map.set(Label.holder, customer.map.item)
        map.set(Label.benefit, benefit.map.item)
        return map
    }

    init?(_ map: CBORMap, of license: LicenseSnapshot) {
        guard let id = map[Label.id]?.bytes.flatMap({ GrantID($0) }), let sale = license.sale,
            let customer = map[Label.customer]?.bytes.flatMap({ CustomerID($0) }),
            let created = map.exactTime(Label.createdAt, Label.createdFraction),
            let granted = map.time(Label.grantedAt),
            let holder = map[Label.holder]?.map.flatMap({
                CustomerRecord($0, of: license.organization)
            }),
            let benefit = map[Label.benefit]?.map.flatMap({
                BenefitListing($0, license.benefit, of: license.organization)
            })
        else { return nil }
        let grant = GrantRecord(
            id: id, organization: license.organization, benefit: license.benefit,
            customer: customer, license: license.id, sale: sale, created: created,
            changedAt: map.time(Label.changedAt), grantedAt: granted,
            revokedAt: map.time(Label.revokedAt))
        self.init(grant, to: holder, of: benefit)
        changesGrant = map[Label.changesGrant]?.bool ?? false
    }
}

extension CustomerRecord {
    private enum Label {
        static let id: Int64 = 1
        static let name: Int64 = 2
        static let email: Int64 = 3
        static let externalID: Int64 = 4
        static let metadata: Int64 = 5
        static let isTeam: Int64 = 6
        static let createdAt: Int64 = 7
        static let createdFraction: Int64 = 8
        static let changedAt: Int64 = 9
        static let deletedAt: Int64 = 10
        static let isPlaceholder: Int64 = 11
    }

    fileprivate var map: SnapshotMap {
        var map = SnapshotMap()
        map.set(Label.id, .bytes(id.bytes[...]))
        map.set(Label.name, .text(name))
        map.set(Label.email, email.map { .text($0) })
        map.set(Label.externalID, externalID.map { .text($0) })
        map.set(Label.metadata, metadata.item)
        map.set(Label.isTeam, .bool(isTeam))
        map.set(Label.createdAt, Label.createdFraction, created)
        map.set(Label.changedAt, changedAt)
        map.set(Label.deletedAt, deletedAt)
        map.set(Label.isPlaceholder, .bool(isPlaceholder))
        return map
    }

    fileprivate init?(_ map: CBORMap, of organization: OrganizationID) {
        guard let id = map[Label.id]?.bytes.flatMap({ CustomerID($0) }),
            let name = map[Label.name]?.text,
            let metadata = Attributes(snapshot: map[Label.metadata]),
            let created = map.exactTime(Label.createdAt, Label.createdFraction)
        else { return nil }
        self.init(
            id: id, organization: organization, name: name, createdAt: created.timestamp)
        self.created = created
        self.metadata = metadata
        email = map[Label.email]?.text
        externalID = map[Label.externalID]?.text
        isTeam = map[Label.isTeam]?.bool ?? false
        changedAt = map.time(Label.changedAt)
        deletedAt = map.time(Label.deletedAt)
        isPlaceholder = map[Label.isPlaceholder]?.bool ?? false
    }
}

extension BenefitListing {
    private enum Label {
        static let name: Int64 = 1
        static let prefix: Int64 = 2
        static let lifetime: Int64 = 3
        static let seats: Int64 = 4
        static let usageLimit: Int64 = 5
        static let description: Int64 = 6
        static let visibility: Int64 = 7
        static let metadata: Int64 = 8
        static let brand: Int64 = 9
        static let showsSeats: Int64 = 10
        static let createdAt: Int64 = 11
        static let createdFraction: Int64 = 12
        static let changedAt: Int64 = 13
        static let deletedAt: Int64 = 14
    }

    fileprivate var map: SnapshotMap {
        let terms = benefit.terms
        var map = SnapshotMap()
        map.set(Label.name, .text("\(benefit.name)"))
        map.set(Label.prefix, .text("\(terms.prefix)"))
        map.set(Label.lifetime, .text("\(terms.lifetime)"))
        map.set(Label.seats, terms.activationLimit.snapshot)
        map.set(Label.usageLimit, terms.usageLimit.map { .integer(Int64(clamping: $0)) })
        map.set(Label.description, .text(description))
        map.set(Label.visibility, .integer(visibility.rawValue))
        map.set(Label.metadata, metadata.item)
        map.set(Label.brand, brand.map { .text($0) })
        map.set(Label.showsSeats, .bool(showsSeats))
        map.set(Label.createdAt, Label.createdFraction, created)
        map.set(Label.changedAt, changedAt)
        map.set(Label.deletedAt, deletedAt)
        return map
    }

    fileprivate init?(_ map: CBORMap, _ id: BenefitID, of organization: OrganizationID) {
        guard let name = map[Label.name]?.text.flatMap({ BenefitName($0) }),
            let prefix = map[Label.prefix]?.text.flatMap({ LicensePrefix($0) }),
            let lifetime = map[Label.lifetime]?.text.flatMap({ Lifetime($0) }),
            let description = map[Label.description]?.text,
            let visibility = map[Label.visibility]?.integer.flatMap({ Visibility(rawValue: $0) }),
            let metadata = Attributes(snapshot: map[Label.metadata]),
            let created = map.exactTime(Label.createdAt, Label.createdFraction)
        else { return nil }
        var terms = LicenseTerms(prefix: prefix)
        terms.lifetime = lifetime
        terms.activationLimit = ActivationLimit(snapshot: map[Label.seats])
        terms.usageLimit = map[Label.usageLimit]?.integer.map { UInt64(clamping: $0) }
        self.init(
            Benefit(id: id, name: name, terms: terms), of: organization,
            description: description, now: created.timestamp)
        self.created = created
        self.visibility = visibility
        self.metadata = metadata
        brand = map[Label.brand]?.text
        showsSeats = map[Label.showsSeats]?.bool ?? false
        changedAt = map.time(Label.changedAt)
        deletedAt = map.time(Label.deletedAt)
    }
}

extension Attributes {
    /// Nil where there are none.
    fileprivate var item: CBORItem? {
        guard !isEmpty, case .text(let text) = column else { return nil }
        return .text(text)
    }

    fileprivate init?(snapshot item: CBORItem?) {
        guard let item else {
            self.init()
            return
        }
        guard let text = item.text else { return nil }
        self.init(column: text)
    }
}

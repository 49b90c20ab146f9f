import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// What a publisher did to one list from the beginning on, and all that can be signed about it.
struct StatusHistory: ~Copyable {
    let fixture: StatusFixture
    let shard: UInt32
    private let first: UInt64
    private(set) var lists: [VerifiedStatusList] = []
    private(set) var log: [StatusChange] = []
    private var exceptions: [UInt32: LicenseStatus] = [:]

    /// A history whose first list has a number.
    init(shard: UInt32 = 0, first: UInt64 = 1) throws {
        fixture = try StatusFixture()
        self.shard = shard
        self.first = first
    }

    /// The list of a number.
    func list(_ sequence: UInt64) -> VerifiedStatusList { lists[Int(sequence - first)] }

    var newest: UInt64 { first + UInt64(lists.count) - 1 }

    /// Changes statuses and signs the next list, an hour later.
    @discardableResult
    mutating func publish(_ changes: [UInt32: LicenseStatus] = [:]) throws -> VerifiedStatusList {
        let sequence = first + UInt64(lists.count)
        for (position, status) in changes {
            exceptions[position] = status
            log.append(StatusChange(StatusIndex(shard << 20 | position), sequence: sequence))
        }
        let list = try fixture.list(
            exceptions, sequence: sequence, shard: shard,
            at: StatusFixture.issuedAt + .seconds(3600 * Int64(lists.count)))
        lists.append(list)
        return list
    }

    /// The delta from one list to another.
    func delta(
        from: UInt64, to: UInt64, signedBy key: borrowing SigningKey
    ) throws -> VerifiedStatusDelta? {
        // The newer lines are those that were not there yet when the delta was made.
        let known = log.filter { $0.sequence.map { $0 <= to } ?? true }
        return try list(to).delta(from: from, changes: known, signedBy: key)
    }

    func delta(from: UInt64, to: UInt64) throws -> VerifiedStatusDelta? {
        try delta(from: from, to: to, signedBy: fixture.key)
    }
}

extension StatusFixture {
    /// A delta whose payload says something else than the builder would.
    func deltaMessage(
        to list: VerifiedStatusList, from: UInt64, changes: [UInt8] = [],
        claims: (inout StatusListClaims) -> Void = { _ in }, type: MessageType = .statusDelta
    ) throws -> SignedMessage {
        var changed = list.claims
        claims(&changed)
        return try key.sign(payload: changed.payload(from: from, changes: changes), type: type)
    }
}

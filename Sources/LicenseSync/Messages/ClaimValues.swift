import CBOR
import COSE
import LicenseVerifier

// How the values of claims stand on the wire, each read and written in one place.

func timestamp(_ item: CBORItem) -> Timestamp? {
    item.integer.flatMap { Timestamp(secondsSinceEpoch: $0) }
}

func identifier<Kind>(_ item: CBORItem) -> Identifier<Kind>? {
    item.bytes.flatMap { Identifier($0) }
}

/// A number from 0 to 2^53 - 1.
func count(_ item: CBORItem) -> UInt64? {
    item.integer.flatMap { UInt64(exactly: $0) }.flatMap { $0 <= Limits.maxCount ? $0 : nil }
}

/// A number from 1 to 2^53 - 1.
func ordinal(_ item: CBORItem) -> UInt64? {
    count(item).flatMap { $0 >= 1 ? $0 : nil }
}

func messageDigest(_ item: CBORItem) -> MessageDigest? {
    item.bytes.flatMap { MessageDigest($0) }
}

extension CBORItem {
    init(_ time: Timestamp) { self = .integer(time.secondsSinceEpoch) }
    init(_ identifier: Identifier<some Any>) { self = .bytes(identifier.bytes[...]) }
    init(_ number: UInt64) { self = .integer(Int64(clamping: number)) }
    init(_ digest: MessageDigest) { self = .bytes(digest.bytes[...]) }
    init(_ label: DeviceLabel) { self = .text(label.description) }

    /// `cnf`, a map of one COSE_Key (RFC 8747 §3.2).
    init(confirming key: VerificationKey) {
        let coordinates = CBORMap(ascending: [
            CBORMap.Entry(.integer(1), .integer(1)),
            CBORMap.Entry(.integer(-1), .integer(6)),
            CBORMap.Entry(.integer(-2), .bytes(key.rawRepresentation[...])),
        ])
        self = .map(CBORMap(ascending: [CBORMap.Entry(.integer(1), .map(coordinates))]))
    }
}

extension MessageClaims {
    /// The device key of `cnf`, which passes the authenticator of every public key.
    func deviceKey() throws(SyncError) -> VerificationKey {
        guard let confirmation = shared[SharedLabel.confirmation] else {
            throw .claims(.missing(.device))
        }
        guard let map = confirmation.map, map.entries.count == 1, let key = map[1] else {
            throw .claims(.outOfRange(.device))
        }
        do throws(VerificationKeyError) {
            return try VerificationKey(coseKey: key)
        } catch {
            throw .deviceKey(error)
        }
    }
}

// MARK: - Lists

/// Names with values, ascending by the names' encoded bytes; an empty map is written by leaving it
/// out.
func conditions(_ item: CBORItem) -> [Condition]? {
    guard let map = item.map, (1...Limits.maxConditions).contains(map.entries.count) else {
        return nil
    }
    var conditions: [Condition] = []
    for entry in map.entries {
        guard case .text(let name) = entry.key, let key = ConditionKey(name),
            let value = ConditionValue(entry.value), let condition = Condition(key, value)
        else { return nil }
        conditions.append(condition)
    }
    return conditions
}

/// The map of names and values; nil for none.
func item(_ conditions: [Condition]) -> CBORItem? {
    guard !conditions.isEmpty else { return nil }
    return .map(
        CBORMap(
            ascending: conditions.map {
                CBORMap.Entry(.text($0.key.description), $0.value.item)
            }))
}

/// Whether names ascend, none twice, and are not too many.
func isSound(_ conditions: [Condition]) -> Bool {
    conditions.count <= Limits.maxConditions
        && zip(conditions, conditions.dropFirst()).allSatisfy { $0.key < $1.key }
}

func listSequences(_ item: CBORItem) -> ListSequences? {
    guard let map = item.map, (1...SyncLimits.maxLists).contains(map.entries.count) else {
        return nil
    }
    var sequences = ListSequences()
    for entry in map.entries {
        guard case .integer(let shard) = entry.key, (0...4095).contains(shard),
            let sequence = ordinal(entry.value)
        else { return nil }
        sequences.raise(UInt32(shard), to: sequence)
    }
    return sequences
}

func item(_ sequences: ListSequences) -> CBORItem? {
    guard !sequences.isEmpty else { return nil }
    return .map(
        CBORMap(
            ascending: sequences.entries.map {
                CBORMap.Entry(.integer(Int64($0.shard)), CBORItem($0.sequence))
            }))
}

extension ListSequences {
    /// Whether the wire can say them.
    var isSound: Bool {
        entries.count <= SyncLimits.maxLists
            && entries.allSatisfy {
                $0.shard < 4096 && (1...UInt64(Limits.maxCount)).contains($0.sequence)
            }
    }
}

func usageTotal(_ item: CBORItem) -> UsageTotal? {
    guard let map = item.map, (1...SyncLimits.maxMeters).contains(map.entries.count) else {
        return nil
    }
    var total = UsageTotal()
    for entry in map.entries {
        guard case .integer(let number) = entry.key, let number = UInt32(exactly: number),
            let units = ordinal(entry.value)
        else { return nil }
        total.raise(Meter(number), to: units)
    }
    return total
}

func item(_ total: UsageTotal) -> CBORItem? {
    guard !total.isZero else { return nil }
    return .map(
        CBORMap(
            ascending: total.entries.map {
                CBORMap.Entry(.integer(Int64($0.meter.number)), CBORItem($0.units))
            }))
}

extension UsageTotal {
    /// Whether the wire can say it.
    var isSound: Bool {
        entries.count <= SyncLimits.maxMeters
            && entries.allSatisfy { $0.units <= UInt64(Limits.maxCount) }
    }
}

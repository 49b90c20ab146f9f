import CBOR
import LicenseVerifier

/// A map in the making, whose labels come in ascending order.
struct SnapshotMap {
    private var entries: [CBORMap.Entry] = []

    mutating func set(_ label: Int64, _ item: CBORItem?) {
        if let item { entries.append(CBORMap.Entry(.integer(label), item)) }
    }

    mutating func set(_ label: Int64, _ time: Timestamp?) {
        set(label, time.map { CBORItem.integer($0.secondsSinceEpoch) })
    }

    /// A moment under two labels: its second, and its microseconds where it has any.
    mutating func set(_ label: Int64, _ fraction: Int64, _ time: ExactTime) {
        set(label, time.timestamp)
        set(fraction, time.fraction == 0 ? nil : .integer(time.fraction))
    }

    var item: CBORItem { .map(CBORMap(ascending: entries)) }
}

extension CBORMap {
    func time(_ label: Int64) -> Timestamp? {
        self[label]?.integer.flatMap { Timestamp(secondsSinceEpoch: $0) }
    }

    func exactTime(_ label: Int64, _ fraction: Int64) -> ExactTime? {
        time(label).map { ExactTime($0, fraction: self[fraction]?.integer ?? 0) }
    }
}

extension ActivationLimit {
    /// Nil where seats are not used, and 0 for any number.
    var snapshot: CBORItem? {
        switch self {
        case .notUsed: nil
        case .unlimited: .integer(0)
        case .seats(let seats): .integer(Int64(clamping: seats))
        }
    }

    init(snapshot item: CBORItem?) {
        self =
            switch item?.integer {
            case nil: .notUsed
            case 0: .unlimited
            case .some(let seats): .seats(UInt64(clamping: seats))
            }
    }
}

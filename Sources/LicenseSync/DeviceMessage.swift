import CBOR
import COSE
public import LicenseVerifier

/// Names one activation: one device's claim on a seat.
public typealias ActivationID = Identifier<ActivationKind>

/// The kind of thing that an `ActivationID` names.
public enum ActivationKind {}

/// What all device messages have in common (Device-Messages §1).
enum DeviceMessage {
    /// The most bytes of a payload.
    static let maxPayload = 65_536
    /// The most bytes of a label.
    static let maxLabelBytes = 128

    static let limits = CBORLimits(depth: 6, entries: 64)

    enum Label {
        static let expiresAt: Int64 = 4
        static let issuedAt: Int64 = 6
        /// `cti`: what the message is about, or its nonce.
        static let id: Int64 = 7
        /// `cnf`: the key that the device holds (RFC 8747).
        static let confirmation: Int64 = 8
    }

    /// A payload that was signed, as a map of exactly these labels and perhaps others.
    static func map(
        _ payload: ArraySlice<UInt8>, required: Set<Int64>, optional: Set<Int64> = []
    ) throws(SyncError) -> CBORMap {
        // Where the fault lies helps nobody: messages are made by programs.
        guard let map = (try? CBORDecoder.decode(payload, limits: limits))?.map,
            map.has(required, optional)
        else { throw .content }
        return map
    }

    /// `{1: COSE_Key}`.
    static func confirmation(_ key: VerificationKey) -> CBORItem {
        let coseKey = try? CBORDecoder.decode(key.coseKey[...], limits: limits)
        return .map(CBORMap([.init(.integer(1), coseKey ?? .bool(false))]) ?? CBORMap())
    }

    static func key(confirmedBy item: CBORItem?) -> VerificationKey? {
        guard let map = item?.map, map.entries.count == 1, let coseKey = map[1] else { return nil }
        return try? VerificationKey(coseKey: coseKey)
    }

    static func time(_ item: CBORItem?) -> Timestamp? {
        item?.integer.flatMap { Timestamp(secondsSinceEpoch: $0) }
    }

    /// A text for people, short and without control characters; empty ones are left out.
    static func label(_ item: CBORItem) -> String? {
        guard let text = item.text, isLabel(text) else { return nil }
        return text
    }

    static func isLabel(_ text: String) -> Bool {
        (1...maxLabelBytes).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    static func conditions(_ item: CBORItem) -> [Condition]? {
        guard let map = item.map, (1...Limits.maxConditions).contains(map.entries.count) else {
            return nil
        }
        let conditions = map.entries.compactMap { entry -> Condition? in
            guard case .text(let name) = entry.key, let key = ConditionKey(name),
                let value = ConditionValue(entry.value)
            else { return nil }
            return Condition(key, value)
        }
        return conditions.count == map.entries.count ? conditions : nil
    }

    static func item(_ conditions: [Condition]) -> CBORItem? {
        CBORMap(conditions.map { .init(.text("\($0.key)"), $0.value.item) }).map { .map($0) }
    }
}

extension CBORMap {
    /// Whether the labels are all of the required ones, and else only optional ones.
    func has(_ required: Set<Int64>, _ optional: Set<Int64>) -> Bool {
        var labels: Set<Int64> = []
        for entry in entries {
            guard case .integer(let label) = entry.key else { return false }
            labels.insert(label)
        }
        return required.isSubset(of: labels) && labels.isSubset(of: required.union(optional))
    }

    /// The value under a label as the domain reads it: absent is nil, unreadable is refused.
    func optional<Value>(
        _ label: Int64, _ read: (CBORItem) -> Value?
    ) throws(SyncError) -> Value? {
        guard let item = self[label] else { return nil }
        guard let value = read(item) else { throw .content }
        return value
    }
}

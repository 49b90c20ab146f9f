import CBOR
import COSE

/// The labels of a bundle on the wire (Trust-Bundle §2).
private enum Label {
    static let expiresAt: Int64 = 4
    static let issuedAt: Int64 = 6
    static let bundle: Int64 = -65539
}

extension TrustBundle {
    /// Reads a payload; nil for anything but a sound bundle in its one encoding.
    package init?(payload: ArraySlice<UInt8>) {
        // Where in it the fault lies helps nobody: a bundle is made by a program.
        guard
            let item = try? CBORDecoder.decode(
                payload, limits: CBORLimits(depth: 5, entries: Self.maxKeys)),
            let map = item.map, map.entries.count == 3,
            let expiresAt = time(map[Label.expiresAt]), let issuedAt = time(map[Label.issuedAt]),
            let own = map[Label.bundle]?.map, own.hasOnly(1...8),
            let organization = own[1]?.bytes.flatMap({ OrganizationID($0) }),
            let version = own[2]?.integer, version >= 1,
            let roots = elements(own[4], { try? VerificationKey(coseKey: $0) }),
            let threshold = own[5]?.integer, (1...Int64(Self.maxRoots)).contains(threshold),
            let keys = own[3].map({ elements($0, BundleKey.init(item:)) }) ?? [],
            let urls = own[7].map({ elements($0, \.text) }) ?? [],
            let floors = own[8].map(Self.floors) ?? [:]
        else { return nil }
        self.init(
            organization: organization, roots: roots, threshold: Int(threshold),
            issuedAt: issuedAt, expiresAt: expiresAt)
        self.version = UInt64(version)
        self.keys = keys
        statusBase = own[6]?.text
        serviceURLs = urls
        listFloors = floors
        // What is left out when empty must not be there empty: the encoding is one.
        guard isSound, self.payload.elementsEqual(payload) else { return nil }
    }

    /// The one payload that says this bundle.
    package var payload: [UInt8] {
        var entries: [CBORMap.Entry] = [
            .init(.integer(1), .bytes(organization.bytes[...])),
            .init(.integer(2), .integer(Int64(clamping: version))),
            .init(.integer(4), .array(roots.map(coseKey))),
            .init(.integer(5), .integer(Int64(threshold))),
        ]
        if !keys.isEmpty { entries.append(.init(.integer(3), .array(keys.map(\.item)))) }
        if let statusBase { entries.append(.init(.integer(6), .text(statusBase))) }
        if !serviceURLs.isEmpty {
            entries.append(.init(.integer(7), .array(serviceURLs.map { .text($0) })))
        }
        if !listFloors.isEmpty {
            let floors = listFloors.map {
                CBORMap.Entry(.integer(Int64($0.key)), .integer(Int64(clamping: $0.value)))
            }
            entries.append(.init(.integer(8), .map(CBORMap(floors) ?? CBORMap())))
        }
        let map = CBORMap([
            .init(.integer(Label.expiresAt), .integer(expiresAt.secondsSinceEpoch)),
            .init(.integer(Label.issuedAt), .integer(issuedAt.secondsSinceEpoch)),
            .init(.integer(Label.bundle), .map(CBORMap(entries) ?? CBORMap())),
        ])
        return CBORItem.map(map ?? CBORMap()).encoded
    }

    private static func floors(_ item: CBORItem) -> [UInt32: UInt64]? {
        guard let map = item.map else { return nil }
        var floors: [UInt32: UInt64] = [:]
        for entry in map.entries {
            guard case .integer(let shard) = entry.key, (0...4095).contains(shard),
                let sequence = entry.value.integer, sequence >= 1
            else { return nil }
            floors[UInt32(shard)] = UInt64(sequence)
        }
        return floors
    }
}

extension BundleKey {
    fileprivate init?(item: CBORItem) {
        guard let map = item.map, map.hasOnly(1...8),
            let key = map[1].flatMap({ try? VerificationKey(coseKey: $0) }),
            let role = map[2]?.integer.flatMap({ KeyRole(rawValue: $0) }),
            let notBefore = time(map[3]), let notAfter = time(map[4])
        else { return nil }
        self.init(key, role: role, notBefore: notBefore, notAfter: notAfter)
        if let item = map[5] {
            guard let ids = elements(item, { $0.bytes.flatMap { BenefitID($0) } }) else {
                return nil
            }
            benefits = ids
        }
        if let item = map[6] {
            guard let span = item.integer, span > 0 else { return nil }
            longestLifetime = .seconds(span)
        }
        if let item = map[7] {
            guard let moment = time(item) else { return nil }
            compromisedAt = moment
        }
        if let item = map[8] {
            guard item == .bool(true) else { return nil }
            requiresStatusIndex = true
        }
    }

    fileprivate var item: CBORItem {
        var entries: [CBORMap.Entry] = [
            .init(.integer(1), coseKey(key)), .init(.integer(2), .integer(role.rawValue)),
            .init(.integer(3), .integer(notBefore.secondsSinceEpoch)),
            .init(.integer(4), .integer(notAfter.secondsSinceEpoch)),
        ]
        if let benefits {
            entries.append(.init(.integer(5), .array(benefits.map { .bytes($0.bytes[...]) })))
        }
        if let longestLifetime {
            entries.append(.init(.integer(6), .integer(longestLifetime.components.seconds)))
        }
        if let compromisedAt {
            entries.append(.init(.integer(7), .integer(compromisedAt.secondsSinceEpoch)))
        }
        if requiresStatusIndex { entries.append(.init(.integer(8), .bool(true))) }
        return .map(CBORMap(entries) ?? CBORMap())
    }
}

private func coseKey(_ key: VerificationKey) -> CBORItem {
    .map(
        CBORMap([
            .init(.integer(1), .integer(1)), .init(.integer(-1), .integer(6)),
            .init(.integer(-2), .bytes(key.rawRepresentation[...])),
        ]) ?? CBORMap())
}

private func time(_ item: CBORItem?) -> Timestamp? {
    item?.integer.flatMap { Timestamp(secondsSinceEpoch: $0) }
}

/// The elements of an array, none of them refused.
private func elements<Value>(_ item: CBORItem?, _ read: (CBORItem) -> Value?) -> [Value]? {
    guard let items = item?.array else { return nil }
    let values = items.compactMap(read)
    return values.count == items.count ? values : nil
}

extension CBORMap {
    /// Whether all keys are labels of a range.
    fileprivate func hasOnly(_ labels: ClosedRange<Int64>) -> Bool {
        entries.allSatisfy { entry in
            if case .integer(let label) = entry.key { labels.contains(label) } else { false }
        }
    }
}

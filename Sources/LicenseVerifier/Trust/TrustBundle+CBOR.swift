package import CBOR
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
            let map = item.map, let own = map[Label.bundle]?.map,
            let expiresAt: Timestamp = map.value(Label.expiresAt),
            let issuedAt: Timestamp = map.value(Label.issuedAt),
            let organization: OrganizationID = own.value(1),
            let version: UInt64 = own.value(2),
            let roots: [VerificationKey] = own.value(4),
            let threshold: Int64 = own.value(5), (1...Int64(Self.maxRoots)).contains(threshold)
        else { return nil }
        self.init(
            organization: organization, roots: roots, threshold: Int(threshold),
            issuedAt: issuedAt, expiresAt: expiresAt)
        self.version = version
        keys = own.value(3) ?? []
        statusBase = own.value(6)
        serviceURLs = own.value(7) ?? []
        listFloors = own[8].flatMap(Self.floors) ?? [:]
        // The encoding is one: what was not read here, being unknown, malformed, or there although
        // it is empty, is not written either.
        guard isSound, self.payload.elementsEqual(payload) else { return nil }
    }

    /// The one payload that says this bundle.
    package var payload: [UInt8] {
        var own = ClaimsWriter()
        own.write(1, organization)
        own.write(2, version)
        own.write(3, keys.isEmpty ? nil : keys)
        own.write(4, roots)
        own.write(5, Int64(threshold))
        own.write(6, statusBase)
        own.write(7, serviceURLs.isEmpty ? nil : serviceURLs)
        if !listFloors.isEmpty {
            let floors = listFloors.sorted { $0.key < $1.key }.map {
                CBORMap.Entry(.integer(Int64($0.key)), $0.value.claim)
            }
            own.write(8, CBORMap(ascending: floors))
        }
        var claims = ClaimsWriter()
        claims.write(Label.expiresAt, expiresAt)
        claims.write(Label.issuedAt, issuedAt)
        claims.write(Label.bundle, own)
        return claims.encoded
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

extension BundleKey: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map, let key: VerificationKey = map.value(1),
            let role = map[2]?.integer.flatMap({ KeyRole(rawValue: $0) }),
            let notBefore: Timestamp = map.value(3), let notAfter: Timestamp = map.value(4)
        else { return nil }
        self.init(key, role: role, notBefore: notBefore, notAfter: notAfter)
        benefits = map.value(5)
        longestLifetime = map[6]?.integer.flatMap { $0 > 0 ? .seconds($0) : nil }
        compromisedAt = map.value(7)
        requiresStatusIndex = map[8] == .bool(true)
    }

    package var claim: CBORItem {
        var entries: [CBORMap.Entry] = [
            .init(.integer(1), key.claim), .init(.integer(2), .integer(role.rawValue)),
            .init(.integer(3), notBefore.claim), .init(.integer(4), notAfter.claim),
        ]
        if let benefits { entries.append(.init(.integer(5), benefits.claim)) }
        if let longestLifetime { entries.append(.init(.integer(6), longestLifetime.claim)) }
        if let compromisedAt { entries.append(.init(.integer(7), compromisedAt.claim)) }
        if requiresStatusIndex { entries.append(.init(.integer(8), .bool(true))) }
        return .map(CBORMap(ascending: entries))
    }
}

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
        guard
            let item = try? CBORDecoder.decode(
                payload, limits: CBORLimits(depth: 5, entries: Self.maxKeys)), let map = item.map
        else { return nil }
        do throws(TrustError) {
            try self.init(ClaimsReader(map))
        } catch {
            return nil
        }
        // The encoding is one: what was not read here, being unknown, or there although it is
        // empty, is not written either.
        guard isSound, self.payload.elementsEqual(payload) else { return nil }
    }

    private init(_ claims: ClaimsReader<TrustError>) throws(TrustError) {
        let own = try claims.claims(Label.bundle)
        let threshold: Int64 = try own.required(5)
        guard (1...Int64(Self.maxRoots)).contains(threshold) else { throw .bundle }
        self.init(
            organization: try own.required(1), roots: try own.required(4),
            threshold: Int(threshold), issuedAt: try claims.required(Label.issuedAt),
            expiresAt: try claims.required(Label.expiresAt))
        version = try own.required(2)
        keys = try own.value(3) ?? []
        statusBase = try own.value(6)
        serviceURLs = try own.value(7) ?? []
        listFloors = try own.value(8, (), Self.floors) ?? [:]
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
            guard case .integer(let label) = entry.key,
                let shard = ShardNumber(claim: .integer(label)),
                let sequence = entry.value.integer, sequence >= 1
            else { return nil }
            floors[shard.number] = UInt64(sequence)
        }
        return floors
    }
}

extension KeyRole: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let value = item.integer else { return nil }
        self.init(rawValue: value)
    }

    package var claim: CBORItem { .integer(rawValue) }
}

extension BundleKey: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map else { return nil }
        do throws(TrustError) {
            try self.init(ClaimsReader(map))
        } catch {
            return nil
        }
    }

    private init(_ claims: ClaimsReader<TrustError>) throws(TrustError) {
        self.init(
            try claims.required(1), role: try claims.required(2),
            notBefore: try claims.required(3), notAfter: try claims.required(4))
        benefits = try claims.value(5)
        longestLifetime = try claims.value(6, ()) { item in
            item.integer.flatMap { $0 > 0 ? .seconds($0) : nil }
        }
        compromisedAt = try claims.value(7)
        requiresStatusIndex = try claims.value(8, ()) { $0 == .bool(true) ? true : nil } ?? false
    }

    package var claim: CBORItem {
        var entries: [CBORMap.Entry] = [
            .init(.integer(1), key.claim), .init(.integer(2), role.claim),
            .init(.integer(3), notBefore.claim), .init(.integer(4), notAfter.claim),
        ]
        if let benefits { entries.append(.init(.integer(5), benefits.claim)) }
        if let longestLifetime { entries.append(.init(.integer(6), longestLifetime.claim)) }
        if let compromisedAt { entries.append(.init(.integer(7), compromisedAt.claim)) }
        if requiresStatusIndex { entries.append(.init(.integer(8), .bool(true))) }
        return .map(CBORMap(ascending: entries))
    }
}

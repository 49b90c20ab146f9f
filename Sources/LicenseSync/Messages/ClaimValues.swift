package import CBOR
import COSE
import LicenseVerifier

// How the values of messages are written on the wire, each read and written in one place.

extension MessageDigest: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let bytes = item.bytes else { return nil }
        self.init(bytes)
    }

    package var claim: CBORItem { .bytes(bytes[...]) }
}

extension JournalHash: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let bytes = item.bytes else { return nil }
        self.init(bytes)
    }

    package var claim: CBORItem { .bytes(bytes[...]) }
}

extension DeviceLabel: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let text = item.text else { return nil }
        self.init(signed: text)
    }

    package var claim: CBORItem { .text(description) }
}

// MARK: - The device's key

extension VerificationKey {
    /// `cnf`, a map of one COSE_Key (RFC 8747 §3.2).
    var confirmation: CBORItem {
        .map(CBORMap(ascending: [CBORMap.Entry(.integer(1), coseKeyItem)]))
    }
}

extension MessageClaims {
    /// The device key of `cnf`, which passes the checks of every public key.
    func deviceKey() throws(SyncError) -> VerificationKey {
        guard let confirmation = shared.map[SharedLabel.confirmation] else {
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

// MARK: - Maps of numbers, left out where they are empty

extension ListSequences: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map, (1...SyncLimits.maxLists).contains(map.entries.count) else {
            return nil
        }
        self.init()
        for entry in map.entries {
            guard case .integer(let label) = entry.key,
                let shard = ShardNumber(claim: .integer(label)),
                let sequence = Ordinal(claim: entry.value)
            else { return nil }
            raise(shard.number, to: sequence.number)
        }
    }

    package var claim: CBORItem {
        .map(
            CBORMap(
                ascending: entries.map {
                    CBORMap.Entry(.integer(Int64($0.shard)), $0.sequence.claim)
                }))
    }

    package var isInClaimRange: Bool {
        entries.count <= SyncLimits.maxLists
            && entries.allSatisfy {
                $0.shard < 4096 && (1...UInt64(Limits.maxCount)).contains($0.sequence)
            }
    }
}

extension UsageTotal: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map, (1...SyncLimits.maxMeters).contains(map.entries.count) else {
            return nil
        }
        self.init()
        for entry in map.entries {
            guard case .integer(let number) = entry.key, let number = UInt32(exactly: number),
                let units = Ordinal(claim: entry.value)
            else { return nil }
            raise(Meter(number), to: units.number)
        }
    }

    package var claim: CBORItem {
        .map(
            CBORMap(
                ascending: entries.map {
                    CBORMap.Entry(.integer(Int64($0.meter.number)), $0.units.claim)
                }))
    }

    package var isInClaimRange: Bool {
        entries.count <= SyncLimits.maxMeters && entries.allSatisfy(\.units.isInClaimRange)
    }
}

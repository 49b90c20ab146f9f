import CBOR
public import COSE

extension MessageType {
    /// What changed in a status list since an earlier one.
    public static let statusDelta = MessageType.mediaType(
        "application/vnd.latchkey.delta+cwt")
}

/// What changed in a status list since an earlier one, from a trusted key.
///
/// It names every position that changed at any time since, with its status now, so that it leads
/// from each list in between to the same one; applied twice, it changes nothing more. It is never
/// a list of its own. Only `StatusKeys.verifyDelta` makes one.
public struct VerifiedStatusDelta: Sendable {
    /// The number of the oldest list that it can be applied to.
    public let from: UInt64
    let changes: StatusChanges
    let verified: VerifiedStatusClaims

    fileprivate init(from: UInt64, changes: StatusChanges, verified: VerifiedStatusClaims) {
        self.from = from
        self.changes = changes
        self.verified = verified
    }

    /// What the list says of itself once the delta is applied.
    public var claims: StatusListClaims { verified.claims }

    /// The signed object.
    public var message: SignedMessage { verified.message }

    /// How many positions it names.
    public var changeCount: Int { changes.count }
}

extension StatusKeys {
    /// Checks who signed a delta and that it is one (Status-List, delta).
    ///
    /// Whether it fits a list is checked by `VerifiedStatusList.applying`.
    public func verifyDelta(_ message: SignedMessage) throws(StatusError) -> VerifiedStatusDelta {
        let (verified, content) = try verifiedClaims(
            message, type: .statusDelta, StatusListClaims.readDelta)
        return VerifiedStatusDelta(
            from: content.from, changes: content.changes, verified: verified)
    }
}

extension VerifiedStatusList {
    /// The list that a delta leads to from this one, which stays as it is.
    ///
    /// Throws `otherOrganization` or `otherList` for a delta of another list, `gap` for one that
    /// begins later than this list, `rollback` for one that ends earlier, `equivocation` for one of
    /// this list's number that says something else, and `deltaRoot` where the changes do not lead to
    /// the statuses that were signed for: the full list is to be fetched then. As for any list,
    /// `check` says whether the result may take this one's place. Costs 256 KiB of hashing.
    public func applying(
        _ delta: VerifiedStatusDelta
    ) throws(StatusError) -> VerifiedStatusList {
        try checkFit(of: delta)
        var statuses = statuses
        delta.changes.apply(to: &statuses)
        let next: VerifiedStatusList
        do throws(StatusError) {
            next = try VerifiedStatusList(delta.verified, provedBy: statuses)
        } catch {
            throw .deltaRoot
        }
        return delta.claims.sequence == claims.sequence ? self : next
    }

    private func checkFit(of delta: VerifiedStatusDelta) throws(StatusError) {
        let next = delta.claims
        guard next.organization == claims.organization else { throw .otherOrganization }
        guard next.shard == claims.shard, next.uri.utf8.elementsEqual(claims.uri.utf8) else {
            throw .otherList(next.shard)
        }
        guard next.sequence >= claims.sequence else {
            throw .rollback(sequence: next.sequence, held: claims.sequence)
        }
        guard next.sequence > claims.sequence || next.root == claims.root else {
            throw .equivocation(sequence: next.sequence)
        }
        guard delta.from <= claims.sequence else {
            throw .gap(from: delta.from, held: claims.sequence)
        }
    }
}

extension StatusListClaims {
    /// Reads a delta's signed payload.
    fileprivate static func readDelta(
        _ payload: ArraySlice<UInt8>
    ) throws(StatusError) -> (StatusListClaims, (from: UInt64, changes: StatusChanges)) {
        let map = try reader(of: payload)
        let items: [CBORItem] = try map.required(Label.delta)
        guard map.map.entries.count == 5, items.count == 6 else { throw .claims }
        let own = ClaimsReader<StatusError>(positions: items)
        let members = Members(
            organization: try own.required(0), shard: try own.required(1),
            sequence: try own.required(3), root: try own.required(4))
        let claims = try StatusListClaims(map, members)
        let from: Ordinal = try own.required(2)
        let bytes: ArraySlice<UInt8> = try own.required(5)
        guard from.number < claims.sequence else { throw .claims }
        guard let changes = StatusChanges(bytes) else { throw .changes }
        return (claims, (from.number, changes))
    }

    /// The payload of a delta that leads to these claims.
    ///
    /// - Parameter changes: the bytes of `StatusChanges`.
    package func payload(from: UInt64, changes: [UInt8]) -> [UInt8] {
        var claims = ClaimsWriter(capacity: changes.count + 192)
        writeTimes(&claims)
        claims.write(Label.timeToLive, timeToLive)
        // All six are always there, and a refresh is nothing but its envelope: no labels.
        claims.write(
            Label.delta,
            CBORItem.array([
                organization.claim, .integer(Int64(shard)), .integer(Int64(clamping: from)),
                .integer(Int64(clamping: sequence)), .bytes(root[...]), .bytes(changes[...]),
            ]))
        return claims.encoded
    }
}

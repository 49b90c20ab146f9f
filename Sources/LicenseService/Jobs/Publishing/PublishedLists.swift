import COSE
import LicenseVerifier
import Synchronization

/// One list of one organization.
struct StatusListID: Hashable, Sendable {
    let organization: OrganizationID
    let shard: UInt32

    init(_ organization: OrganizationID, _ shard: UInt32) {
        self.organization = organization
        self.shard = shard
    }
}

/// A list as it is served.
struct ServedList: Sendable {
    let claims: StatusListClaims
    let document: StaticDocument
    /// What has changed since fixed moments, for devices that hold a list already.
    let deltas: [DeltaPeriod: StaticDocument]

    /// A list and deltas that the caller has verified, or made.
    init(_ list: VerifiedStatusList, _ deltas: [DeltaPeriod: VerifiedStatusDelta]) {
        claims = list.claims
        let end = list.claims.issuedAt + list.claims.timeToLive
        document = StaticDocument(
            list.message.bytes, mediaType: "application/statuslist+cwt", freshUntil: end)
        self.deltas = deltas.mapValues { delta in
            StaticDocument(
                delta.message.bytes, mediaType: "application/vnd.latchkey.delta+cwt",
                freshUntil: end)
        }
    }
}

/// The newest list of each shard, in memory, for every request that asks.
final class PublishedLists: Sendable {
    private struct State {
        var lists: [StatusListID: ServedList] = [:]
        /// Whose lists lie at the short places.
        var first: OrganizationID?
        /// Whether the first round of the publisher is done.
        var isLoaded = false
    }

    private let state = Mutex(State())

    subscript(place: StatusListID) -> ServedList? {
        state.withLock { $0.lists[place] }
    }

    /// Takes a list; one that is not newer than the one here changes nothing.
    func take(_ list: VerifiedStatusList, _ deltas: [DeltaPeriod: VerifiedStatusDelta]) {
        let served = ServedList(list, deltas)
        let place = StatusListID(list.claims.organization, list.claims.shard)
        state.withLock { state in
            if let held = state.lists[place], held.claims.sequence >= served.claims.sequence {
                return
            }
            state.lists[place] = served
        }
    }

    /// - Parameter first: whose lists lie at the short places.
    func setLoaded(first: OrganizationID?) {
        state.withLock { state in
            state.isLoaded = true
            state.first = first
        }
    }

    /// A list of the first organization.
    subscript(shard: UInt32) -> ServedList? {
        state.withLock { state in
            state.first.flatMap { state.lists[StatusListID($0, shard)] }
        }
    }

    /// Whether every list that was promised is here and still vouches.
    func isReady(at now: Timestamp) -> Bool {
        state.withLock { state in
            state.isLoaded && state.lists.values.allSatisfy { now < $0.claims.expiresAt }
        }
    }

    var count: Int { state.withLock { $0.lists.count } }
}

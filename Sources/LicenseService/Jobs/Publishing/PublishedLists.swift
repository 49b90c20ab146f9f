import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The newest list of each shard, in memory, for every request that asks.
final class PublishedLists: Sendable {
    private struct State {
        var lists: [StatusListID: ServedList] = [:]
        /// Those of which a newer one waits until somebody confirms it.
        var heldBack: Set<StatusListID> = []
        /// Whose lists are at the short paths.
        var first: OrganizationID?
        /// Whether the first round of the publisher is done.
        var isLoaded = false
        /// Why nothing of the registry is served; nil where it is.
        var standstill: RegistryError?
        /// Why the last round of the publisher failed; nil where it did not.
        var fault: PublishingFault?
    }

    private let state = Mutex(State())

    subscript(id: StatusListID) -> ServedList? {
        state.withLock { $0.lists[id] }
    }

    /// The lists of an organization, in the order of their numbers.
    func all(of organization: OrganizationID) -> [ServedList] {
        let lists = state.withLock { Array($0.lists.values) }
        return lists.filter { $0.claims.organization == organization }
            .sorted { $0.claims.shard < $1.claims.shard }
    }

    /// Takes a list; one that is not newer than the one here changes nothing.
    func take(_ list: VerifiedStatusList, _ deltas: [DeltaPeriod: VerifiedStatusDelta]) {
        let served = ServedList(list, deltas)
        let id = StatusListID(list.claims.organization, list.claims.shard)
        state.withLock { state in
            if let held = state.lists[id], held.claims.sequence >= served.claims.sequence {
                return
            }
            state.lists[id] = served
        }
    }

    /// Whether a newer list waits until somebody confirms it, as far as this node publishes lists.
    func isHeldBack(_ id: StatusListID) -> Bool { state.withLock { $0.heldBack.contains(id) } }

    func setHeldBack(_ ids: Set<StatusListID>) { state.withLock { $0.heldBack = ids } }

    /// - Parameter first: whose lists are at the short paths.
    func setLoaded(first: OrganizationID?) {
        state.withLock { state in
            state.isLoaded = true
            state.standstill = nil
            state.fault = nil
            state.first = first
        }
    }

    /// Serves nothing until the lists are loaded again; says whether the reason is a new one.
    @discardableResult
    func stop(_ reason: RegistryError) -> Bool {
        state.withLock { state in
            let isNew = state.standstill != reason
            state = State()
            state.standstill = reason
            return isNew
        }
    }

    /// Why the registry stands still; nil where it does not.
    var standstill: RegistryError? { state.withLock { $0.standstill } }

    /// Takes down that a round failed, and says whether the one before did not fail like that.
    ///
    /// What was published before is still served.
    func note(_ fault: PublishingFault) -> Bool {
        state.withLock { state in
            defer { state.fault = fault }
            return state.fault?.code != fault.code
        }
    }

    /// Why the last round of the publisher failed; nil where it did not.
    var fault: PublishingFault? { state.withLock { $0.fault } }

    /// A list of the first organization.
    subscript(shard: UInt32) -> ServedList? {
        state.withLock { state in
            state.first.flatMap { state.lists[StatusListID($0, shard)] }
        }
    }

    /// Whether all lists were loaded and none has expired.
    func isReady(at now: Timestamp) -> Bool {
        state.withLock { state in
            state.isLoaded && state.lists.values.allSatisfy { now < $0.claims.expiresAt }
        }
    }

    var count: Int { state.withLock { $0.lists.count } }
}

/// Why nothing is published.
struct PublishingFault: Equatable, Sendable {
    /// Since when.
    let since: Timestamp
    /// What a caller is told; its code is the error's.
    let problem: Problem

    var code: String { problem.code }
}

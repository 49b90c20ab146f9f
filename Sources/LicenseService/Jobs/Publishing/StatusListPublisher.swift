import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging
import Synchronization

/// Publishes status lists: registry → signed list, by one of many nodes.
///
/// The node that holds the lease looks for changes that no list has said yet, and signs; the others
/// take over what it has signed. Two that believe to hold it, because their clocks differ, cannot
/// publish two lists of one number: the registry lets one of them through.
final class StatusListPublisher: PeriodicService {
    private struct State {
        /// The issuing keys that were told last.
        var issuers: [SigningKeyRecord] = []
        /// Only the holder of the lease has one.
        var drafts: StatusListDrafts?
        var leaseEnd: Timestamp?
        /// Why the key for lists signed nothing in the last round.
        var fault: IssuerFault?
    }

    /// What the node that publishes holds.
    static let leaseName = "status-lists"

    private let statusLists: StatusLists
    private let organizations: Organizations
    private let continuity: Continuity
    private let marks: MarkDirectory?
    private let keys: ServiceKeys
    private let lists: PublishedLists
    private let policy: PublishingPolicy
    private let runtime: ServiceRuntime
    private let issuers: any IssuerTrust
    private let follower: any ListFollower
    let lease: NodeLease
    private let state = Mutex(State())

    /// - Parameters:
    ///   - lists: where lists are put that are to be served.
    ///   - marks: where the mark of the registry lies; nil for none.
    ///   - issuers: told the issuing keys of the registry when there are others.
    ///   - follower: told before and after each round.
    init(
        _ registry: Registry, keys: ServiceKeys, lists: PublishedLists, marks: MarkDirectory?,
        policy: PublishingPolicy, runtime: ServiceRuntime,
        issuers: any IssuerTrust, follower: any ListFollower
    ) {
        let registry = registry.acting(as: "latchkeyd")
        statusLists = registry.statusLists
        organizations = registry.organizations
        continuity = registry.maintenance.continuity
        self.marks = marks
        self.keys = keys
        self.lists = lists
        self.policy = policy
        self.runtime = runtime
        self.issuers = issuers
        self.follower = follower
        lease = NodeLease(Self.leaseName, runtime)
    }

    var interval: Duration { policy.interval }

    func end() async { await lease.end() }

    func round() async {
        follower.settle()
        defer { follower.settle() }
        do {
            let first = try await runtime.pool.run { [self] in try work() }
            if lists.standstill != nil { runtime.logger.notice("registry resumed") }
            if let fault = lists.fault {
                runtime.logger.notice("publishing resumed", metadata: ["after": "\(fault.code)"])
            }
            runtime.metrics.set(.publishingFails, to: 0)
            lists.setLoaded(first: first)
            runtime.metrics.set(.standstill, to: 0)
            runtime.metrics.set(.statusLists, to: lists.count)
        } catch let error as RegistryError where error.isStandstill {
            runtime.metrics.add(to: .publisherFailures)
            runtime.metrics.set(.standstill, to: 1)
        } catch {
            runtime.metrics.add(to: .publisherFailures)
            runtime.metrics.set(.publishingFails, to: 1)
            let fault = PublishingFault(since: runtime.clock.now(), problem: Problem(error))
            // Once, and not twice a second.
            guard lists.note(fault) else { return }
            runtime.logger.error("publishing failed", metadata: ["code": "\(fault.code)"])
        }
    }

    /// Says which organization is the first.
    private func work() throws -> OrganizationID? {
        let first = try organizations.first()
        try state.withLock { state in
            let now = runtime.clock.now()
            try checkContinuity(&state, now)
            let isHolder = maySign(&state, now) ? try holdsLease(&state, now) : false
            try trustIssuers(&state)
            if isHolder {
                try publish(&state, now)
                // Where clocks differ by more than a lease, another node believes to hold it too.
                try follow()
            } else {
                state.drafts = nil
                try follow()
            }
        }
        return first
    }

    /// A registry that was restored publishes nothing, and what it had published is not served:
    /// devices that hold no newer list would believe it.
    private func checkContinuity(_ state: inout State, _ now: Timestamp) throws {
        do throws(RegistryError) {
            if let reason = try continuity.standstill() { throw reason }
            guard let marks else { return }
            try continuity.check(marks, now: now)
            if let reason = try continuity.standstill() { throw reason }
        } catch {
            state.drafts = nil
            guard error.isStandstill else { throw error }
            if lists.stop(error) { log(error) }
            throw error
        }
    }

    /// Said once, and not for each request that is refused meanwhile.
    private func log(_ error: RegistryError) {
        runtime.logger.critical(
            "the registry stands still",
            metadata: [
                "code": "\(error.code)", "reason": "\(error)", "hint": "\(error.nextStep)",
            ])
    }

    /// Whether this node knows the time and the vendor's bundle leaves the key its role; else other
    /// nodes sign, with other clocks and keys.
    private func maySign(_ state: inout State, _ now: Timestamp) -> Bool {
        guard !runtime.clock.isInDoubt else { return false }
        let fault = keys.fault(of: .lists, at: now)
        if let fault, state.fault != fault {
            runtime.logger.critical(
                "no list is signed: the trust bundle takes the key away",
                metadata: ["fault": "\(LicenseError.issuer(fault).code)"])
        }
        state.fault = fault
        return fault == nil
    }

    private func holdsLease(_ state: inout State, _ now: Timestamp) throws -> Bool {
        if let end = state.leaseEnd, now + policy.lease / 2 < end { return true }
        let end = now + policy.lease
        let isHolder = try lease.take(until: end, now: now)
        if isHolder != (state.leaseEnd != nil) {
            runtime.logger.info("publisher", metadata: ["holds_lease": "\(isHolder)"])
        }
        state.leaseEnd = isHolder ? end : nil
        return isHolder
    }

    // MARK: - Signing

    private func publish(_ state: inout State, _ now: Timestamp) throws {
        var drafts = state.drafts ?? StatusListDrafts()
        let known = drafts.heldBack
        try drafts.update(statusLists)
        let heldBack = drafts.heldBack.subtracting(known)
        for id in heldBack {
            runtime.logger.critical(
                "list held back: too many licenses would be valid again at once",
                metadata: [
                    "list": "\(id.organization)/\(id.shard)",
                    "hint": "latchkeyd lists confirm-shrink",
                ])
        }
        runtime.metrics.set(.statusListsHeldBack, to: drafts.heldBack.count)
        lists.setHeldBack(drafts.heldBack)
        // What was published before is still served.
        if !heldBack.isEmpty { try follow() }
        // Kept before anything is signed: what fails is due again in the next round.
        state.drafts = drafts
        let isRefused = { [lists, keys] (id: StatusListID) in
            lists[id].map { keys.mustReplace($0.list, at: now) } ?? false
        }
        for id in drafts.due(at: now, policy, orWhere: isRefused)
        // Other nodes sign where the organization's own bundle takes this key away.
        where keys.fault(of: .lists, for: id.organization, at: now) == nil {
            try sign(id, &state, now)
        }
    }

    private func sign(_ id: StatusListID, _ state: inout State, _ now: Timestamp) throws {
        let pending = try statusLists.pending(of: id.organization, shard: id.shard)
        state.drafts?.settle(id, pending)
        guard let draft = state.drafts?[id] else { return }
        // A clock that was set back must not date a list before the one that it follows; but one
        // from a time that devices do not believe leads nowhere.
        let former = draft.published.map(\.issuedAt).flatMap { $0.isFuture(at: now) ? nil : $0 }
        let issuedAt = max(now, former ?? now)
        let exceptions = draft.builder.exceptionCount
        let floor = max(pending.floor, max(keys.listFloor(id.shard, of: id.organization), 1) - 1)
        let list = try keys.sign(
            draft.builder, sequence: max(draft.published?.sequence ?? 0, floor) + 1,
            base: try base(of: id.organization), issuedAt: issuedAt,
            expiresAt: issuedAt + policy.expiry, timeToLive: policy.timeToLive)
        let deltas = try keys.deltas(to: list, log: pending.log)
        do throws(RegistryError) {
            try statusLists.publish(
                list, deltas: deltas, from: pending, exceptions: exceptions, now: now)
        } catch {
            guard error == .listOutdated else { throw error }
            // Another program signs too: everything is read again, and signed after its list.
            state.drafts = nil
            return
        }
        // Nobody sees a list that its mark does not know.
        if let marks {
            try marks.keep(list)
            try continuity.raise(marks, now: now)
        }
        lists.take(list, deltas)
        runtime.metrics.add(to: .statusListsSigned)
        state.drafts?.didPublish(id, list.claims, exceptions: exceptions)
    }

    /// The first organization's lists lie at the base itself.
    private func base(of organization: OrganizationID) throws -> String {
        let first = try organizations.first()
        return first == organization
            ? "\(policy.base)/v1/status-lists"
            : "\(policy.base)/v1/organizations/\(organization)/status-lists"
    }

    // MARK: - Following

    private func follow() throws {
        let known = try organizations.serviceKeys().filter { $0.role == .status }
        guard let trusted = StatusKeys(pinning: known.map(\.publicKey)) else { return }
        for stored in try statusLists.published(newerThan: { organization, shard in
            lists[StatusListID(organization, shard)]?.claims.sequence
        }) {
            let message = try SignedMessage(stored.octets, maxPayload: Limits.maxObjectBytes)
            let deltas = try stored.deltas.mapValues { octets in
                try trusted.verifyDelta(
                    SignedMessage(octets, maxPayload: Limits.maxObjectBytes))
            }
            let list = try trusted.verify(message)
            // Whichever node is asked after a restore, it has the newest list that it has served. A
            // full disk keeps no revocation from those who ask.
            try? marks?.keep(list)
            lists.take(list, deltas)
        }
    }

    private func trustIssuers(_ state: inout State) throws {
        let keys = try organizations.signingKeys()
        guard keys != state.issuers else { return }
        issuers.trust(keys)
        state.issuers = keys
    }
}

extension Metric {
    fileprivate static let statusLists = Metric(
        "status_lists", "Status lists that this node serves.")
    fileprivate static let statusListsHeldBack = Metric(
        "status_lists_held_back", "Status lists that wait for latchkeyd lists confirm-shrink.")
    fileprivate static let statusListsSigned = Metric(
        "status_lists_signed_total", "Status lists that this node signed.")
    fileprivate static let standstill = Metric(
        "registry_stands_still", "1 while nothing is given out of the registry, or 0.")
    fileprivate static let publishingFails = Metric(
        "publishing_fails", "1 while no list can be published, or 0.")
    fileprivate static let publisherFailures = Metric(
        "publisher_failures_total", "Rounds of publishing that failed.")
}

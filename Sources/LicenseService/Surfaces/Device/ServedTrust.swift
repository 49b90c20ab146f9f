import COSE
import Foundation
import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging
import NIOCore
import Synchronization

/// The trust bundle that the service hands out, replaced when its file is read again.
///
/// Devices verify it by the root keys that they pin. The service believes what the bundle takes away:
/// a key that it calls stolen, or out of its time, opens nothing here either, mints nothing, and signs
/// no answers and no lists.
final class ServedTrust: ListFollower {
    /// The bundle and what it says, with the affirmation lists that go with it.
    struct Content: Sendable {
        /// All of them, as they are served: without its lists a bundle that marks a key as stolen takes
        /// every license of that key.
        let document: StaticDocument
        /// The bundle alone.
        let octets: [UInt8]
        let bundle: TrustBundle
        let affirmations: [[UInt8]]
    }

    private struct State {
        var current: Content?
        /// What is handed out once devices take the lists that are served beside it.
        var next: (content: Content, served: ServedBundle)?
        /// Why the file that was read last is not handed out; nil where it is.
        var refusal: BundleRefusal?
    }

    private let state = Mutex(State())
    /// The file that `trust.bundle` names; nil where it names none.
    let path: String?
    /// Where the bundle is kept that was handed out last; nil for nowhere.
    private let marks: MarkDirectory?
    private let fitness: BundleFitness
    private let licenses: LicenseCache
    private let keys: ServiceKeys
    private let lists: PublishedLists
    private let runtime: ServiceRuntime
    /// Which of the files of `trust.bundle` it is.
    private let number: Int
    /// Those of further organizations, each in a file of its own.
    let others: [ServedTrust]

    /// - Parameters:
    ///   - path: the file that `trust.bundle` names; nil where it names none.
    ///   - marks: where the bundle is kept that was handed out last; nil for nowhere.
    ///   - number: which of the files of `trust.bundle` it is.
    ///   - others: those of further organizations.
    init(
        honoredBy licenses: LicenseCache, keys: ServiceKeys, lists: PublishedLists,
        fitness: BundleFitness, runtime: ServiceRuntime, path: String? = nil,
        marks: MarkDirectory? = nil, number: Int = 0, others: [ServedTrust] = []
    ) {
        self.number = number
        self.others = others
        self.path = path
        self.fitness = fitness
        self.marks = marks
        self.licenses = licenses
        self.keys = keys
        self.lists = lists
        self.runtime = runtime
        if number == 0 { keys.minting?.issuer.heed { licenses.fault(of: $0) } }
    }

    /// What speaks against a license's key, by all bundles; nil for nothing.
    func fault(of key: LicenseKey) -> IssuerFault? { licenses.fault(of: key) }

    var current: Content? { state.withLock { $0.current } }

    /// The bundle that waits for a list which devices take by it; nil for none.
    var waiting: TrustBundle? { state.withLock { $0.next?.content.bundle } }

    /// Why the file that was read last is not handed out, and what was before is; nil where it is.
    var refusal: BundleRefusal? { state.withLock { $0.refusal } }

    /// Hands out a bundle that follows the one before, also the one before the service was started, and
    /// takes nothing from honest devices; throws `BundleRefusal` for any other, and changes nothing.
    ///
    /// The one rule, wherever the bundle comes from.
    func take(_ bundle: [UInt8], affirmations: [[UInt8]] = []) throws {
        do {
            let organization = try check(bundle, affirmations)
            try marks?.keep(bundle: bundle, of: organization)
            try replace(bundle, affirmations: affirmations)
        } catch let refusal as BundleRefusal {
            state.withLock { $0.refusal = refusal }
            throw refusal
        }
        state.withLock { $0.refusal = nil }
    }

    /// The same from where nobody may wait for the registry.
    func load(_ bundle: [UInt8], affirmations: [[UInt8]]) async throws {
        try await runtime.pool.run { [self] in try take(bundle, affirmations: affirmations) }
    }

    /// Whose bundle may be handed out.
    @discardableResult
    private func check(
        _ octets: [UInt8], _ affirmations: [[UInt8]]
    ) throws -> OrganizationID {
        let served: ServedBundle
        do throws(TrustError) {
            served = try ServedBundle(octets, affirmations: affirmations)
        } catch {
            throw BundleRefusal.trust(error)
        }
        let (organization, now) = (served.bundle.organization, runtime.clock.now())
        let before = held(of: organization)
        try BundleSuccession.check(octets, after: before, now: now)
        if octets != before {
            try fitness.check(served, at: now)
        } else if let current, current.octets == octets, !current.affirmations.isEmpty,
            current.affirmations != affirmations
        {
            // Devices have the bundle, and lose the lists.
            try fitness.checkAffirmations(served, at: now)
        }
        return organization
    }

    /// Hands out what was handed out before, with those of the affirmation lists that go with it;
    /// false where nothing was.
    func goOn(of organization: OrganizationID, affirmations: [[UInt8]]) throws(TrustError) -> Bool {
        guard let held = held(of: organization) else { return false }
        // A list of other root keys belongs to the bundle that was refused.
        let fitting = affirmations.filter { (try? ServedBundle(held, affirmations: [$0])) != nil }
        try replace(held, affirmations: fitting)
        return true
    }

    /// The bundle of an organization that was handed out last, alone; nil for none.
    func held(of organization: OrganizationID) -> [UInt8]? {
        // A mark that cannot be read stops the registry, where it is looked after.
        if let kept = try? marks?.keptBundle(of: organization) { return kept }
        let newest = state.withLock { $0.next?.content ?? $0.current }
        return newest?.bundle.organization == organization ? newest?.octets : nil
    }

    /// Hands out another bundle; one that cannot be read is refused, and changes nothing.
    ///
    /// One by which devices would refuse the lists that are served, and then have none, waits until a
    /// list is published that it takes.
    ///
    /// - Parameter affirmations: which licenses of stolen keys stay good.
    func replace(_ bundle: [UInt8], affirmations: [[UInt8]] = []) throws(TrustError) {
        let served = try ServedBundle(bundle, affirmations: affirmations)
        let new = Content(
            document: StaticDocument(
                bundle + affirmations.joined(), mediaType: "application/cose",
                lifetime: .seconds(3600)),
            octets: bundle, bundle: served.bundle, affirmations: affirmations)
        state.withLock { $0.next = (new, served) }
        licenses.honor(served, from: number)
        settleOwn()
        guard state.withLock({ $0.next != nil }) else { return }
        runtime.logger.notice(
            "the trust bundle waits for a status list that it takes",
            metadata: ["version": "\(served.bundle.version)"])
    }

    /// Hands out each bundle that waits, once there is nothing to wait for.
    func settle() {
        for file in files { file.settleOwn() }
    }

    private func settleOwn() {
        let now = runtime.clock.now()
        guard let (content, served) = state.withLock({ $0.next }) else { return }
        let window = served.listWindow(of: keys.listKey.keyID)
        // Until then the key signs by the bundle before.
        if let window, now < window.start { return }
        keys.heed(served, from: number)
        // Where the key may not sign at all, other nodes do, and devices learn of it by this bundle.
        let mayWait = window.map { now < $0.end } ?? false
        let isTaken = lists.all(of: served.bundle.organization).allSatisfy {
            served.takes($0.claims, signedBy: $0.list.message.header.keyID)
        }
        guard isTaken || !mayWait else { return }
        state.withLock { state in
            // Another one may have come meanwhile.
            guard state.next?.content.bundle == content.bundle else { return }
            (state.current, state.next) = (content, nil)
        }
        warn(of: served.bundle.organization)
    }

    /// Throws `BundleRefusal` for a bundle that would not be handed out.
    func judge(_ succession: BundleSuccession) async throws {
        try await runtime.pool.run { [self] in
            _ = try check(succession.octets, current?.affirmations ?? [])
        }
    }

    /// Writes a bundle into the file of `trust.bundle`, from which it is read at the next start, and
    /// hands it out from now on.
    func publish(_ succession: BundleSuccession) async throws {
        try await runtime.pool.run { [self] in try write(succession) }
    }

    private func write(_ succession: BundleSuccession) throws {
        guard let path else { throw Self.noFile }
        let affirmations = current?.affirmations ?? []
        // Nothing is written that could not be read again, and another one may have come meanwhile.
        try check(succession.octets, affirmations)
        do {
            try Data(succession.octets).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Problem(
                .serviceUnavailable, "trust.file", "the file of trust.bundle cannot be written",
                nextStep:
                    "let the service write it, or replace it yourself and send the service SIGHUP")
        }
        try take(succession.octets, affirmations: affirmations)
    }

    static let noFile = Problem(
        .conflict, "trust.no-file", "this service hands out no trust bundle",
        nextStep: "name a file in the setting trust.bundle, and restart the service")

    /// Which of the service's own keys a bundle would let sign nothing more.
    func withdrawals(by bundle: TrustBundle) -> [ServiceKeyRole] {
        let now = runtime.clock.now()
        return ServiceKeyRole.allCases.filter { role in
            bundle.fault(of: keys.key(of: role).keyID, as: role.keyRole, at: now) != nil
        }
    }

    /// Devices learn of it by this very bundle, so it is handed out all the same.
    private func warn(of organization: OrganizationID) {
        for role in ServiceKeyRole.allCases {
            guard let fault = keys.fault(of: role, for: organization, at: runtime.clock.now())
            else { continue }
            runtime.logger.critical(
                "the trust bundle does not let the service's key sign",
                metadata: [
                    "signs": "\(role.rawValue)", "fault": "\(LicenseError.issuer(fault).code)",
                ])
        }
    }
}

extension ServedTrust {
    /// The bundle with its affirmation lists, to go along with a license; none for a license of an
    /// organization whose bundle is not served here.
    func objects(of organization: OrganizationID) -> [SignedMessage] {
        guard let content = content(of: organization) else { return [] }
        let octets = Array(content.document.body.readableBytesView)
        // It was read when it was loaded.
        return (try? SignedMessage.sequence(octets, maxPayload: Limits.maxObjectBytes)) ?? []
    }
}

import COSE
import LicenseSync
import LicenseVerifier

/// Decides what devices are answered, each after those before it.
///
/// The rules are LicenseSync's.
struct DeviceDecisions {
    /// What became of a message.
    enum Step {
        case decided(DeviceDecision)
        /// The registry has to be read for it.
        case unread
        /// It has to wait until what was decided is written.
        case later
    }

    /// A device key that asks for a license.
    private struct Asker: Hashable {
        let license: LicenseID
        let device: [UInt8]
    }

    private let now: Timestamp
    private let known: KnownDevices?
    /// Licenses as the decisions so far leave them.
    private(set) var licenses: [LicenseID: AnsweredLicense] = [:]
    /// What they are about.
    private var activations: Set<ActivationID> = []
    private var askers: Set<Asker> = []

    /// - Parameter known: what may be decided by; what is not there is read.
    init(at now: Timestamp, knowing known: KnownDevices?) {
        self.now = now
        self.known = known
    }

    /// Decides a message, by what is remembered or by one consistent state of the registry.
    mutating func decide(
        _ message: DeviceMessage, in reading: (any Reading)?
    ) throws(RegistryError) -> Step {
        if let reading { try reading.registryStatus()?.requireCurrent() }
        return switch message {
        case .request(let request): try decide(request, in: reading)
        case .report(let report, let policy): try decide(report, policy, in: reading)
        }
    }

    // MARK: - Requests

    private mutating func decide(
        _ asked: DeviceMessage.Request, in reading: (any Reading)?
    ) throws(RegistryError) -> Step {
        guard let reading else { return .unread }
        let (request, keys) = (asked.request, KeyQueries(reading))
        let asker = Asker(
            license: asked.license, device: request.request.device.rawRepresentation)
        guard !askers.contains(asker) else { return .later }
        let held = try ActivationQueries(reading).activation(
            of: request.request.device, for: asked.license)
        if let held, activations.contains(held.id) { return .later }
        var meters = (held?.state.usage.entries ?? []).map(\.meter)
        if case .deactivate(let used) = request.request.kind {
            meters += used.entries.map(\.meter)
        }
        guard
            let license = try license(
                asked.license, meters, needsSeats: held?.state.holdsSeat(at: now) != true, reading)
        else { return .later }
        let record = license.record
        if let token = asked.token {
            try check(token, of: record, isGivingBack: held != nil, request, keys)
        }
        let isReleased = if held == nil { try wasReleased(asked, reading) } else { false }
        let replaced = isReleased ? nil : try replaced(by: asked, held, reading)
        if let replaced, activations.contains(replaced.id) { return .later }
        var account = license.account
        let without = replaced.map { account.withdraw($0.state, at: now) }
        var answer =
            isReleased
            ? account.answer(releasedBefore: request, at: now)
            : account.answer(
                request, held: held?.state, id: asked.id, policy: asked.policy, at: now)
        if asked.isExchange { try answer.replace([], by: record) }
        let token = asked.isExchange ? record.tokenDigest : asked.token
        let isKnown = if let token { try keys.had(token, record) } else { false }
        if let token = asked.token, isKnown, !asked.isExchange {
            try answer.replace(token, by: record)
        }
        let step = try take(
            DeviceDecision(
                answer, to: request.digest, license, held: held, heldToken: asked.token,
                token: isKnown ? token : nil, isExchange: asked.isExchange,
                replaced: Self.replaced(asked.replaces, replaced, without),
                hadToken: isKnown, recorded: try recorded(answer, reading)), license)
        if case .decided = step { askers.insert(asker) }
        return step
    }

    /// Whether a device that asks for a seat has given it back already.
    private func wasReleased(
        _ asked: DeviceMessage.Request, _ reading: any Reading
    ) throws(RegistryError) -> Bool {
        guard case .activate = asked.request.request.kind else { return false }
        return try ReleasedDevices(reading).contains(
            asked.request.request.device, of: asked.license)
    }

    /// The activation that a machine had under another key, and gives its seat for this one; nil for
    /// a machine that has an activation under this key, or gives it back.
    private func replaced(
        by asked: DeviceMessage.Request, _ held: ActivationRecord?, _ reading: any Reading
    ) throws(RegistryError) -> ActivationRecord? {
        guard case .activate = asked.request.request.kind, let seat = asked.replaces, held == nil
        else { return nil }
        guard let record = try ActivationQueries(reading).activation(seat.activation),
            record.license == asked.license, !record.state.status.hasEnded
        else { throw .missing(kind: .activation) }
        if !seat.beyondMoves {
            try SeatMoveQueries(reading, at: now).checkMove(of: asked.license)
        }
        return record
    }

    private static func replaced(
        _ seat: DeviceMessage.ReplacedSeat?, _ record: ActivationRecord?, _ after: ActivationState?
    ) -> ReplacedActivation? {
        guard let seat, let record, let after else { return nil }
        return ReplacedActivation(seat, record, after)
    }

    /// Refuses a token that the license does not have, byte for byte, no matter who has signed it.
    ///
    /// A device that gives its own seat back proves that it is the device, and needs no token.
    private func check(
        _ token: [UInt8], of record: LicenseRecord, isGivingBack holdsSeat: Bool,
        _ request: VerifiedActivationRequest, _ keys: KeyQueries
    ) throws(RegistryError) {
        if try keys.isGood(token, of: record) { return }
        if case .deactivate = request.request.kind, holdsSeat { return }
        throw try keys.had(token, record) ? .tokenVoid : .tokenUnknown
    }

    // MARK: - Reports

    private mutating func decide(
        _ report: VerifiedUsageReport, _ policy: (LicenseClaims) -> SyncPolicy,
        in reading: (any Reading)?
    ) throws(RegistryError) -> Step {
        let id = report.report.activation
        guard !activations.contains(id) else { return .later }
        let remembered = known?[id]
        let found = if let remembered { remembered.record } else { try read(id, reading) }
        guard let held = found else { return .unread }
        let meters = (held.state.usage.entries + report.report.usage.entries).map(\.meter)
        guard
            let license = try license(
                held.license, meters, needsSeats: !held.state.holdsSeat(at: now),
                remembered == nil ? reading : nil)
        else {
            // What is remembered does not suffice, and is forgotten now.
            return reading == nil ? .unread : .later
        }
        let policy = policy(license.record.claims)
        var answer = license.account.answer(report, of: held.state, policy: policy, at: now)
        var hadToken = remembered?.hadToken ?? false
        if let token = held.token {
            if !hadToken {
                guard let reading else { return .unread }
                hadToken = try KeyQueries(reading).had(token, license.record)
            }
            if hadToken { try answer.replace(token, by: license.record) }
        }
        return try take(
            DeviceDecision(
                answer, to: report.digest, license, held: held, heldToken: held.token,
                hadToken: hadToken,
                claimsNewerLists: report.report.held.lists.isNewer(than: policy.lists),
                holds: SeenVersions(report.report.held, for: license.record.claims),
                recorded: try recorded(answer, reading)), license)
    }

    private func read(
        _ id: ActivationID, _ reading: (any Reading)?
    ) throws(RegistryError) -> ActivationRecord? {
        guard let reading else { return nil }
        guard let held = try ActivationQueries(reading).activation(id) else {
            throw .missing(kind: .activation)
        }
        return held
    }

    // MARK: - Licenses

    /// The license as the decisions so far leave it; nil where it has to be read, and is no longer
    /// remembered.
    private mutating func license(
        _ id: LicenseID, _ meters: [Meter], needsSeats: Bool, _ reading: (any Reading)?
    ) throws(RegistryError) -> AnsweredLicense? {
        if var license = licenses[id] ?? known?[id] {
            license.move(to: now)
            if license.covers(meters, andSeats: needsSeats) { return license }
            known?.forget(id)
            guard licenses[id] == nil else { return nil }
        }
        guard let reading else { return nil }
        return try LicenseAccounts(reading, at: now).license(id, meters: meters)
    }

    /// Lets the next decisions come after this one.
    private mutating func take(
        _ decision: DeviceDecision, _ license: AnsweredLicense
    ) throws(RegistryError) -> Step {
        let id = license.record.claims.license
        guard decision.changesSomething else {
            // Nothing is written that would find out whether what it rests on holds.
            if license.isRead, licenses[id] == nil { return .decided(decision) }
            if !license.isRead { known?.forget(id) }
            return .later
        }
        var license = license
        license.account = decision.answer.account
        if license.limitsMoves, decision.freesSeat {
            // Whether somebody else may have it is read once it is written.
            license.isRead = false
        }
        licenses[id] = license
        for activation in [decision.answer.activation?.id, decision.replaced?.seat.activation] {
            if let activation { activations.insert(activation) }
        }
        return .decided(decision)
    }

    /// The answer that is repeated; empty where there is a new one, or nobody has read it.
    private func recorded(
        _ answer: Answer, _ reading: (any Reading)?
    ) throws(RegistryError) -> [UInt8] {
        guard case .recorded(let message) = answer.reply, let reading else { return [] }
        guard let activation = answer.activation else { throw .missing(kind: .activation) }
        return try MessageQueries(reading).answer(to: message, of: activation.id)
    }
}

extension ListSequences {
    /// Whether one of the lists may be newer than those that the service knows of.
    fileprivate func isNewer(than known: ListSequences) -> Bool {
        entries.contains { entry in known[entry.shard].map { entry.sequence > $0 } ?? true }
    }
}

import LicenseSync
import LicenseVerifier

/// Decides what devices are answered, by one consistent state of the registry.
///
/// The rules are LicenseSync's.
struct DeviceDecisions {
    private let reading: any Reading
    private let now: Timestamp
    private let activations: ActivationQueries
    private let keys: KeyQueries

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
        activations = ActivationQueries(reading)
        keys = KeyQueries(reading)
    }

    func decide(_ message: DeviceMessage) throws(RegistryError) -> DeviceDecision {
        try reading.requireCurrent()
        return switch message {
        case .request(let request): try decide(request)
        case .report(let report, let policy): try decide(report, policy)
        }
    }

    private func decide(_ asked: DeviceMessage.Request) throws(RegistryError) -> DeviceDecision {
        let request = asked.request
        let held = try activations.activation(of: request.request.device, for: asked.license)
        var meters = (held?.state.usage.entries ?? []).map(\.meter)
        if case .deactivate(let used) = request.request.kind {
            meters += used.entries.map(\.meter)
        }
        let (account, record, version) = try accounts.account(asked.license, meters: meters)
        if let token = asked.token {
            try check(token, of: record, isGivingBack: held != nil, request)
        }
        var answer = account.answer(
            request, held: held?.state, id: asked.id, policy: asked.policy, at: now)
        if asked.isExchange { try answer.replace([], by: record) }
        if let token = asked.token, try keys.had(token, record) {
            try answer.replace(token, by: record)
        }
        let token = asked.isExchange ? record.tokenDigest : asked.token
        let isKnown = if let token { try keys.had(token, record) } else { false }
        return DeviceDecision(
            answer, to: request.digest, account, version: version, held: held,
            token: isKnown ? token : nil, isExchange: asked.isExchange,
            recorded: try recorded(answer))
    }

    private func decide(
        _ report: VerifiedUsageReport, _ policy: (LicenseClaims) -> SyncPolicy
    ) throws(RegistryError) -> DeviceDecision {
        guard let held = try activations.activation(report.report.activation) else {
            throw .missing(kind: .activation)
        }
        let meters = (held.state.usage.entries + report.report.usage.entries).map(\.meter)
        let (account, record, version) = try accounts.account(held.license, meters: meters)
        var answer = account.answer(
            report, of: held.state, policy: policy(record.claims), at: now)
        if let token = try activations.token(of: held.id), try keys.had(token, record) {
            try answer.replace(token, by: record)
        }
        return DeviceDecision(
            answer, to: report.digest, account, version: version, held: held, token: nil,
            isExchange: false, recorded: try recorded(answer))
    }

    private var accounts: LicenseAccounts { LicenseAccounts(reading, at: now) }

    /// The answer that is repeated; empty where there is a new one.
    private func recorded(_ answer: Answer) throws(RegistryError) -> [UInt8] {
        guard case .recorded(let message) = answer.reply else { return [] }
        guard let activation = answer.activation else { throw .missing(kind: .activation) }
        return try MessageQueries(reading).answer(to: message, of: activation.id)
    }

    /// Refuses a token that the license does not have, byte for byte, no matter who has signed it.
    ///
    /// A device that gives its own seat back proves that it is the device, and needs no token.
    private func check(
        _ token: [UInt8], of record: LicenseRecord, isGivingBack holdsSeat: Bool,
        _ request: VerifiedActivationRequest
    ) throws(RegistryError) {
        if try keys.isGood(token, of: record) { return }
        if case .deactivate = request.request.kind, holdsSeat { return }
        throw try keys.had(token, record) ? .tokenVoid : .tokenUnknown
    }
}

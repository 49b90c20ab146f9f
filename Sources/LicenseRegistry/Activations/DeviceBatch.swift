import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Answers messages of devices together: decided and signed without any lock, and written in
/// one transaction where their licenses are as they were; else decided again.
struct DeviceBatch {
    private let transactions: Transactions
    private let known: KnownDevices?
    private let now: Timestamp
    private let sign: DeviceDecision.Signer
    private var messages: [DeviceMessage] = []
    private var answers: [Result<DeviceAnswer, RegistryError>?] = []
    /// How often the license of a message had changed when its answer was to be written.
    private var conflicts: [Int] = []
    /// The messages that have no answer yet.
    private var open: [Int] = []

    init(
        _ transactions: Transactions, knowing known: KnownDevices?, at now: Timestamp,
        sign: @escaping DeviceDecision.Signer
    ) {
        self.transactions = transactions
        self.known = known
        self.now = now
        self.sign = sign
    }

    mutating func answer(_ messages: [DeviceMessage]) -> [Result<DeviceAnswer, RegistryError>] {
        self.messages = messages
        answers = Array(repeating: nil, count: messages.count)
        conflicts = Array(repeating: 0, count: messages.count)
        open = Array(messages.indices)
        while !open.isEmpty {
            let round = open
            open = []
            do throws(RegistryError) {
                try settle(round)
            } catch {
                for index in round where answers[index] == nil { answers[index] = .failure(error) }
                open = []
            }
        }
        return answers.map { $0 ?? .failure(.database(.corrupt)) }
    }

    private mutating func settle(_ round: [Int]) throws(RegistryError) {
        let patience = known == nil ? 1 : 2
        for index in round where conflicts[index] >= patience {
            answers[index] = answerSerially(messages[index])
        }
        let (licenses, decided) = try decide(round.filter { answers[$0] == nil })
        let signed = sign(decided)
        for (index, decision) in signed where !decision.changesSomething {
            answers[index] = remembered(messages[index], decision)
        }
        try write(signed.filter { $0.decision.changesSomething }, licenses)
        open.sort()
    }

    /// The answer to a message that changes no activation; that a seat was given back which nobody
    /// has asked for yet is remembered first.
    private func remembered(
        _ message: DeviceMessage, _ decision: DeviceDecision
    ) -> Result<DeviceAnswer, RegistryError> {
        guard decision.held == nil, let released = message.release else {
            return .success(decision.result)
        }
        do throws(RegistryError) {
            try transactions.change(at: now) { (change) throws(RegistryError) in
                try ReleasedDeviceChanges(change).add(
                    released.request.request.device, of: released.license)
            }
            return .success(decision.result)
        } catch {
            return .failure(error)
        }
    }

    // MARK: - Deciding

    /// A decision, and which message it is about.
    private typealias Decided = (index: Int, decision: DeviceDecision)

    /// What a pass over messages came to.
    private struct Pass {
        var decisions: DeviceDecisions
        var decided: [Decided] = []
        var unread: [Int] = []
        var later: [Int] = []
        var failures: [(index: Int, error: RegistryError)] = []
    }

    /// What is remembered decides first; for the rest the registry is read.
    private mutating func decide(
        _ round: [Int]
    ) throws(RegistryError) -> (licenses: [LicenseID: AnsweredLicense], decided: [Decided]) {
        var pass = Pass(decisions: DeviceDecisions(at: now, knowing: known))
        if known == nil {
            pass.unread = round
        } else {
            try decide(round, in: nil, &pass)
        }
        if !pass.unread.isEmpty {
            let first = pass
            pass = try transactions.read { (reading) throws(RegistryError) in
                // A read that is begun again begins with this.
                var second = first
                try decide(first.unread, in: reading, &second)
                return second
            }
        }
        for (index, error) in pass.failures { answers[index] = .failure(error) }
        open += pass.later
        return (pass.decisions.licenses, pass.decided)
    }

    private func decide(
        _ round: [Int], in reading: (any Reading)?, _ pass: inout Pass
    ) throws(RegistryError) {
        for index in round {
            do throws(RegistryError) {
                switch try pass.decisions.decide(messages[index], in: reading) {
                case .decided(let decision): pass.decided.append((index, decision))
                case .unread: pass.unread.append(index)
                case .later: pass.later.append(index)
                }
            } catch {
                // What ends the read ends it for all; what is wrong with one is its own.
                if case .database(let failure) = error, !failure.isDamage { throw error }
                pass.failures.append((index, error))
            }
        }
    }

    /// The decisions with their signatures.
    ///
    /// Where an answer cannot be signed, those after it about its license rest on what does not
    /// happen, and are decided again.
    private mutating func sign(_ decided: [Decided]) -> [Decided] {
        var signed: [Decided] = []
        var spoiled: Set<LicenseID> = []
        for (old, result) in zip(decided, decided.map(\.decision).signed(by: sign)) {
            switch result {
            case .success(let decision): signed.append((old.index, decision))
            case .failure(let error):
                answers[old.index] = .failure(error)
                spoiled.insert(old.decision.account.license)
            }
        }
        open += signed.filter { spoiled.contains($0.decision.account.license) }.map { $0.index }
        return signed.filter { !spoiled.contains($0.decision.account.license) }
    }

    // MARK: - Writing

    private mutating func write(
        _ decided: [Decided], _ licenses: [LicenseID: AnsweredLicense]
    ) throws(RegistryError) {
        guard !decided.isEmpty else { return }
        for (index, decision) in decided where decision.claimsNewerLists {
            if case .report(let report, _) = messages[index] { try learn(report.report) }
        }
        let written = try write(decided.map(\.decision))
        var kept: [LicenseID: [DeviceDecision]] = [:]
        for (done, isWritten) in zip(decided, written) {
            let license = done.decision.account.license
            if isWritten {
                answers[done.index] = .success(done.decision.result)
                kept[license, default: []].append(done.decision)
            } else {
                known?.forget(license)
                conflicts[done.index] += 1
                open.append(done.index)
            }
        }
        guard let known else { return }
        for (id, decisions) in kept {
            if let license = licenses[id] { remember(license, decisions, in: known) }
        }
    }

    /// Whether each decision was written; not where its license has changed since.
    private func write(_ decisions: [DeviceDecision]) throws(RegistryError) -> [Bool] {
        do throws(RegistryError) {
            guard decisions.allSatisfy(\.isQuiet) else {
                return try transactions.change(at: now) { (change) throws(RegistryError) in
                    try DeviceAnswers(change).write(decisions)
                }
            }
            return try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
                try DeviceAnswers(change).write(decisions)
            }
        } catch .database(.constraint) where decisions.count > 1 {
            // One of them does it, and is found when each is written alone.
            return decisions.map { _ in false }
        }
    }

    private func remember(
        _ license: AnsweredLicense, _ decisions: [DeviceDecision], in known: KnownDevices
    ) {
        var license = license
        let version = license.version
        license.version += 1
        license.isRead = false
        known.remember(
            license,
            with: decisions.compactMap { decision in
                decision.activation.map { activation in
                    KnownDevices.Device(
                        record: ActivationRecord(
                            activation, of: decision.account.license, after: decision.held,
                            token: decision.token, holding: decision.holds, at: now),
                        hadToken: decision.hadToken)
                }
            }, insteadOf: version)
    }

    /// Decides and writes while nobody else can change the license.
    private func answerSerially(_ message: DeviceMessage) -> Result<DeviceAnswer, RegistryError> {
        do throws(RegistryError) {
            return .success(
                try transactions.change(at: now) { (change) throws(RegistryError) in
                    try DeviceAnswers(change).answer(message, sign)
                })
        } catch {
            return .failure(error)
        }
    }

    /// Lets the numbers of lists leap over what a device says that it holds, where that is news.
    private func learn(_ report: UsageReport) throws(RegistryError) {
        let isNews = try transactions.read { (reading) throws(RegistryError) in
            try !HeldListClaims(reading, at: now).news(of: report).isEmpty
        }
        guard isNews else { return }
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try HeldListClaims(change, at: now).learn(report, change)
        }
    }
}

extension SQLError {
    /// Whether a row cannot be read, which says nothing about others.
    fileprivate var isDamage: Bool {
        switch self {
        case .column, .corrupt: true
        default: false
        }
    }
}

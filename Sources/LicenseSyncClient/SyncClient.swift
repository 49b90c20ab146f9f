import COSE
public import LicenseLedger
import LicenseSync
public import LicenseVerifier

/// Keeps a ledger in step with its vendor's service.
///
/// Whatever comes is signed, and verified by the ledger before it replaces anything; what carries it
/// is not trusted. A round that breaks off anywhere can be begun again: messages are remembered
/// before they are sent, and answered alike.
public struct SyncClient: Sendable {
    /// The addresses that were named; a ledger's trust bundle may know others.
    public let addresses: ServiceAddresses
    let requests: RetriedRequests

    /// - Parameters:
    ///   - schedule: how often each request is tried.
    ///   - sleep: waits between tries.
    public init(
        _ addresses: ServiceAddresses, over transport: any HTTPTransport,
        schedule: RetrySchedule = RetrySchedule(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.addresses = addresses
        requests = RetriedRequests(schedule: schedule, transport: transport, sleep: sleep)
    }

    /// One whole round: trust, message, list.
    ///
    /// - Parameters:
    ///   - usesBundles: whether the program pins root keys.
    ///   - tags: what was fetched before; what is fetched now is added.
    ///   - now: reads the machine's clock.
    public func synchronize(
        _ ledger: Ledger, usesBundles: Bool, tags: inout DocumentTags,
        now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> SyncOutcomes {
        var outcomes = SyncOutcomes()
        // First of all, so that the keys of everything that follows are known.
        if usesBundles { try await fetchTrust(ledger, &tags, &outcomes, now) }
        let summary = ledger.summary(at: now())
        let known = try addresses(known: summary.bundle)
        for step in SyncStep.steps(for: summary) {
            switch step {
            case .requestSeat, .report:
                guard !known.services.isEmpty else {
                    outcomes.unsent += 1
                    continue
                }
                if step == .report {
                    try await report(ledger, known, &outcomes, now)
                } else {
                    try await exchange(step, ledger, known, &outcomes, now)
                }
            case .fetchList(let shard):
                try await fetchStatus(shard, ledger, known, &tags, &outcomes, now)
            }
        }
        if let fault = outcomes.fault, outcomes.isEmpty { throw fault }
        if let stranger = outcomes.stranger { throw outcomes.fault ?? .foreign(stranger) }
        return outcomes
    }

    /// Fetches the license's status list alone, which shows whether a machine knows the keys of the
    /// service that it is about to ask for a seat.
    public func fetchList(
        _ ledger: Ledger, tags: inout DocumentTags, now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> SyncOutcomes {
        var outcomes = SyncOutcomes()
        let summary = ledger.summary(at: now())
        guard let shard = summary.license?.claims.statusIndex?.shard else { return outcomes }
        let known = try addresses(known: summary.bundle)
        try await fetchStatus(shard, ledger, known, &tags, &outcomes, now)
        // Who cannot be asked for a list cannot be asked for a seat.
        if let fault = outcomes.fault, known.statusBase == nil { throw fault }
        return outcomes
    }

    /// Fetches the trust bundle alone, for a ledger that believes nothing without one.
    ///
    /// - Parameter organization: whose, where the ledger does not know it yet; a wrong one gets a
    ///   bundle that the ledger refuses.
    public func fetchTrust(
        _ ledger: Ledger, of organization: OrganizationID? = nil, tags: inout DocumentTags,
        now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> SyncOutcomes {
        var outcomes = SyncOutcomes()
        try await fetchTrust(ledger, of: organization, &tags, &outcomes, now)
        if let fault = outcomes.fault { throw fault }
        if let stranger = outcomes.stranger { throw .foreign(stranger) }
        return outcomes
    }

    // MARK: - Steps

    func addresses(known bundle: TrustBundle?) throws(SyncClientError) -> ServiceAddresses {
        let known = addresses.completed(by: bundle)
        guard !known.isEmpty else { throw .noAddress }
        return known
    }

    private func exchange(
        _ step: SyncStep, _ ledger: Ledger, _ known: ServiceAddresses,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let message: SignedMessage
        do throws(LedgerError) {
            message =
                step == .requestSeat
                ? try ledger.request(.activate, at: now()) : try ledger.pendingReport(at: now())
        } catch {
            throw .ledger(error)
        }
        let answer = try await requests.answered(
            .post(message.bytes, to: "/v1/sync"), by: known.services)
        outcomes.sent += 1
        outcomes.take(ledger.install(try Self.messages(answer.body), at: now()))
    }

    /// Sends the report.
    ///
    /// A service that was restored may have forgotten what it has promised this device: it is shown
    /// the certificate that proves it, and told again.
    private func report(
        _ ledger: Ledger, _ known: ServiceAddresses, _ outcomes: inout SyncOutcomes,
        _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let held = ledger.certificate(at: now())
        do throws(SyncClientError) {
            try await exchange(.report, ledger, known, &outcomes, now)
            guard let held, let given = ledger.certificate(at: now()),
                given.certificate.promisesLess(than: held.certificate)
            else { return }
        } catch .refused(404, "activation.unknown") {
            guard held != nil else { throw .refused(status: 404, code: "activation.unknown") }
        }
        guard let held else { return }
        // The answer only says that it was read.
        _ = try await requests.answered(
            .post(held.message.bytes, to: "/v1/sync"), by: known.services)
        outcomes.sent += 1
        try await exchange(.report, ledger, known, &outcomes, now)
    }

    private func fetchTrust(
        _ ledger: Ledger, of organization: OrganizationID? = nil, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let summary = ledger.summary(at: now())
        let known = try addresses(known: summary.bundle)
        // A root key that is pinned is its bundle's organization's.
        let own = summary.bundle?.organization ?? summary.license?.claims.organization
        try await fetch(
            any: known.trust(of: own ?? organization), ledger, &tags, &outcomes, now)
    }

    /// What has changed in a list since the one that is held, where that can be had, or the list, or
    /// what the vendor publishes of this license alone.
    private func fetchStatus(
        _ shard: UInt32, _ ledger: Ledger, _ known: ServiceAddresses, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let moment = now()
        let summary = ledger.summary(at: moment)
        let own = summary.license?.claims.organization
        if let held = summary.list, held.shard == shard,
            let period = DeltaPeriod.shortest(since: held.issuedAt, at: moment)
        {
            var attempt = SyncOutcomes()
            try await fetch(any: known.delta(shard, period, of: own), ledger, &tags, &attempt, now)
            // A delta that is not there, or does not begin with the list that is held, is not a fault.
            if attempt.absent.isEmpty, attempt.refusal == nil, attempt.fault == nil {
                outcomes.add(attempt)
                return
            }
        }
        var lists = SyncOutcomes()
        try await fetch(any: known.list(shard, of: own), ledger, &tags, &lists, now)
        if !lists.absent.isEmpty, let license = summary.license?.claims.license,
            !known.staple(of: license).isEmpty
        {
            try await fetch(any: known.staple(of: license), ledger, &tags, &outcomes, now)
        } else {
            outcomes.add(lists)
        }
    }

    /// Fetches a document from the first source that has it.
    private func fetch(
        any sources: [DocumentSource], _ ledger: Ledger, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        var (known, news) = (tags, SyncOutcomes())
        do throws(SyncClientError) {
            let found: Bool? = try await first(of: sources) {
                (source) async throws(SyncClientError) in
                try await fetch(source, ledger, &known, &news, now) ? true : nil
            }
            if found == nil { news.absent += sources.last.map { [$0.name] } ?? [] }
        } catch  where error.isOfConnection {
            // What else there is to do may be done by another server.
            news.fault = error
        }
        tags = known
        outcomes.add(news)
    }

    /// Whether the document is there.
    private func fetch(
        _ source: DocumentSource, _ ledger: Ledger, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> Bool {
        let answer: HTTPAnswer
        do throws(SyncClientError) {
            answer = try await document(source, knowing: tags[source.name])
        } catch .refused(404, let code) {
            if code == RetriedRequests.noCode {
                outcomes.unnamed = outcomes.unnamed ?? source.servers.first
            } else {
                outcomes.hasRefusal = true
            }
            return false
        }
        guard answer.status != 304 else {
            outcomes.unchanged.append(source.name)
            return true
        }
        let results = ledger.install(try Self.messages(answer.body), at: now())
        outcomes.take(results)
        // Only what was taken is not asked for again.
        if results.allSatisfy({ (try? $0.get()) != nil }) {
            tags[source.name] = answer.headers["etag"]
        }
        return true
    }

    private static func messages(_ body: [UInt8]) throws(SyncClientError) -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(body, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .answer
        }
    }
}

extension ActivationCertificate {
    /// Whether a device may do less with this certificate than with another one of its seat.
    fileprivate func promisesLess(than other: ActivationCertificate) -> Bool {
        guard activation == other.activation else { return false }
        if let allowance, let promised = other.allowance, allowance < promised { return true }
        guard let leaseEnd else { return false }
        return other.leaseEnd.map { leaseEnd < $0 } ?? true
    }
}

import CBOR
public import COSE
import Foundation
public import LicenseLedger
public import LicenseSync
public import LicenseVerifier

/// Keeps a ledger in step with its vendor's service.
///
/// Whatever comes is signed, and verified by the ledger before it replaces anything; what carries it
/// is not trusted. A round that breaks off anywhere can be begun again: messages are remembered
/// before they are sent, and answered alike.
public struct SyncClient: Sendable {
    /// The addresses that were named; a ledger's trust bundle may know others.
    public let addresses: ServiceAddresses
    /// How often each request is tried.
    public var schedule: RetrySchedule
    private let transport: any HTTPTransport
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter sleep: waits between tries.
    public init(
        _ addresses: ServiceAddresses, over transport: any HTTPTransport,
        schedule: RetrySchedule = RetrySchedule(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.addresses = addresses
        self.transport = transport
        self.schedule = schedule
        self.sleep = sleep
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
        return outcomes
    }

    /// Fetches the trust bundle alone, for a ledger that believes nothing without one.
    public func fetchTrust(
        _ ledger: Ledger, tags: inout DocumentTags, now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> SyncOutcomes {
        var outcomes = SyncOutcomes()
        try await fetchTrust(ledger, &tags, &outcomes, now)
        if let fault = outcomes.fault { throw fault }
        return outcomes
    }

    /// Carries messages that were made elsewhere, each with its answer.
    public func push(_ messages: [SignedMessage]) async throws(SyncClientError) -> [[UInt8]] {
        guard !addresses.services.isEmpty else { throw .noAddress }
        var answers: [[UInt8]] = []
        for message in messages {
            answers.append(
                try await answered(.post(message.bytes, to: "/v1/sync"), by: addresses.services)
                    .body)
        }
        return answers
    }

    /// Fetches the trust bundle to be carried elsewhere; nil when the vendor publishes none.
    public func pullTrust() async throws(SyncClientError) -> [UInt8]? {
        try await pull(addresses(known: nil).trust())
    }

    /// Fetches a status list to be carried elsewhere; nil when the vendor has none of this number.
    public func pullList(_ shard: UInt32) async throws(SyncClientError) -> [UInt8]? {
        try await pull(addresses(known: nil).list(shard))
    }

    private func pull(_ sources: [DocumentSource]) async throws(SyncClientError) -> [UInt8]? {
        try await first(of: sources) { (source) async throws(SyncClientError) in
            do throws(SyncClientError) {
                return try await answered(
                    .get(source.path, knowing: nil, limit: Limits.maxObjectBytes),
                    by: source.servers
                ).body
            } catch .refused(404, _) {
                return nil
            }
        }
    }

    // MARK: - Steps

    private func addresses(known bundle: TrustBundle?) throws(SyncClientError) -> ServiceAddresses {
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
        let answer = try await answered(
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
        _ = try await answered(
            .post(held.message.bytes, to: "/v1/sync"), by: known.services)
        outcomes.sent += 1
        try await exchange(.report, ledger, known, &outcomes, now)
    }

    private func fetchTrust(
        _ ledger: Ledger, _ tags: inout DocumentTags, _ outcomes: inout SyncOutcomes,
        _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let known = try addresses(known: ledger.summary(at: now()).bundle)
        try await fetch(any: known.trust(), ledger, &tags, &outcomes, now)
    }

    /// What has changed in a list since the one that is held, where that can be had, or the list, or
    /// what the vendor publishes of this license alone.
    private func fetchStatus(
        _ shard: UInt32, _ ledger: Ledger, _ known: ServiceAddresses, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let moment = now()
        let summary = ledger.summary(at: moment)
        if let held = summary.list, held.shard == shard,
            let period = DeltaPeriod.shortest(since: held.issuedAt, at: moment)
        {
            var attempt = SyncOutcomes()
            try await fetch(any: known.delta(shard, period), ledger, &tags, &attempt, now)
            // A delta that is not there, or does not begin with the list that is held, is not a fault.
            if attempt.absent.isEmpty, attempt.refusal == nil, attempt.fault == nil {
                outcomes.add(attempt)
                return
            }
        }
        var lists = SyncOutcomes()
        try await fetch(any: known.list(shard), ledger, &tags, &lists, now)
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

    /// What the first source gives that has it; nil where none has.
    ///
    /// A source that cannot be reached stops nothing while another one answers.
    private func first<Result>(
        of sources: [DocumentSource],
        _ take: (DocumentSource) async throws(SyncClientError) -> Result?
    ) async throws(SyncClientError) -> Result? {
        var fault: SyncClientError?
        for source in sources {
            do throws(SyncClientError) {
                if let result = try await take(source) { return result }
            } catch  where error.isOfConnection {
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return nil
    }

    /// Whether the document is there.
    private func fetch(
        _ source: DocumentSource, _ ledger: Ledger, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) -> Bool {
        let answer: HTTPAnswer
        do throws(SyncClientError) {
            answer = try await answered(
                .get(source.path, knowing: tags[source.name], limit: Limits.maxObjectBytes),
                by: source.servers)
        } catch .refused(404, _) {
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

    // MARK: - Requests

    /// Tries each address, and all of them again after a wait, until one answers.
    private func answered(
        _ request: HTTPRequest, by services: [String]
    ) async throws(SyncClientError) -> HTTPAnswer {
        var generator = SystemRandomNumberGenerator()
        var foreign: String?
        var standstill: String?
        for failures in 1...schedule.tries {
            var asked: Duration?
            for service in services {
                switch try await attempt(request, at: service) {
                case .answer(let answer): return answer
                case .foreign: foreign = service
                case .standsStill(let code): standstill = code
                case .later(let wait): asked = max(asked ?? .zero, wait ?? .zero)
                }
            }
            // Nobody waits for what a person has to do; another node may go on.
            if let standstill { throw .standsStill(code: standstill) }
            guard let wait = schedule.wait(after: failures, asked: asked, using: &generator)
            else { break }
            // A wait that is cut short by the end of the program ends the round.
            guard (try? await sleep(wait)) != nil else { break }
        }
        if let foreign { throw .foreign(foreign) }
        throw .unreachable(tries: schedule.tries)
    }

    private enum Attempt {
        case answer(HTTPAnswer)
        case later(Duration?)
        /// The service says that it gives nothing out, by this code.
        case standsStill(code: String)
        /// Somebody else answered: the login page of a network, a proxy, a parked domain.
        case foreign
    }

    private func attempt(
        _ request: HTTPRequest, at service: String
    ) async throws(SyncClientError) -> Attempt {
        var request = request
        request.url = service + request.url
        let answer: HTTPAnswer
        do throws(HTTPFault) {
            answer = try await transport.send(request)
        } catch .unreachable {
            return .later(nil)
        } catch .untrusted {
            throw .untrusted(service)
        } catch .tooLong {
            throw .answer
        } catch {
            throw .address(service)
        }
        switch answer.status {
        case 304 where request.headers["if-none-match"] != nil: return .answer(answer)
        // Everything that the service sends to a device is signed, and begins alike.
        case 200: return answer.body.starts(with: [0xd2, 0x84]) ? .answer(answer) : .foreign
        case 200..<400: return .foreign
        case 503 where Self.code(in: answer.body)?.hasPrefix("registry.") == true:
            return .standsStill(code: Self.code(in: answer.body) ?? "")
        case 429, 500, 502, 503, 504:
            return .later(answer.headers["retry-after"].flatMap { Int64($0) }.map { .seconds($0) })
        default:
            let code = Self.code(in: answer.body)
            // A web server that only has the lists says in its own words that one is not there.
            guard code != nil || (request.method == .get && answer.status == 404) else {
                return .foreign
            }
            throw .refused(status: answer.status, code: code ?? "no code")
        }
    }

    /// The code of a problem document (RFC 9457), as far as it can be told.
    private static func code(in body: [UInt8]) -> String? {
        struct Document: Decodable { let code: String? }
        let document = try? JSONDecoder().decode(Document.self, from: Data(body.prefix(65_536)))
        // What a stranger wrote is shown only as far as it is a code.
        let code = document?.code?.utf8.prefix(64).filter { byte in
            byte.isLowerLetter || byte.isOne(of: "-.")
        }
        return code.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// What came of a round.
public struct SyncOutcomes: Sendable {
    /// How many messages were sent.
    public internal(set) var sent = 0
    /// How many messages have to be carried, since the vendor has files and no service.
    public internal(set) var unsent = 0
    /// What was taken, in order.
    public internal(set) var installed: [Result<Installed, LedgerError>] = []
    /// Documents that have not changed since they were fetched last.
    public internal(set) var unchanged: [String] = []
    /// Documents that the service does not have.
    public internal(set) var absent: [String] = []
    /// Why a document could not be fetched that may be there.
    public internal(set) var fault: SyncClientError?

    /// Nothing yet.
    public init() {}

    mutating func take(_ results: [Result<Installed, LedgerError>]) { installed += results }

    mutating func add(_ others: SyncOutcomes) {
        sent += others.sent
        unsent += others.unsent
        installed += others.installed
        unchanged += others.unchanged
        absent += others.absent
        fault = fault ?? others.fault
    }

    /// Whether nothing was sent, taken or found.
    var isEmpty: Bool { sent == 0 && installed.isEmpty && unchanged.isEmpty && absent.isEmpty }

    /// The vendor's answer, where it is no.
    public var denial: SyncOutcome? {
        for case .success(.receipt(let effects, _)) in installed {
            for case .refused(let outcome) in effects { return outcome }
        }
        return nil
    }

    /// The first thing that was refused.
    public var refusal: LedgerError? {
        for case .failure(let error) in installed { return error }
        return nil
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

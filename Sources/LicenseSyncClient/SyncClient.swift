import CBOR
public import COSE
import Foundation
public import LicenseLedger
import LicenseSync
public import LicenseVerifier

/// Keeps a ledger in step with its vendor's service.
///
/// Whatever comes is signed, and verified by the ledger before it replaces anything; what carries it
/// is not trusted. A round that breaks off anywhere can be begun again: messages are remembered
/// before they are sent, and answered alike.
public struct SyncClient: Sendable {
    /// The addresses of the service, without a slash at the end; the first that answers serves.
    public let services: [String]
    /// How often each request is tried.
    public var schedule: RetrySchedule
    private let transport: any HTTPTransport
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Takes the addresses, of which each must be encrypted or on this machine.
    ///
    /// - Parameter sleep: waits between tries.
    public init(
        _ services: [String], over transport: any HTTPTransport,
        schedule: RetrySchedule = RetrySchedule(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) throws(SyncClientError) {
        guard !services.isEmpty else { throw .address("") }
        self.services = try services.map { (service) throws(SyncClientError) in
            let isLocal = ["http://127.0.0.1", "http://[::1]", "http://localhost"].contains {
                base in
                service == base || service.hasPrefix(base + ":") || service.hasPrefix(base + "/")
            }
            guard service.hasPrefix("https://") || isLocal else { throw .address(service) }
            return service.hasSuffix("/") ? String(service.dropLast()) : service
        }
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
        if usesBundles { try await fetch("/v1/trust", ledger, &tags, &outcomes, now) }
        for step in SyncStep.steps(for: ledger.summary(at: now())) {
            switch step {
            case .requestSeat:
                try await exchange(ledger, &outcomes, now) { (ledger, moment) throws(LedgerError) in
                    try ledger.request(.activate, at: moment)
                }
            case .report: try await report(ledger, &outcomes, now)
            case .fetchList(let shard):
                try await fetchList(shard, ledger, &tags, &outcomes, now)
            }
        }
        return outcomes
    }

    /// Carries messages that were made elsewhere, each with its answer.
    public func push(_ messages: [SignedMessage]) async throws(SyncClientError) -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for message in messages {
            answers.append(try await answered(.post(message.bytes, to: "/v1/sync")).body)
        }
        return answers
    }

    /// Fetches a document to be carried elsewhere; nil when the service has none.
    public func pull(_ path: String) async throws(SyncClientError) -> [UInt8]? {
        do throws(SyncClientError) {
            return try await answered(.get(path, knowing: nil, limit: Limits.maxObjectBytes)).body
        } catch .refused(404, _) {
            return nil
        }
    }

    // MARK: - Steps

    private func exchange(
        _ ledger: Ledger, _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp,
        _ make: (Ledger, Timestamp) throws(LedgerError) -> SignedMessage
    ) async throws(SyncClientError) {
        let message: SignedMessage
        do throws(LedgerError) {
            message = try make(ledger, now())
        } catch {
            throw .ledger(error)
        }
        let answer = try await answered(.post(message.bytes, to: "/v1/sync"))
        outcomes.sent += 1
        outcomes.take(ledger.install(try Self.messages(answer.body), at: now()))
    }

    /// Sends the report.
    ///
    /// A service that was restored may have forgotten what it has promised this device: it is shown
    /// the certificate that proves it, and told again.
    private func report(
        _ ledger: Ledger, _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let held = ledger.certificate(at: now())
        let send = { (ledger: Ledger, moment: Timestamp) throws(LedgerError) in
            try ledger.pendingReport(at: moment)
        }
        do throws(SyncClientError) {
            try await exchange(ledger, &outcomes, now, send)
            guard let held, let given = ledger.certificate(at: now()),
                given.certificate.promisesLess(than: held.certificate)
            else { return }
        } catch .refused(404, "activation.unknown") {
            guard held != nil else { throw .refused(status: 404, code: "activation.unknown") }
        }
        guard let held else { return }
        // The answer only says that it was read.
        _ = try await answered(.post(held.message.bytes, to: "/v1/sync"))
        outcomes.sent += 1
        try await exchange(ledger, &outcomes, now, send)
    }

    /// What has changed in a list since the one that is held, where that can be had, or the list.
    private func fetchList(
        _ shard: UInt32, _ ledger: Ledger, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let path = "/v1/status-lists/\(shard)"
        let moment = now()
        if let held = ledger.summary(at: moment).list, held.shard == shard,
            let period = DeltaPeriod.shortest(since: held.issuedAt, at: moment)
        {
            var attempt = SyncOutcomes()
            try await fetch("\(path).\(period.rawValue)", ledger, &tags, &attempt, now)
            // A delta that is not there, or does not begin with the list that is held, is not a fault.
            if attempt.absent.isEmpty, attempt.refusal == nil {
                outcomes.add(attempt)
                return
            }
        }
        try await fetch(path, ledger, &tags, &outcomes, now)
    }

    private func fetch(
        _ path: String, _ ledger: Ledger, _ tags: inout DocumentTags,
        _ outcomes: inout SyncOutcomes, _ now: @Sendable () -> Timestamp
    ) async throws(SyncClientError) {
        let answer: HTTPAnswer
        do throws(SyncClientError) {
            answer = try await answered(
                .get(path, knowing: tags[path], limit: Limits.maxObjectBytes))
        } catch .refused(404, _) {
            outcomes.absent.append(path)
            return
        }
        guard answer.status != 304 else {
            outcomes.unchanged.append(path)
            return
        }
        let results = ledger.install(try Self.messages(answer.body), at: now())
        outcomes.take(results)
        // Only what was taken is not asked for again.
        if results.allSatisfy({ (try? $0.get()) != nil }) { tags[path] = answer.headers["etag"] }
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
    private func answered(_ request: HTTPRequest) async throws(SyncClientError) -> HTTPAnswer {
        var generator = SystemRandomNumberGenerator()
        var foreign: String?
        for failures in 1...schedule.tries {
            var asked: Duration?
            for service in services {
                switch try await attempt(request, at: service) {
                case .answer(let answer): return answer
                case .foreign: foreign = service
                case .later(let wait): asked = max(asked ?? .zero, wait ?? .zero)
                }
            }
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
    /// What was taken, in order.
    public internal(set) var installed: [Result<Installed, LedgerError>] = []
    /// Documents that have not changed since they were fetched last.
    public internal(set) var unchanged: [String] = []
    /// Documents that the service does not have.
    public internal(set) var absent: [String] = []

    /// Nothing yet.
    public init() {}

    mutating func take(_ results: [Result<Installed, LedgerError>]) { installed += results }

    mutating func add(_ others: SyncOutcomes) {
        sent += others.sent
        installed += others.installed
        unchanged += others.unchanged
        absent += others.absent
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

import COSESigning
import LicenseRegistry
import LicenseVerifier
import Logging
import ServiceLifecycle
import Synchronization

/// Sends customers the links by which they sign in.
///
/// Addresses wait in a queue, so that an answer takes the same time whether an address is known or
/// not; and each customer gets one link a minute at most.
final class SignInMailer: Service {
    /// An address that somebody has typed.
    struct LinkRequest: Sendable {
        let address: String
        let organization: Organization
        /// Which attempt it is.
        var attempt = 1
        /// Where they wanted to go.
        var next = NextPage(nil, within: "/portal")
    }

    /// What became of a request.
    enum Outcome {
        case sent, failed
        /// Nobody is to get a link now.
        case nothing
    }

    static let lifetime = Duration.seconds(900)
    private static let pause = Duration.seconds(60)
    /// How many addresses may wait; what comes beyond is dropped.
    private static let capacity = 256
    /// How often a link is tried, all within its lifetime.
    private static let mostAttempts = 3
    /// How many customers of one mailbox get links; more is no person.
    private static let maxCustomers = 5

    private let customers: Customers
    private let sessions: Sessions
    private let mail: Sendmail
    private let base: String
    private let runtime: ServiceRuntime
    private let requests: AsyncStream<LinkRequest>
    private let queue: AsyncStream<LinkRequest>.Continuation
    private let failing = Mutex<Timestamp?>(nil)
    private let latest = Mutex<[CustomerID: Timestamp]>([:])

    init(
        _ customers: Customers, _ sessions: Sessions, policy: MailPolicy, base: String,
        runtime: ServiceRuntime
    ) {
        self.customers = customers
        self.sessions = sessions
        mail = Sendmail(policy: policy)
        self.base = base
        self.runtime = runtime
        (requests, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    func ask(_ request: LinkRequest) {
        queue.yield(request)
    }

    func run() async throws {
        for await request in requests.cancelOnGracefulShutdown() {
            guard let again = await attempt(request) else { continue }
            Task { [queue] in
                try await Task.sleep(for: Self.pause * request.attempt)
                queue.yield(again)
            }
        }
    }

    /// Since when no link could be sent; nil while they can.
    var failingSince: Timestamp? { failing.withLock { $0 } }

    /// Sends a link; what is to be tried later where it cannot be sent now.
    func attempt(_ request: LinkRequest) async -> LinkRequest? {
        let outcome: Outcome
        do {
            outcome = try await send(request)
        } catch {
            runtime.logger.error(
                "sending a sign-in link failed", metadata: ["code": "\(Problem(error).code)"])
            outcome = .failed
        }
        let now = runtime.clock.now()
        switch outcome {
        case .nothing: return nil
        case .sent:
            failing.withLock { $0 = nil }
            return nil
        case .failed:
            failing.withLock { $0 = $0 ?? now }
            guard request.attempt < Self.mostAttempts else { return nil }
            var again = request
            again.attempt += 1
            return again
        }
    }

    /// Sends a link for each customer with a mailbox, if there is one: shops may know one person
    /// under several ids.
    @discardableResult
    func send(_ request: LinkRequest) async throws -> Outcome {
        let now = runtime.clock.now()
        let (address, organization) = (request.address, request.organization)
        let known = try await runtime.pool.run { [customers] in
            try customers.all(email: address, of: organization.id, limit: Self.maxCustomers)
        }
        guard let first = known.first, isDue(first.id, now), let to = MailAddress(address) else {
            return .nothing
        }
        let links = try await runtime.pool.run { [sessions, base] in
            try known.map { customer in
                let link = try PortalLink.make(
                    sessions, for: customer.id, of: organization.id, base: base,
                    lifetime: Self.lifetime, now: now)
                return SignInEmail.Link(
                    customer: customer.name, url: link + request.next.suffix(after: "&"))
            }
        }
        let email = SignInEmail(organization: organization.name, links: links)
        let message = MailMessage(
            from: mail.policy.from, to: to, subject: email.subject, plain: email.text,
            html: nil, attachment: nil,
            id: MailMessage.MessageID(first.id.bytes + SystemRandom.bytes(8)),
            date: now)
        guard await mail.send(message.bytes) == .taken else {
            runtime.logger.warning(
                "a sign-in link was not sent", metadata: ["customer": "\(first.id)"])
            return .failed
        }
        note(first.id, now)
        return .sent
    }

    private func isDue(_ customer: CustomerID, _ now: Timestamp) -> Bool {
        latest.withLock { $0[customer].map { now >= $0 + Self.pause } ?? true }
    }

    /// Only a link that was sent makes the next one wait.
    private func note(_ customer: CustomerID, _ now: Timestamp) {
        latest.withLock { latest in
            if latest.count >= 10_000 { latest = latest.filter { now < $0.value + Self.pause } }
            latest[customer] = now
        }
    }
}

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
    }

    static let lifetime = Duration.seconds(900)
    private static let pause = Duration.seconds(60)
    /// How many addresses may wait; what comes beyond is dropped.
    private static let capacity = 256
    /// How many customers of one mailbox get links; more is no person.
    private static let maxCustomers = 5

    private let customers: Customers
    private let sessions: Sessions
    private let mail: Sendmail
    private let base: String
    private let runtime: ServiceRuntime
    private let requests: AsyncStream<LinkRequest>
    private let queue: AsyncStream<LinkRequest>.Continuation
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
            do {
                try await send(request)
            } catch {
                runtime.logger.error(
                    "sending a sign-in link failed", metadata: ["code": "\(Problem(error).code)"])
            }
        }
    }

    /// Sends a link for each customer with a mailbox, if there is one: shops may know one person
    /// under several ids.
    func send(_ request: LinkRequest) async throws {
        let now = runtime.clock.now()
        let (address, organization) = (request.address, request.organization)
        let known = try await runtime.pool.run { [customers] in
            try customers.all(email: address, of: organization.id, limit: Self.maxCustomers)
        }
        guard let first = known.first, isDue(first.id, now), let to = MailAddress(address) else {
            return
        }
        let links = try await runtime.pool.run { [sessions, base] in
            try known.map { customer in
                let link = try PortalLink.make(
                    sessions, for: customer.id, of: organization.id, base: base,
                    lifetime: Self.lifetime, now: now)
                return SignInEmail.Link(customer: customer.name, url: link)
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
            return
        }
        note(first.id, now)
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

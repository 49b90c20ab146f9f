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

    /// Sends a link to the customer with an address, if there is one.
    func send(_ request: LinkRequest) async throws {
        let now = runtime.clock.now()
        let customer = try await runtime.pool.run { [customers] in
            try customers.find(email: request.address, of: request.organization.id)
        }
        guard let customer, isDue(customer.id, now), let to = MailAddress(request.address) else {
            return
        }
        let link = try await runtime.pool.run { [sessions, base] in
            try PortalLink.make(
                sessions, for: customer.id, of: request.organization.id, base: base,
                lifetime: Self.lifetime, now: now)
        }
        let message = MailMessage(
            from: mail.policy.from, to: to, subject: "Sign in to \(request.organization.name)",
            plain: """
                Open this link to see your license keys of \(request.organization.name):

                \(link)

                It works once, and for fifteen minutes. If you did not ask for it, there is
                nothing to do: nobody is signed in without it.

                """, html: nil, attachment: nil,
            id: MailMessage.MessageID(customer.id.bytes + SystemRandom.bytes(8)),
            date: now)
        guard await mail.send(message.bytes) == .taken else {
            runtime.logger.warning(
                "a sign-in link was not sent", metadata: ["customer": "\(customer.id)"])
            return
        }
    }

    private func isDue(_ customer: CustomerID, _ now: Timestamp) -> Bool {
        latest.withLock { latest in
            if let last = latest[customer], now < last + Self.pause { return false }
            if latest.count >= 10_000 { latest = latest.filter { now < $0.value + Self.pause } }
            latest[customer] = now
            return true
        }
    }
}

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
    struct Wish: Sendable {
        let address: String
        let organization: Organization
    }

    static let lifetime = Duration.seconds(900)
    private static let pause = Duration.seconds(60)
    /// How many addresses may wait; what comes beyond is dropped.
    private static let capacity = 256

    private let registry: Registry
    private let mail: Sendmail
    private let base: String
    private let runtime: ServiceRuntime
    private let wishes: AsyncStream<Wish>
    private let queue: AsyncStream<Wish>.Continuation
    private let latest = Mutex<[CustomerID: Timestamp]>([:])

    init(_ registry: Registry, policy: MailPolicy, base: String, runtime: ServiceRuntime) {
        self.registry = registry.acting(as: "latchkeyd")
        mail = Sendmail(policy: policy)
        self.base = base
        self.runtime = runtime
        (wishes, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    func ask(_ wish: Wish) {
        queue.yield(wish)
    }

    func run() async throws {
        for await wish in wishes.cancelOnGracefulShutdown() {
            do {
                try await send(wish)
            } catch {
                runtime.logger.error(
                    "sending a sign-in link failed", metadata: ["code": "\(Problem(error).code)"])
            }
        }
    }

    /// Sends a link to the customer with an address, if there is one.
    func send(_ wish: Wish) async throws {
        let now = runtime.clock.now()
        let customer = try await runtime.pool.run { [registry] () -> CustomerRecord? in
            guard
                let customer = try registry.customers.find(
                    email: wish.address, of: wish.organization.id)
            else { return nil }
            return customer
        }
        guard let customer, isDue(customer.id, now), let to = MailAddress(wish.address) else {
            return
        }
        let link = try await runtime.pool.run { [registry, base] in
            try PortalLink.make(
                registry, for: customer.id, of: wish.organization.id, base: base,
                lifetime: Self.lifetime, now: now)
        }
        let message = MailMessage(
            from: mail.policy.from, to: to, subject: "Sign in to \(wish.organization.name)",
            plain: """
                Open this link to see your license keys of \(wish.organization.name):

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

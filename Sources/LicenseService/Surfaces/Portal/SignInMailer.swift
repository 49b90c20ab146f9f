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
        let credential = PageCredential<SignInLinkKind>.random()
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
        let link = SignInLink(
            id: credential.id, secretDigest: credential.digest,
            holder: .customer(customer.id, of: wish.organization.id), createdAt: now,
            expiresAt: now + Self.lifetime)
        try await runtime.pool.run { [registry] in try registry.sessions.add(link, now: now) }
        let message = MailMessage(
            from: mail.policy.from, to: to, subject: "Sign in to \(wish.organization.name)",
            plain: """
                Open this link to see your license keys of \(wish.organization.name):

                \(base)/portal/open?link=\(credential.text)

                It works once, and for fifteen minutes. If you did not ask for it, there is
                nothing to do: nobody is signed in without it.

                """, html: nil, attachment: nil, id: MailMessage.MessageID(link.id.bytes),
            date: now)
        guard await mail.send(message.bytes) == .taken else {
            runtime.logger.warning("a sign-in link was not sent", metadata: ["link": "\(link.id)"])
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

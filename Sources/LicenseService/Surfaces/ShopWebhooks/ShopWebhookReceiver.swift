import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Logging

/// Takes the messages of one shop: checks who sent them, and works what they say into the registry.
struct ShopWebhookReceiver: Sendable {
    /// What became of a message.
    enum Outcome: String {
        /// It changed something, or there was nothing to change.
        case taken
        /// It was taken before.
        case repeated
        /// Something newer was known.
        case late
        /// It names products that stand for nothing here.
        case unmapped
        /// Events of its type mean nothing here.
        case ignored
    }

    let policy: ShopPolicy
    let secrets: ShopWebhookSecrets
    private let organization: OrganizationID
    private let registry: Registry
    private let sales: SalePolicy
    private let pool: BlockingPool
    private let clock: ServiceClock
    private let logger: Logger
    private let metrics: Metrics

    /// Throws `ConfigurationMistakes` where the shop's products stand for benefits that are not
    /// there, of several organizations, or not to be minted here.
    init(_ policy: ShopPolicy, parts: ServiceParts, service: ShopWebhookService) throws {
        self.policy = policy
        secrets = ShopWebhookSecrets(policy.secrets)
        registry = parts.registry.acting(as: policy.shop.name)
        sales = SalePolicy(
            issuer: parts.keys.minting?.issuer, sendsEmails: parts.mail != nil)
        (pool, clock, metrics) = (service.pool, service.clock, service.metrics)
        logger = parts.logger
        organization = try Self.organization(policy, parts)
    }

    private static func organization(
        _ policy: ShopPolicy, _ parts: ServiceParts
    ) throws -> OrganizationID {
        let name = "hooks.\(policy.shop.name).benefits"
        var (mistakes, owners) = ([String](), Set<OrganizationID>())
        for id in Set(policy.benefits.values.flatMap(\.self)).sorted() {
            guard let (_, owner) = try parts.registry.benefit(id) else {
                mistakes.append("\(name) names \(id), and there is no such benefit")
                continue
            }
            owners.insert(owner)
            if !(parts.keys.minting?.covers(id, of: owner) ?? false) {
                mistakes.append("\(name) names \(id), which keys.minting may not mint")
            }
        }
        if owners.count > 1 { mistakes.append("\(name) names benefits of two organizations") }
        guard mistakes.isEmpty else { throw ConfigurationMistakes(sentences: mistakes) }
        guard let owner = try owners.first ?? parts.registry.firstOrganization() else {
            throw ConfigurationMistakes(sentences: ["\(name) needs an organization"])
        }
        return owner
    }

    /// Takes a message whose bytes came with a signature.
    func take(_ body: [UInt8], _ signature: ShopWebhookSignature) async throws -> Outcome {
        let now = clock.now()
        do throws(ShopWebhookRefusal) {
            try signature.check(body, against: secrets.current, now: now)
        } catch {
            metrics.add(to: "hook_messages_refused_total")
            throw Problem(error)
        }
        guard let message = ShopMessage(policy.shop, id: signature.id),
            let event = ShopEvent(body)
        else { throw unreadable("none") }
        let outcome: Outcome
        switch word(event) {
        case .unreadable: throw unreadable(event.loggedType)
        case .ignored: outcome = .ignored
        case .unmapped(let ids):
            report(ids, event)
            outcome = .unmapped
        case .buyer(let buyer): outcome = try await take(buyer, message, now)
        case .gone(let buyer): outcome = try await forget(buyer, event, message, now)
        case .sale(let notice, let unmapped):
            outcome = try await take(notice, unmapped, event, message, now)
        }
        metrics.add(to: "hook_messages_\(outcome.rawValue)_total")
        logger.info(
            "hook",
            metadata: [
                "shop": "\(policy.shop.name)", "type": "\(event.loggedType)",
                "outcome": "\(outcome.rawValue)",
            ])
        return outcome
    }

    private func word(_ event: ShopEvent) -> ShopEventMeaning {
        switch policy.shop {
        case .polar: PolarInboundEvents(policy: policy, organization: organization).word(event)
        case .dodo: DodoInboundEvents(policy: policy, organization: organization).word(event)
        }
    }

    private func take(
        _ notice: SaleNotice, _ unmapped: [String], _ event: ShopEvent, _ message: ShopMessage,
        _ now: Timestamp
    ) async throws -> Outcome {
        let result: SaleOutcome
        do {
            result = try await pool.run { [registry, sales] in
                try registry.take([notice], of: message, at: sales, now: now)
            }
        } catch let error as RegistryError {
            throw Self.problem(error)
        }
        if result.isRepeated { return .repeated }
        if result.strangeNotices > 0 {
            report(unmapped, event)
            return .unmapped
        }
        return result.lateNotices > 0 ? .late : .taken
    }

    private func take(
        _ buyer: Buyer, _ message: ShopMessage, _ now: Timestamp
    ) async throws -> Outcome {
        _ = try await pool.run { [registry, organization] in
            try registry.update(buyer, of: organization, message: message, now: now)
        }
        return .taken
    }

    private func forget(
        _ buyer: Buyer, _ event: ShopEvent, _ message: ShopMessage, _ now: Timestamp
    ) async throws -> Outcome {
        try await pool.run { [registry, organization] in
            try registry.revokeAll(
                of: buyer, organization: organization, at: event.occurredAt, message: message,
                now: now)
        }
        return .taken
    }

    /// What stands for nothing here is most likely missing in the configuration.
    private func report(_ ids: [String], _ event: ShopEvent) {
        logger.warning(
            "hook: these ids of the shop stand for no benefit",
            metadata: [
                "shop": "\(policy.shop.name)", "type": "\(event.loggedType)",
                "ids": "\(ids.prefix(8).map(Self.logged).joined(separator: " "))",
            ])
    }

    /// An id without whatever could forge a line.
    private static func logged(_ id: String) -> Substring {
        id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }.prefix(64)
    }

    private func unreadable(_ type: String) -> Problem {
        metrics.add(to: "hook_messages_refused_total")
        logger.warning(
            "hook: an event cannot be read",
            metadata: ["shop": "\(policy.shop.name)", "type": "\(type)"])
        return Problem(
            .unprocessableContent, "hook.unreadable",
            "the message is no event with type, timestamp and data as this service knows them")
    }

    /// What the vendor can put right is no fault of the message, which may come again.
    private static func problem(_ error: RegistryError) -> Problem {
        switch error {
        case .minting, .noIssuer, .missing, .statusListsFull, .exists, .constraint:
            var problem = Problem(.serviceUnavailable, error)
            problem.retryAfter = 60
            return problem
        default: return Problem(error)
        }
    }
}

/// What the service lends to those who take messages.
struct ShopWebhookService: Sendable {
    let pool: BlockingPool
    let clock: ServiceClock
    let metrics: Metrics
}

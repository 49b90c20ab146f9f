import HTTPTypes
import LicenseRegistry
import LicenseVerifier
import Logging
import SQLDatabase

/// Takes the messages of one shop: checks who sent them, and records what they say.
struct ShopWebhookReceiver: Sendable {
    /// What became of a message.
    enum Outcome: String {
        /// It changed something, or there was nothing to change.
        case taken
        /// It was taken before.
        case repeated
        /// Something newer was known.
        case late
        /// It is of one of several imported keys, and does not say of which.
        case undecided
        /// It names products that are not mapped to benefits.
        case unmapped
        /// Events of its type mean nothing here.
        case ignored
    }

    let policy: ShopPolicy
    let secrets: ShopWebhookSecrets
    let organization: OrganizationID
    private let sales: Sales
    private let salePolicy: SalePolicy
    private let runtime: ServiceRuntime

    /// Throws `ShopPolicyFaults` where the shop's products are mapped to benefits that do not exist,
    /// that belong to several organizations, or that may not be minted here.
    init(
        _ policy: ShopPolicy, _ registry: Registry, minting: MintingKey?,
        sales salePolicy: SalePolicy,
        runtime: ServiceRuntime
    ) throws {
        self.policy = policy
        secrets = ShopWebhookSecrets(policy.secrets)
        sales = registry.acting(as: policy.shop.name).sales
        self.salePolicy = salePolicy
        self.runtime = runtime
        organization = try policy.organization(in: registry) { benefit, owner in
            minting?.covers(benefit, of: owner) ?? false
        }
    }

    /// Takes a message whose bytes came with a signature.
    func take(_ body: [UInt8], _ signature: ShopWebhookSignature) async throws -> Outcome {
        let now = runtime.clock.now()
        do throws(ShopWebhookRefusal) {
            try signature.check(body, against: secrets.current, now: now)
        } catch {
            runtime.metrics.add(to: .refused)
            throw error
        }
        guard let message = ShopMessage(policy.shop, id: signature.id) else {
            throw unreadable("none")
        }
        guard let event = ShopEvent(body) else {
            await note(ShopNote(message, .unreadable, type: "", at: now))
            throw unreadable("none")
        }
        let waiting = WaitingMessage(
            message, of: organization, at: event.occurredAt, body: body)
        let outcome: Outcome
        do {
            outcome = try await take(event, waiting, now)
        } catch {
            let code = Problem(error).code
            let kind: ShopNote.Kind = code == Self.unreadableCode ? .unreadable : .failed
            await note(
                ShopNote(
                    message, kind, type: event.loggedType, code: kind == .failed ? code : "",
                    at: now))
            throw error
        }
        switch outcome {
        case .late: await note(ShopNote(message, .late, type: event.loggedType, at: now))
        case .undecided:
            await note(ShopNote(message, .undecided, type: event.loggedType, at: now))
        // It may have failed before.
        case .taken, .unmapped: await settle(message, now)
        case .repeated, .ignored: break
        }
        runtime.metrics.add(to: outcome.metric)
        runtime.logger.info(
            "hook",
            metadata: [
                "shop": "\(policy.shop.name)", "type": "\(event.loggedType)",
                "outcome": "\(outcome.rawValue)",
            ])
        return outcome
    }

    /// Lets people see later what became of a message; where that cannot be written, the log has it.
    private func note(_ note: ShopNote) async {
        do {
            try await runtime.pool.run { [sales, organization] in
                try sales.note(note, of: organization)
            }
        } catch {
            runtime.logger.warning(
                "hook: a message could not be noted",
                metadata: ["shop": "\(policy.shop.name)", "code": "\(Problem(error).code)"])
        }
    }

    /// Forgets that a message could not be taken before.
    private func settle(_ message: ShopMessage, _ now: Timestamp) async {
        // What stays is a message too many on a page.
        try? await runtime.pool.run { [sales, organization] in
            guard try sales.isNoted(message, of: organization) else { return }
            try sales.forgetNote(of: message, organization: organization, now: now)
        }
    }

    private func take(
        _ event: ShopEvent, _ waiting: WaitingMessage, _ now: Timestamp
    ) async throws -> Outcome {
        let message = waiting.message
        switch try await meaning(of: event) {
        case .unreadable: throw unreadable(event.loggedType)
        case .ignored: return .ignored
        case .unmapped(let ids):
            report(ids, event)
            try await runtime.pool.run { [sales] in
                try sales.keep(waiting, for: ids, now: now)
            }
            return .unmapped
        case .buyer(let buyer): return try await take(buyer, message, now)
        case .deleted(let buyer): return try await revokeAll(of: buyer, event, message, now)
        case .sale(let notice, let unmapped):
            return try await take(notice, unmapped, event, waiting, now)
        }
    }

    /// The policy with what people have mapped by now.
    private func currentPolicy() async throws -> ShopPolicy {
        let mapped = try await runtime.pool.run { [sales, organization, shop = policy.shop] in
            try sales.mappedProducts(of: shop, by: organization)
        }
        return policy.adding(mapped)
    }

    private func meaning(of event: ShopEvent) async throws -> ShopEventMeaning {
        let policy = try await currentPolicy()
        return switch policy.shop {
        case .polar:
            PolarInboundEvents(policy: policy, organization: organization).meaning(of: event)
        case .dodo:
            DodoInboundEvents(policy: policy, organization: organization).meaning(of: event)
        }
    }

    /// Takes what was said of all products that are mapped by now; says how many messages were taken.
    func takeMapped() async throws -> Int {
        let waiting = try await runtime.pool.run { [sales, organization] in
            try sales.unmappedProducts(of: organization)
        }
        let theirs = waiting.map(\.product).filter { $0.shop == policy.shop }
        guard !theirs.isEmpty else { return 0 }
        let benefits = try await currentPolicy().benefits
        var count = 0
        for product in theirs where benefits[product.id] != nil {
            count += try await takeWaiting(for: product)
        }
        return count
    }

    /// Takes what was said of a product before it was mapped; says how many messages were taken.
    ///
    /// What fails stays where it is, with all that came after it.
    func takeWaiting(for product: ShopProduct) async throws -> Int {
        var count = 0
        let waiting = try await runtime.pool.run { [sales, organization] in
            try sales.waitingMessages(for: product, of: organization)
        }
        for held in waiting {
            // What was kept was an event.
            guard let event = ShopEvent(held.body),
                case .sale(let notice, _) = try await meaning(of: event)
            else { continue }
            let now = runtime.clock.now()
            do {
                _ = try await runtime.pool.run { [sales, salePolicy] in
                    try sales.apply(notice, of: held, policy: salePolicy, now: now)
                }
                count += 1
            } catch let error as RegistryError {
                throw Self.problem(error)
            }
        }
        return count
    }

    private func take(
        _ notice: SaleNotice, _ unmapped: [String], _ event: ShopEvent,
        _ waiting: WaitingMessage, _ now: Timestamp
    ) async throws -> Outcome {
        let result: SaleOutcome
        do {
            result = try await runtime.pool.run { [sales, salePolicy] in
                try sales.take(
                    [notice], of: waiting.message, unmapped: (unmapped, waiting),
                    policy: salePolicy, now: now)
            }
        } catch let error as RegistryError {
            throw Self.problem(error)
        }
        if result.isRepeated { return .repeated }
        if result.unrelatedNotices > 0 {
            report(unmapped, event)
            return .unmapped
        }
        if result.undecidedNotices > 0 { return .undecided }
        return result.lateNotices > 0 ? .late : .taken
    }

    private func take(
        _ buyer: Buyer, _ message: ShopMessage, _ now: Timestamp
    ) async throws -> Outcome {
        _ = try await runtime.pool.run { [sales, organization] in
            try sales.update(buyer, of: organization, message: message, now: now)
        }
        return .taken
    }

    private func revokeAll(
        of buyer: Buyer, _ event: ShopEvent, _ message: ShopMessage, _ now: Timestamp
    ) async throws -> Outcome {
        try await runtime.pool.run { [sales, organization] in
            try sales.revokeAll(
                of: buyer, organization: organization, at: event.occurredAt, message: message,
                now: now)
        }
        return .taken
    }

    /// Ids that are not mapped are most likely missing in the configuration.
    private func report(_ ids: [String], _ event: ShopEvent) {
        runtime.logger.warning(
            "hook: these ids of the shop are not mapped to a benefit",
            metadata: [
                "shop": "\(policy.shop.name)", "type": "\(event.loggedType)",
                "ids": "\(ids.prefix(8).map(Self.logged).joined(separator: " "))",
            ])
    }

    /// An id without whatever could forge a line.
    private static func logged(_ id: String) -> Substring {
        id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }.prefix(64)
    }

    private static let unreadableCode = "hook.unreadable"

    private func unreadable(_ type: String) -> Problem {
        runtime.metrics.add(to: .refused)
        runtime.logger.warning(
            "hook: an event cannot be read",
            metadata: ["shop": "\(policy.shop.name)", "type": "\(type)"])
        return Problem(
            .unprocessableContent, Self.unreadableCode,
            "the message is not an event with a type, timestamp and data that this service knows",
            nextStep: "send this address only the events that the shop itself makes")
    }

    /// What the vendor can fix is not the message's fault, so the shop may send it again.
    private static func problem(_ error: RegistryError) -> Problem {
        switch error {
        case .minting, .noIssuer, .missing, .statusListsFull, .exists, .idTaken,
            .database(.constraint):
            var problem = Problem(.serviceUnavailable, error)
            problem.retryAfter = 60
            return problem
        case .batchDiffers, .rowRecorded, .positionTaken, .message, .listOutdated, .notEmpty,
            .copyDiffers,
            .auditBroken, .tokenVoid, .tokenUnknown, .customerOfAnother, .licenseEnded,
            .revoked, .rotatedTooOften, .seatMoves, .issuedAhead, .text, .behind, .moved,
            .markMissing, .markOfAnother, .mark, .markDamaged,
            .registryLost, .registryElsewhere, .listNumber, .database:
            return Problem(error)
        }
    }
}

extension ShopWebhookReceiver.Outcome {
    fileprivate var metric: Metric {
        Metric("hook_messages_\(rawValue)_total", "Messages of shops that were \(rawValue).")
    }
}

extension Metric {
    fileprivate static let refused = Metric(
        "hook_messages_refused_total", "Messages of shops that were refused.")
}

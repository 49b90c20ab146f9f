import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging

/// What is due by the clock alone: sales that end, and letters that wait.
///
/// Every node looks; the registry lets one of them do each thing.
final class SaleSweep: PeriodicService {
    let interval = Duration.seconds(5)

    private let registry: Registry
    private let sales: SalePolicy
    private let mail: Sendmail?
    private let service: ShopWebhookService
    private let logger: Logger

    init(_ parts: ServiceParts, service: ShopWebhookService) {
        registry = parts.registry.acting(as: "latchkeyd")
        sales = SalePolicy(issuer: parts.keys.minting?.issuer, sendsEmails: parts.mail != nil)
        mail = parts.mail.map { Sendmail(policy: $0) }
        self.service = service
        logger = parts.logger
    }

    func round() async {
        do {
            let now = service.clock.now()
            let ended = try await service.pool.run { [registry, sales] in
                try registry.endDueSales(at: sales, now: now)
            }
            if ended > 0 { service.metrics.add(ended, to: "sales_ended_total") }
            guard mail != nil else { return }
            // A letter that is under way is finished even when the service ends.
            while !Task.isCancelled, try await sendNext() {}
        } catch {
            service.metrics.add(to: "sale_sweep_failures_total")
            logger.error("sale sweep failed", metadata: ["code": "\(Problem(error).code)"])
        }
    }

    /// Sends the letter that is due; false where there is none.
    private func sendNext() async throws -> Bool {
        guard let mail else { return false }
        let (registry, pool, now) = (registry, service.pool, service.clock.now())
        guard let email = try await pool.run({ try registry.takeDueEmail(now: now) }) else {
            return false
        }
        let message = try await pool.run {
            try Self.message(email, from: mail.policy.from, registry, now)
        }
        let outcome: Sendmail.Outcome =
            if let message { await mail.send(message) } else { .refused(fault: "no-recipient") }
        let after = service.clock.now()
        switch outcome {
        case .taken:
            service.metrics.add(to: "letters_sent_total")
            try await pool.run { try registry.finishEmail(email, now: after) }
        case .refused(let fault): try await postpone(email, nil, fault, after)
        case .later(let fault):
            let delays = mail.policy.delays
            let place = Int(email.attempts) - 1
            let due = place < delays.count ? after + delays[max(place, 0)] : nil
            try await postpone(email, due, fault, after)
        }
        return true
    }

    private func postpone(
        _ email: EmailRecord, _ due: Timestamp?, _ fault: String, _ now: Timestamp
    ) async throws {
        service.metrics.add(to: due == nil ? "letters_failed_total" : "letters_postponed_total")
        logger.warning(
            "a letter was not sent",
            metadata: [
                "letter": "\(email.id)", "fault": "\(fault)", "attempts": "\(email.attempts)",
                "again": "\(due != nil)",
            ])
        try await service.pool.run { [registry] in
            try registry.postponeEmail(email, until: due, fault: fault, now: now)
        }
    }

    /// The message of a letter; nil where nobody can be written to any more.
    private static func message(
        _ email: EmailRecord, from: MailAddress, _ registry: Registry, _ now: Timestamp
    ) throws -> [UInt8]? {
        guard
            let (words, license, benefit) = try LicenseEmail.about(
                email.license, in: registry, now: now),
            let address = license.customer.email,
            let to = MailAddress(name: license.customer.name, address: address)
                ?? MailAddress(name: "", address: address),
            let key = try? LicenseKey(license.record.message)
        else { return nil }
        return MailMessage(
            from: from, to: to, subject: words.subject, plain: words.plain, html: words.html,
            attachment: (
                "\(benefit.name).lic",
                LicenseFile([key.message]).text(heading: "License for \(benefit.name)")
            ),
            id: MailMessage.LetterName(email.id.bytes), date: now
        ).bytes
    }
}

import LicenseIssuer
import LicenseStore
import LicenseVerifier
import Logging

/// What is due by the clock alone: sales that end, and letters that wait.
///
/// Every node looks; the registry lets one of them do each thing.
final class SaleSweep: PeriodicService {
    let interval = Duration.seconds(5)

    private let store: Store
    private let sales: SaleDesk
    private let mail: Sendmail?
    private let service: HookService
    private let logger: Logger

    init(_ parts: ServiceParts, service: HookService) {
        store = parts.store.acting(as: "latchkeyd")
        sales = SaleDesk(issuer: parts.keys.minting?.issuer, writesLetters: parts.mail != nil)
        mail = parts.mail.map { Sendmail(policy: $0) }
        self.service = service
        logger = parts.logger
    }

    func round() async {
        do {
            let now = service.clock.now()
            let ended = try await service.pool.run { [store, sales] in
                try store.endDueSales(at: sales, now: now)
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
        let (store, pool, now) = (store, service.pool, service.clock.now())
        guard let letter = try await pool.run({ try store.takeDueLetter(now: now) }) else {
            return false
        }
        let message = try await pool.run {
            try Self.message(letter, from: mail.policy.from, store, now)
        }
        let outcome: Sendmail.Outcome =
            if let message { await mail.send(message) } else { .refused(fault: "no-recipient") }
        let after = service.clock.now()
        switch outcome {
        case .taken:
            service.metrics.add(to: "letters_sent_total")
            try await pool.run { try store.finishLetter(letter, now: after) }
        case .refused(let fault): try await postpone(letter, nil, fault, after)
        case .later(let fault):
            let delays = mail.policy.delays
            let place = Int(letter.attempts) - 1
            let due = place < delays.count ? after + delays[max(place, 0)] : nil
            try await postpone(letter, due, fault, after)
        }
        return true
    }

    private func postpone(
        _ letter: LetterRecord, _ due: Timestamp?, _ fault: String, _ now: Timestamp
    ) async throws {
        service.metrics.add(to: due == nil ? "letters_failed_total" : "letters_postponed_total")
        logger.warning(
            "a letter was not sent",
            metadata: [
                "letter": "\(letter.id)", "fault": "\(fault)", "attempts": "\(letter.attempts)",
                "again": "\(due != nil)",
            ])
        try await service.pool.run { [store] in
            try store.postponeLetter(letter, until: due, fault: fault, now: now)
        }
    }

    /// The message of a letter; nil where nobody can be written to any more.
    private static func message(
        _ letter: LetterRecord, from: MailAddress, _ store: Store, _ now: Timestamp
    ) throws -> [UInt8]? {
        guard let (words, license, benefit) = try Letter.about(letter.license, in: store, now: now),
            let email = license.customer.email,
            let to = MailAddress(name: license.customer.name, address: email)
                ?? MailAddress(name: "", address: email),
            let key = try? LicenseKey(license.record.message)
        else { return nil }
        return MailMessage(
            from: from, to: to, subject: words.subject, plain: words.plain, html: words.html,
            attachment: (
                "\(benefit.name).lic",
                LicenseFile([key.message]).text(heading: "License for \(benefit.name)")
            ),
            id: MailMessage.LetterName(letter.id.bytes), date: now
        ).bytes
    }
}

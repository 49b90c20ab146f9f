import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Logging

/// Sends the queued emails about licenses.
///
/// Every node looks; the registry lets one of them send each email.
final class EmailSender: PeriodicService {
    let interval = Duration.seconds(5)

    private let emails: Emails
    private let writer: LicenseEmailWriter
    private let mail: Sendmail
    private let runtime: ServiceRuntime
    private let trust: @Sendable (OrganizationID) -> [SignedMessage]

    /// - Parameter trust: what leads a machine from a root key to an organization's licenses.
    init(
        _ emails: Emails, _ writer: LicenseEmailWriter, policy: MailPolicy,
        runtime: ServiceRuntime,
        trust: @escaping @Sendable (OrganizationID) -> [SignedMessage]
    ) {
        self.emails = emails
        self.writer = writer
        mail = Sendmail(policy: policy)
        self.runtime = runtime
        self.trust = trust
    }

    func round() async {
        do {
            // An email that is being sent is finished even when the service ends.
            while !Task.isCancelled, try await sendNext() {}
        } catch {
            runtime.metrics.add(to: .failures)
            runtime.logger.error(
                "sending emails failed", metadata: ["code": "\(Problem(error).code)"])
        }
    }

    /// Sends the email that is due; false where there is none.
    private func sendNext() async throws -> Bool {
        let (emails, pool, now) = (emails, runtime.pool, runtime.clock.now())
        guard let email = try await pool.run({ try emails.takeDue(now: now) }) else {
            return false
        }
        let content = try await pool.run { [self] in try self.content(of: email, now) }
        let outcome: Sendmail.Outcome =
            switch content {
            case .message(let bytes): await mail.send(bytes)
            case .nothing(let fault): .refused(fault: fault)
            }
        let after = runtime.clock.now()
        switch outcome {
        case .taken:
            runtime.metrics.add(to: .sent)
            try await pool.run { try emails.finish(email, now: after) }
        case .refused(let fault): try await postpone(email, nil, fault, after)
        case .later(let fault):
            let delays = mail.policy.delays
            let attempt = Int(email.attempts) - 1
            let due = attempt < delays.count ? after + delays[max(attempt, 0)] : nil
            try await postpone(email, due, fault, after)
        }
        return true
    }

    private func postpone(
        _ email: EmailRecord, _ due: Timestamp?, _ fault: String, _ now: Timestamp
    ) async throws {
        runtime.metrics.add(to: due == nil ? .failed : .postponed)
        runtime.logger.warning(
            "an email was not sent",
            metadata: [
                "email": "\(email.id)", "fault": "\(fault)", "attempts": "\(email.attempts)",
                "again": "\(due != nil)",
            ])
        try await runtime.pool.run { [emails] in
            try emails.postpone(email, until: due, fault: fault, now: now)
        }
    }

    private enum Content {
        case message([UInt8])
        /// Why there is none.
        case nothing(fault: String)
    }

    /// The message of an email; none where the customer cannot be written to, or where the license
    /// was revoked since the email was queued.
    private func content(of email: EmailRecord, _ now: Timestamp) throws -> Content {
        guard
            let (content, license, listing) = try writer.email(
                about: email.license, now: now),
            let address = license.customer.email,
            let key = try? LicenseKey(license.record.message)
        else { return .nothing(fault: "no-recipient") }
        // Shops have addresses that no mail system takes; what they say is kept, and this is said.
        guard
            let to = MailAddress(name: license.customer.name, address: address)
                ?? MailAddress(name: "", address: address)
        else { return .nothing(fault: "no-address") }
        guard license.record.state != .revoked else { return .nothing(fault: "license-revoked") }
        let message = MailMessage(
            from: mail.policy.from, to: to, subject: content.subject, plain: content.plain,
            html: content.html,
            attachment: (
                "\(listing.benefit.name).lic",
                LicenseFile([key.message] + trust(license.claims.organization))
                    .text(heading: "License for \(listing.description)")
            ),
            id: MailMessage.MessageID(email.id.bytes), date: now)
        return .message(message.bytes)
    }
}

extension Metric {
    fileprivate static let sent = Metric("letters_sent_total", "Emails that were sent.")
    fileprivate static let postponed = Metric(
        "letters_postponed_total", "Attempts to send an email that will be repeated.")
    fileprivate static let failed = Metric("letters_failed_total", "Emails that were given up.")
    fileprivate static let failures = Metric(
        "email_failures_total", "Rounds of sending emails that failed.")
}

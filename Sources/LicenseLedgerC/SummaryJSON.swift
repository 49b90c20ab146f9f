import LicenseLedger
import LicenseSync
import LicenseVerifier
import LicenseVerifierC

extension JSONDocument {
    /// What a ledger holds, with the members of `latchkey status device --json` that need no decision.
    init(_ summary: LedgerSummary) {
        let (claims, certificate) = (summary.license?.claims, summary.certificate)
        self.init([
            ("claims", claims.map { .claims($0) }),
            ("time", .time(summary.time)),
            ("needs_seat", claims.map { .bool($0.activationLimit != .notUsed) }),
            ("activation", certificate.map { .text($0.activation.description) }),
            ("lease_end", certificate?.leaseEnd.map { .time($0) }),
            ("has_ended", .bool(summary.hasEnded)),
            ("is_of_this_machine", .bool(summary.isOfThisMachine)),
            ("used", .count(summary.usage[.units])),
            ("usage_limit", claims?.usageLimit.map { .count($0) }),
            ("allowance", certificate?.allowance.map { .count($0) }),
            ("list_number", summary.list.map { .count($0.sequence) }),
            ("list_issued_at", summary.list.map { .time($0.issuedAt) }),
            ("list_age_days", summary.list.map { .integer(days(from: $0.issuedAt, summary)) }),
            ("is_list_disputed", .bool(summary.isListDisputed)),
            ("bundle_version", summary.bundle.map { .count($0.version) }),
            ("bundle_expires_at", summary.bundle.map { .time($0.expiresAt) }),
            (
                "is_bundle_expired",
                .bool(summary.bundle.map { $0.expiresAt <= summary.time } ?? false)
            ),
            ("waiting_messages", .integer(Int64(summary.waiting))),
            ("refusal", summary.refusal.map { .refusal($0) }),
            ("is_forked", .bool(summary.isForked)),
            ("torn_records", .integer(Int64(summary.torn))),
            ("signed_mark", .time(summary.marks.signed)),
            ("seen_mark", .time(summary.marks.seen)),
        ])
    }
}

private func days(from issuedAt: Timestamp, _ summary: LedgerSummary) -> Int64 {
    (summary.time - issuedAt).components.seconds / 86_400
}

extension JSONDocument.Value {
    fileprivate static func time(_ time: Timestamp) -> Self { .text(time.description) }

    fileprivate static func count(_ count: UInt64) -> Self { .integer(Int64(clamping: count)) }

    fileprivate static func refusal(_ outcome: SyncOutcome) -> Self {
        .present([
            ("code", .text(outcome.code)), ("message", .text(outcome.sentence)),
            ("next_step", .text(outcome.nextStep)),
        ])
    }
}

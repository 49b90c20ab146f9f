import LicenseRegistry

/// The e-mails about a license, as they went out or did not.
enum SentLetters {
    static func section(_ emails: [EmailRecord]) -> PageSection {
        var section = PageSection("What was sent before")
        section.table = PageTable(
            "E-mails about this license", ["Asked for", "State", "Since", "Tries#"],
            emails.map { email in
                [
                    .time(email.queuedAt),
                    .badge(
                        email.badge, note: email.state == .sent ? nil : email.fault.map { "\($0)" }),
                    .time(email.changedAt), .number(email.attempts),
                ]
            }, empty: "Nothing yet.")
        return section
    }
}

extension EmailRecord {
    fileprivate var badge: Badge {
        switch state {
        case .waiting: Badge("waits", .neutral)
        case .sending: Badge("under way", .neutral)
        case .sent: Badge("sent", .good)
        case .failed: Badge("given up", .danger)
        }
    }
}

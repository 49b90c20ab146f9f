import LicenseRegistry
import LicenseVerifier

/// What is to be done next so that programs go on trusting, and until when; also while all is well.
struct NextTrustSteps: Sendable {
    let bundle: TrustBundle?
    let lists: [ServedList]
    let now: Timestamp

    var section: PageSection {
        var section = PageSection("What to do next, and when")
        section.consequences = PageSection.Lines(telling: bundleSteps + [listStep])
        return section
    }

    private var bundleSteps: [Sentence] {
        guard let bundle else {
            return [
                "For trust, nothing: without a bundle your programs pin the keys below, which are good until you retire them."
            ]
        }
        let renew: Sentence =
            bundle.expiresAt <= now
            ? "Renew the trust bundle now: it was due on \(bundle.expiresAt). \(Self.how)"
            : "Renew the trust bundle by \(bundle.expiresAt). \(Self.how)"
        return [renew]
            + KeyRole.allCases.compactMap { role -> Sentence? in
                // The last key of a role is the one that must have a successor.
                let ends = bundle.keys.filter { $0.role == role && $0.compromisedAt == nil }
                    .map(\.notAfter)
                guard let last = ends.max() else { return nil }
                return now < last
                    ? "Add the next key that \(role.plainText) by \(last), with latchkey trust add-key."
                    : "Add a key that \(role.plainText) now, with latchkey trust add-key: the last one was good until \(last)."
            }
    }

    private static let how =
        "Make it with latchkey trust renew, have the root keys sign it, and hand it out here."

    private var listStep: Sentence {
        guard let next = lists.map({ $0.claims.issuedAt + $0.claims.timeToLive }).min() else {
            return "Status lists: nothing; the first license brings the first one."
        }
        return now < next
            ? "Status lists: nothing; the service signs the next one by itself, by \(next)."
            : "Status lists: one was due on \(next). See the overview, and the log of the service."
    }
}

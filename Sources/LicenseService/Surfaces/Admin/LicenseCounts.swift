import LicenseRegistry
import LicenseVerifier
import Synchronization

/// How many licenses organizations have, by state and by benefit.
///
/// To count a million takes longer than a page may take. So where there are many, what was counted
/// is shown for a minute, and pages say as of when.
final class LicenseCounts: Sendable {
    struct Counts: Sendable {
        let states: [LicenseState: Int64]
        let benefits: [BenefitID: Int64]
        let countedAt: Timestamp
        /// Those that are granted and have ended, up to `mostEnded`.
        var ended: Int64 = 0

        /// What pages say where the counts are not of this moment.
        func note(at now: Timestamp) -> String? {
            countedAt < now ? "Counted on \(TimeText(countedAt).shown)." : nil
        }
    }

    /// Up to which number those that have ended are counted: each is looked at.
    static let mostEnded: Int64 = 100_000
    private static let keeping: Duration = .seconds(60)

    /// How many are counted anew for every page.
    private let few: Int64
    private let held = Mutex<[OrganizationID: Counts]>([:])

    init(few: Int64 = 50_000) {
        self.few = few
    }

    func counts(
        of organization: OrganizationID, at now: Timestamp,
        _ count: () async throws -> Counts
    ) async throws -> Counts {
        if let known = held.withLock({ $0[organization] }), isGood(known, at: now) { return known }
        let counted = try await count()
        held.withLock { $0[organization] = counted }
        return counted
    }

    private func isGood(_ counts: Counts, at now: Timestamp) -> Bool {
        counts.states.values.reduce(0, +) > few && counts.countedAt <= now
            && now < counts.countedAt + Self.keeping
    }
}

extension AdminVisit {
    /// How many licenses the organization has that is worked on.
    func licenseCounts() async throws -> LicenseCounts.Counts {
        let (id, now) = (organization.id, now)
        return try await admin.counts.counts(of: id, at: now) {
            try await work(\.licenses) { licenses in
                LicenseCounts.Counts(
                    states: try licenses.counts(of: id),
                    benefits: try licenses.countsByBenefit(of: id), countedAt: now,
                    ended: try licenses.countEnded(
                        of: id, upTo: LicenseCounts.mostEnded, now: now))
            }
        }
    }
}

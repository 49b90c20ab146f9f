import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What is to be written of an activation that the rules have changed.
struct ActivationChange {
    let license: LicenseID
    /// Nil for a new one.
    let before: ActivationState?
    let after: ActivationState
    /// The versions that the device has said that it holds; nil where it has said nothing.
    let holds: SeenVersions?

    init(
        of license: LicenseID, from before: ActivationState?, to after: ActivationState,
        holding holds: SeenVersions? = nil
    ) {
        self.license = license
        self.before = before
        self.after = after
        self.holds = holds
    }

    /// How many more of the units that were granted it has used.
    var moreUses: Int64 {
        after.allowance.covered.storable - (before?.allowance.covered.storable ?? 0)
    }
    /// How many more it may use.
    var moreCeiling: Int64 {
        after.allowance.granted.storable - (before?.allowance.granted.storable ?? 0)
    }

    /// The columns that change with each answer, after the id.
    var values: [SQLValue] {
        let evidence: ForkEvidence? =
            if case .forked(let evidence) = after.status { evidence } else { nil }
        let newest = after.history.newest
        return [
            .id(after.id), .time(after.leaseEnd), .blob(after.request.bytes),
            .integer(StoredActivationStatus(after.status).rawValue),
            .optional(evidence?.rawValue), .integer(after.allowance.covered.storable),
            .integer(after.allowance.granted.storable),
            .integer(after.allowance.unmetered.storable), .optional(newest?.sequence),
            newest.map { .blob($0.journal.bytes) } ?? .null,
            .optional(after.history.acknowledged),
        ]
    }

    /// The totals that have changed, or that its newest report says otherwise.
    var usageRows: [[SQLValue]] {
        let reported = after.history.newest?.usage ?? UsageTotal()
        let wasReported = before?.history.newest?.usage ?? UsageTotal()
        return after.usage.entries.compactMap { entry in
            guard
                entry.units != before?.usage[entry.meter]
                    || reported[entry.meter] != wasReported[entry.meter]
            else { return nil }
            return [
                .id(after.id), .integer(Int64(entry.meter.number)),
                .integer(entry.units.storable), .integer(reported[entry.meter].storable),
            ]
        }
    }

    /// What is newly known to be used of each meter.
    var moreUnits: [(meter: Meter, units: Int64)] {
        after.usage.entries.compactMap { entry in
            let more = entry.units.storable - (before?.usage[entry.meter].storable ?? 0)
            return more > 0 ? (entry.meter, more) : nil
        }
    }
}

extension UInt64 {
    /// As near as a column comes to it.
    fileprivate var storable: Int64 { Int64(clamping: self) }
}

import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// One transaction of notices: each is judged by what is known of its sale, and licenses follow.
struct SaleSession {
    let change: Change
    let policy: SalePolicy
    var outcome = SaleOutcome()

    init(_ change: Change, _ policy: SalePolicy) {
        self.change = change
        self.policy = policy
    }

    mutating func take(_ notice: SaleNotice) throws(RegistryError) {
        let key = notice.sale.key(in: notice.organization)
        var state = try SaleState(of: key, change)
        var licenses = try sold(through: notice)
        let adoption = try adopt(notice, besides: licenses)
        if adoption.isAny || adoption.named != nil { licenses = try sold(through: notice) }
        if notice.isOnlyForKnown, state.isEmpty, licenses.isEmpty {
            outcome.unrelatedNotices += 1
            return
        }
        let named = licenses.first { $0.license == adoption.named }
        let isNews = try note(notice, &state, of: named, key)
        guard isNews || adoption.isAny else {
            outcome.lateNotices += 1
            return
        }
        // Who came from elsewhere without a name has one from the first news of their sale.
        if !licenses.isEmpty, let buyer = notice.buyer {
            let buyers = BuyerChanges(change, of: notice.organization)
            if let known = try buyers.find(buyer) { try buyers.fill(known, from: buyer) }
        }
        // What was noted of the named one alone is not in it yet.
        if named != nil, case .benefit = notice.scope { licenses = try sold(through: notice) }
        let notice = notice.reaching(state)
        for benefit in concerned(notice, state, licenses) {
            let given = licenses.filter { $0.benefit == benefit }
            guard given.isEmpty else {
                try name(given, as: notice)
                try bring(given, named: named, to: state, notice)
                continue
            }
            guard state.status(of: benefit) == .granted, let buyer = notice.buyer else { continue }
            if adoption.undecided.contains(benefit) {
                outcome.undecidedNotices += 1
            } else {
                try grant(benefit, to: buyer, notice)
            }
        }
    }

    /// The licenses that the sale of a notice has given.
    private func sold(through notice: SaleNotice) throws(RegistryError) -> [SoldLicense] {
        try SaleQueries(change).licenses(through: notice.sale, of: notice.organization)
    }

    /// Notes what is said, of one license where it names one of several; false for what comes too
    /// late.
    private func note(
        _ notice: SaleNotice, _ state: inout SaleState, of named: SoldLicense?, _ key: [SQLValue]
    ) throws(RegistryError) -> Bool {
        guard case .benefit = notice.scope, let named else {
            guard state.take(notice) else { return false }
            try state.write(notice, key, change)
            return true
        }
        let word = SaleState.Update(status: notice.status, occurredAt: notice.occurredAt)
        guard state.latest(of: named)?.isSuperseded(by: word) ?? true else { return false }
        try SoldLicenseChanges(change).note(word, of: named.license)
        return true
    }

    /// Remembers what the shop calls a license that was minted here.
    private func name(_ given: [SoldLicense], as notice: SaleNotice) throws(RegistryError) {
        guard given.count == 1, given[0].importedAt == nil, notice.names(given[0].benefit),
            let theirs = notice.license, try !LicenseAliases(change).has(given[0].license)
        else { return }
        try LicenseAliasChanges(change).add(
            theirs, to: given[0].license, of: notice.organization)
    }

    /// The benefits that a notice can have changed something about, each once.
    private func concerned(
        _ notice: SaleNotice, _ state: SaleState, _ licenses: [SoldLicense]
    ) -> [BenefitID] {
        switch notice.scope {
        case .benefit(let benefit): [benefit]
        case .whole:
            Array(Set((state.gives ?? []) + licenses.map(\.benefit) + state.benefits.keys)).sorted()
        }
    }

    // MARK: - Without a shop

    /// Ends sales that were said to end by themselves; returns how many.
    mutating func endDue(limit: Int) throws(RegistryError) -> Int {
        let due = try SaleQueries(change).due(at: change.now, limit: limit)
        for sale in due {
            try take(
                SaleNotice(
                    of: sale.sale, organization: sale.organization, .whole(gives: nil), .revoked,
                    at: ExactTime(sale.end)))
            // A notice that is later than its own end ends nothing.
            try change.run(
                """
                UPDATE sale SET ends_at = NULL
                WHERE organization_id = $1 AND kind = $2 AND id = $3
                """, sale.sale.key(in: sale.organization))
        }
        return due.count
    }

    /// Takes back all that a customer has through sales.
    mutating func revokeAll(
        of customer: CustomerRecord, at occurredAt: ExactTime
    ) throws(RegistryError) {
        for license in try SaleQueries(change).licenses(of: customer.id) {
            try take(.byHand(license.grant, .revoked, at: occurredAt))
        }
    }

    /// Takes a grant back by the vendor's hand, or gives it again whatever became of the sale.
    mutating func set(_ grant: GrantRecord, to status: SaleStatus) throws(RegistryError) {
        try take(.byHand(grant, status, at: ExactTime(change.now)))
        guard let license = try LicenseQueries(change).license(grant.license) else {
            throw .missing(kind: .license)
        }
        let states = LicenseStateChanges(change)
        switch (status, license.state) {
        case (.revoked, .granted), (.revoked, .disabled):
            try states.set(.revoked, of: grant.license, reason: "grant revoked")
        case (.granted, .revoked):
            try states.set(.granted, of: grant.license, reason: "grant restored")
        case (.suspended, _), (.granted, .granted), (.granted, .disabled), (.revoked, .revoked):
            break
        }
    }
}

extension SaleNotice {
    /// A word on one license of a sale.
    fileprivate static func byHand(
        _ grant: GrantRecord, _ status: SaleStatus, at moment: ExactTime
    ) -> SaleNotice {
        var notice = SaleNotice(
            of: grant.sale, organization: grant.organization, .benefit(grant.benefit), status,
            at: moment)
        notice.license = grant.license
        return notice
    }

    /// The notice with the end that its sale's licenses are known to reach, where they end with what
    /// is paid: news of the payment may have come before.
    fileprivate func reaching(_ state: SaleState) -> SaleNotice {
        guard licensesEndWithPayments, let known = state.licensesEnd else { return self }
        var notice = self
        notice.licensesEnd = max(known, licensesEnd ?? known)
        return notice
    }
}

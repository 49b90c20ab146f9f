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
        let before = try SaleState(of: key, change)
        var grants = try SaleQueries(change).grants(
            through: notice.sale, of: notice.organization)
        if try adopt(notice, besides: grants, isFirst: before.isEmpty) {
            grants = try SaleQueries(change).grants(
                through: notice.sale, of: notice.organization)
        }
        if notice.isOnlyForKnown, before.isEmpty, grants.isEmpty {
            outcome.unrelatedNotices += 1
            return
        }
        var after = before
        guard after.take(notice) else {
            outcome.lateNotices += 1
            return
        }
        try after.write(notice, key, change)
        // Who came from elsewhere without a name has one from the first news of their sale.
        if !grants.isEmpty, let buyer = notice.buyer {
            let buyers = BuyerChanges(change, of: notice.organization)
            if let known = try buyers.find(buyer) { try buyers.fill(known, from: buyer) }
        }
        for benefit in concerned(notice, after, grants) {
            guard let status = after.status(of: benefit) else { continue }
            if let grant = grants.first(where: { $0.benefit == benefit }) {
                try follow(
                    notice, grant, from: before.status(of: benefit) ?? .granted, to: status)
                if status == .granted { try extend(grant, notice) }
            } else if status == .granted, let buyer = notice.buyer {
                try grant(benefit, to: buyer, notice)
            }
        }
    }

    /// The benefits that a notice can have changed something about, each once.
    private func concerned(
        _ notice: SaleNotice, _ state: SaleState, _ grants: [GrantRecord]
    ) -> [BenefitID] {
        switch notice.scope {
        case .benefit(let benefit): [benefit]
        case .whole:
            Array(Set((state.gives ?? []) + grants.map(\.benefit) + state.benefits.keys)).sorted()
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
        for grant in try SaleQueries(change).grants(to: customer.id) {
            try take(
                SaleNotice(
                    of: grant.sale, organization: customer.organization,
                    .benefit(grant.benefit), .revoked, at: occurredAt))
        }
    }

    /// Takes a grant back by the vendor's hand, or gives it again whatever became of the sale.
    mutating func set(_ grant: GrantRecord, to status: SaleStatus) throws(RegistryError) {
        try take(
            SaleNotice(
                of: grant.sale, organization: grant.organization, .benefit(grant.benefit), status,
                at: ExactTime(change.now)))
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

    // MARK: - What is granted already

    /// Brings a license to the status of its sale; a status that is the same as before changes
    /// nothing, so that what the vendor has done to a license by hand stays.
    private mutating func follow(
        _ notice: SaleNotice, _ grant: GrantRecord, from before: SaleStatus, to after: SaleStatus
    ) throws(RegistryError) {
        guard before != after, let license = try LicenseQueries(change).license(grant.license)
        else { return }
        let isHeld = try SaleQueries(change).isHeld(
            grant.benefit, of: notice.sale, in: notice.organization)
        let next: LicenseState? =
            switch (after, license.state) {
            case (.revoked, .granted), (.revoked, .disabled): .revoked
            case (.suspended, .granted): .disabled
            case (.suspended, .revoked): before == .revoked ? .disabled : nil
            case (.granted, .revoked): before == .revoked ? .granted : nil
            case (.granted, .disabled): isHeld ? .granted : nil
            case (.revoked, .revoked), (.suspended, .disabled), (.granted, .granted): nil
            }
        try setHeld(after == .suspended && (next == .disabled || isHeld), grant.benefit, notice)
        guard let next else { return }
        try LicenseStateChanges(change).set(next, of: grant.license, reason: "sale \(after)")
        if next == .granted, license.state == .revoked { try renewTerms(of: grant, notice) }
        outcome.changed.append(grant.license)
    }

    /// Notes whether it is the sale that has suspended a license, and not the vendor.
    private func setHeld(
        _ isHeld: Bool, _ benefit: BenefitID, _ notice: SaleNotice
    ) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO sale_benefit (organization_id, kind, sale, benefit_id, is_held)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (organization_id, kind, sale, benefit_id)
            DO UPDATE SET is_held = excluded.is_held
            """, notice.sale.key(in: notice.organization) + [.id(benefit), .flag(isHeld)])
    }
}

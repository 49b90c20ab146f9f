import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// One transaction of notices: each is judged by what is known of its sale, and licenses follow.
struct SaleSession {
    let desk: SalePolicy
    let actor: String
    let now: Timestamp
    let writer: Change
    var outcome = SaleOutcome()

    mutating func take(_ notice: SaleNotice) throws(RegistryError) {
        let place = notice.sale.place(of: notice.organization)
        let before = try SaleState(of: place, writer)
        let grants = try grants(place)
        if notice.isOnlyForKnown, before.isEmpty, grants.isEmpty {
            outcome.strangeNotices += 1
            return
        }
        var after = before
        guard after.take(notice) else {
            outcome.lateNotices += 1
            return
        }
        try after.write(notice, place, writer)
        for benefit in concerned(notice, after, grants) {
            guard let standing = after.standing(of: benefit) else { continue }
            if let grant = grants.first(where: { $0.benefit == benefit }) {
                try follow(
                    notice, grant, from: before.standing(of: benefit) ?? .granted, to: standing)
                if standing == .granted { try keepServing(grant, notice) }
            } else if standing == .granted, let buyer = notice.buyer {
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

    private func grants(_ place: [SQLValue]) throws(RegistryError) -> [GrantRecord] {
        try writer.rows(
            """
            SELECT \(GrantRecord.columns) FROM license_grant
            WHERE organization_id = $1 AND sale_kind = $2 AND sale = $3 ORDER BY created_at, id
            """, place, { (row) throws(SQLError) in try GrantRecord(row) })
    }

    // MARK: - What is granted already

    /// Brings a license where the sale's standing has come; what stands still changes nothing, so
    /// that what the vendor has done to a license by hand stays.
    private mutating func follow(
        _ notice: SaleNotice, _ grant: GrantRecord, from before: SaleStatus,
        to after: SaleStatus
    ) throws(RegistryError) {
        guard before != after, let license = try Registry.license(grant.license, writer) else {
            return
        }
        let values =
            notice.sale.place(of: notice.organization) + [.blob(grant.benefit.bytes)]
        let isHeld = try isHeld(values)
        let next: LicenseState? =
            switch (after, license.state) {
            case (.revoked, .granted), (.revoked, .disabled): .revoked
            case (.suspended, .granted): .disabled
            case (.suspended, .revoked): before == .revoked ? .disabled : nil
            case (.granted, .revoked): before == .revoked ? .granted : nil
            case (.granted, .disabled): isHeld ? .granted : nil
            case (.revoked, .revoked), (.suspended, .disabled), (.granted, .granted): nil
            }
        try hold(after == .suspended && (next == .disabled || isHeld), values)
        guard let next else { return }
        try Registry.setState(
            of: grant.license, to: next, reason: "sale \(after)", actor: actor, now: now, writer)
        if next == .granted, license.state == .revoked { try renewTerms(of: grant, notice) }
        outcome.changed.append(grant.license)
    }

    /// Whether it is the sale's hold that has disabled a license, and not the vendor.
    private func isHeld(_ place: [SQLValue]) throws(RegistryError) -> Bool {
        try writer.row(
            """
            SELECT is_held FROM sale_benefit
            WHERE organization_id = $1 AND kind = $2 AND sale = $3 AND benefit_id = $4
            """, place
        ) { (row) throws(SQLError) in try row.integer("is_held") == 1 } ?? false
    }

    private func hold(_ isHeld: Bool, _ place: [SQLValue]) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO sale_benefit (organization_id, kind, sale, benefit_id, is_held)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (organization_id, kind, sale, benefit_id)
            DO UPDATE SET is_held = excluded.is_held
            """, place + [.integer(isHeld ? 1 : 0)])
    }
}

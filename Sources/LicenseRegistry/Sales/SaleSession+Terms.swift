import LicenseIssuer
import LicenseVerifier

/// What licenses get that were granted before: the terms of now, or a longer end.
extension SaleSession {
    /// Gives a license that was revoked and comes back the terms that its benefit gives now.
    ///
    /// Where nothing may be minted, a license keeps the terms that it has.
    func renewTerms(of grant: GrantRecord, _ notice: SaleNotice) throws(RegistryError) {
        guard let issuer = policy.issuer, issuer.organization == grant.organization,
            let record = try LicenseQueries(change).license(grant.license)
        else { return }
        try Reminting(change, by: issuer).renewTerms(of: record, notice.period)
    }

    /// Gives a license the longer end and the further text that a notice brings.
    mutating func extend(
        _ grant: GrantRecord, _ notice: SaleNotice
    ) throws(RegistryError) {
        let (id, benefit) = (grant.license, grant.benefit)
        if let text = notice.text, notice.names(benefit) {
            try KeyTextChanges(change).add(text, to: id, of: notice.organization)
        }
        guard let issuer = policy.issuer,
            let record = try LicenseQueries(change).license(id),
            try Reminting(change, by: issuer).extend(record, for: notice.period)
        else { return }
        outcome.changed.append(id)
    }
}

extension SaleNotice {
    /// For how long its sale pays.
    ///
    /// A sale that recurs is good until somebody ends it, however long a license of the benefit lasts
    /// when it is bought once.
    var period: PaidPeriod {
        if let end = licensesEnd { return .until(end) }
        if sale.kind == .subscription, licensesEndWithPayments { return .unpaid }
        return PaidPeriod(of: sale)
    }
}

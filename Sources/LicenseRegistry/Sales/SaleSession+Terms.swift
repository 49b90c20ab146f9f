import LicenseIssuer
import LicenseVerifier

/// What licenses get that were granted before: the terms of now, or a longer end.
extension SaleSession {
    /// Gives a license that was revoked and comes back the terms that its benefit gives now; one that
    /// was imported keeps the seats and units that it came with.
    ///
    /// Where nothing may be minted, a license keeps the terms that it has.
    func renewTerms(of sold: SoldLicense, _ notice: SaleNotice) throws(RegistryError) {
        guard let issuer = policy.issuer, issuer.organization == sold.grant.organization,
            let record = try LicenseQueries(change).license(sold.license)
        else { return }
        try Reminting(change, by: issuer).renewTerms(
            of: record, notice.period, isImported: sold.importedAt != nil)
    }

    /// Gives a license the longer end that a notice brings.
    mutating func extend(
        _ sold: SoldLicense, _ notice: SaleNotice
    ) throws(RegistryError) {
        guard let issuer = policy.issuer,
            let record = try LicenseQueries(change).license(sold.license),
            try Reminting(change, by: issuer).extend(record, for: notice.period)
        else { return }
        outcome.changed.append(sold.license)
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

import LicenseVerifier
import SQLDatabase

/// How licenses that were granted before follow their sale.
extension SaleSession {
    /// Brings licenses of one benefit to what is known of their sale.
    ///
    /// - Parameter named: the one that the notice names, which alone gets its text.
    mutating func bring(
        _ licenses: [SoldLicense], named: SoldLicense?, to state: SaleState, _ notice: SaleNotice
    ) throws(RegistryError) {
        if let text = notice.text, let first = named ?? licenses.first, notice.names(first.benefit)
        {
            try KeyTextChanges(change).add(text, to: first.license, of: notice.organization)
        }
        for license in licenses {
            guard let status = state.status(of: license) else { continue }
            try follow(license, to: status, notice)
            if status == .granted { try extend(license, notice) }
        }
    }

    /// Brings a license that was imported to what is known of its sale already.
    mutating func follow(_ license: SoldLicense) throws(RegistryError) {
        let grant = license.grant
        try supersede(by: license, of: grant.sale)
        let state = try SaleState(of: grant.sale.key(in: grant.organization), change)
        guard let status = state.status(of: license) else { return }
        try follow(
            license, to: status,
            SaleNotice(
                of: grant.sale, organization: grant.organization, .benefit(license.benefit), status,
                at: ExactTime(change.now)))
    }

    /// Brings a license to the status of its sale; one that it has followed before changes nothing,
    /// so that what the vendor has done to a license by hand stays.
    private mutating func follow(
        _ sold: SoldLicense, to after: SaleStatus, _ notice: SaleNotice
    ) throws(RegistryError) {
        let before = sold.standing
        guard before != after, let license = try LicenseQueries(change).license(sold.license)
        else { return }
        let next: LicenseState? =
            switch (after, license.state) {
            case (.revoked, .granted), (.revoked, .disabled): .revoked
            case (.suspended, .granted): .disabled
            case (.suspended, .revoked): before == .revoked ? .disabled : nil
            case (.granted, .revoked):
                before == .revoked ? (sold.wasDisabled ? .disabled : .granted) : nil
            case (.granted, .disabled): sold.isHeld ? .granted : nil
            case (.revoked, .revoked), (.suspended, .disabled), (.granted, .granted): nil
            }
        // What the vendor has disabled stays so, also where the sale takes it back meanwhile.
        let wasDisabled =
            after == .revoked
            ? license.state == .disabled && !sold.isHeld
            : after == .suspended && sold.wasDisabled
        let isHeld =
            after == .suspended && !wasDisabled && (next == .disabled || sold.isHeld)
        try SoldLicenseChanges(change).note(
            after, isHeld: isHeld, wasDisabled: wasDisabled, of: sold.license)
        guard let next else { return }
        try LicenseStateChanges(change).set(next, of: sold.license, reason: "sale \(after)")
        if next == .granted, license.state == .revoked { try renewTerms(of: sold, notice) }
        outcome.changed.append(sold.license)
    }
}

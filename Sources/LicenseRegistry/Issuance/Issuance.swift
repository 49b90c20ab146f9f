public import LicenseIssuer
public import LicenseVerifier

/// Everything that changes a license: how it is recorded, re-minted, ended, revoked and imported.
public struct Issuance: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Records a license with what a sale or an import gives it besides its token, all or nothing.
    ///
    /// Throws `exists` where the sale has given the benefit already, or the text stands for another
    /// license of the organization.
    public func record(
        _ license: LicenseRecord, with extras: LicenseExtras, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try IssuanceChanges(change).record(license, with: extras)
        }
    }

    /// Records licenses, all of them or none.
    ///
    /// Throws `rowRecorded` when a row of the batch is there already, which means that another
    /// run of the batch is under way.
    public func record(
        _ licenses: [LicenseRecord], batch: BatchID? = nil, now: Timestamp
    ) throws(RegistryError) {
        guard !licenses.isEmpty else { return }
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try IssuanceChanges(change).record(licenses, batch: batch)
        }
    }

    /// Records a license that was minted elsewhere; one that is here already changes nothing.
    ///
    /// The list of its status index is taken as given out elsewhere, so that no position in it is
    /// drawn here. Returns whether it is new; throws `missing` without its benefit.
    ///
    /// - Parameter email: the customer's address; one that the customer has already stays.
    public func importLicense(
        _ license: VerifiedLicense, customer: String?, email: String? = nil, now: Timestamp
    ) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try IssuanceChanges(change).importLicense(license, customer: customer, email: email)
        }
    }

    /// Replaces the token that a license has by a new one.
    ///
    /// - Parameters:
    ///   - former: the token that the caller has seen; throws `busy` when another program has
    ///     replaced it meanwhile.
    ///   - end: what becomes of an end that was set before the signed one.
    ///   - text: a new text for people, in place of the one that the license has.
    public func replaceToken(
        _ former: LicenseRecord, by minted: MintedLicense, former fate: FormerToken,
        end: FormerEnd = .isForgotten, text: String? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try RenewalChanges(change).replace(
                former, by: LicenseRecord(minted), former: fate, end: end,
                text: text.map { KeyText($0) })
        }
    }

    // MARK: - Without a new token

    /// Changes whether a license may be used; the state that it has changes nothing.
    ///
    /// Throws `missing` for a license that is not there, and `revoked` where a revoked one is to be
    /// disabled, since to enable that again would bring back what was ended for good.
    ///
    /// - Parameter comesBack: whether a revoked license may be disabled all the same, as Polar's
    ///   contract has it.
    public func setState(
        of license: LicenseID, to state: LicenseState, reason: String,
        evenIfRevoked comesBack: Bool = false, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            if state == .disabled, !comesBack,
                try LicenseQueries(change).license(license)?.state == .revoked
            {
                throw .revoked
            }
            try LicenseStateChanges(change).set(state, of: license, reason: reason)
        }
    }

    /// Sets what was counted online, so that the usage of all together is a number.
    ///
    /// What devices have reported stays, so it may take a negative count to get there. Throws
    /// `missing` for a license that is not there.
    public func setUsage(
        of license: LicenseID, to usage: Int64, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try UsageAndEndChanges(change).setUsage(of: license, to: usage)
        }
    }

    /// Ends a license at a moment that no new token can say, as it has passed; nil takes that back.
    ///
    /// The lists say that the license is suspended from now on.
    public func setEnd(
        of license: LicenseID, to end: Timestamp?, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try UsageAndEndChanges(change).setEnd(of: license, to: end)
        }
    }
}

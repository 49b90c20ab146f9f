public import LicenseIssuer
public import LicenseVerifier

/// What licenses are issued of: their terms, how they are shown, and in which form keys are handed out.
public struct Benefits: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Adds a benefit; throws `exists` for a name that the organization has already.
    public func add(
        _ benefit: Benefit, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).add(benefit, of: organization)
        }
    }

    /// Adds a benefit with what is shown of it; throws `exists` for a name that is taken.
    public func add(_ listing: BenefitListing, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).add(listing)
        }
    }

    /// Changes a benefit for the licenses to come; throws `missing` for one that is not there.
    public func replace(
        _ benefit: Benefit, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).replace(benefit, of: organization)
        }
    }

    /// Changes a benefit and what is shown of it; throws `missing` for one that is not there or was
    /// deleted.
    public func replace(_ listing: BenefitListing, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).replace(listing)
        }
    }

    /// Marks a benefit as deleted; throws `missing` for one that is not there or was deleted before.
    ///
    /// Licenses of it stay as they are: its grants are revoked before.
    public func delete(_ id: BenefitID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).delete(id)
        }
    }

    /// An organization's benefits, by name.
    public func all(of organization: OrganizationID) throws(RegistryError) -> [Benefit] {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).all(of: organization)
        }
    }

    /// The benefits that an organization gives now, by name: without those that were deleted.
    public func offered(by organization: OrganizationID) throws(RegistryError) -> [Benefit] {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).offered(by: organization)
        }
    }

    /// A benefit by its id, with whose it is.
    public func find(
        _ id: BenefitID
    ) throws(RegistryError) -> (benefit: Benefit, organization: OrganizationID)? {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).benefit(id)
        }
    }

    /// A benefit with what is shown of it, also one that was deleted.
    public func listing(_ id: BenefitID) throws(RegistryError) -> BenefitListing? {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).listing(id)
        }
    }

    /// Benefits with what is shown of them, a page of those that a filter lets through.
    public func listings(
        matching filter: BenefitListingFilter, page: PageRange
    ) throws(RegistryError) -> (listings: [BenefitListing], total: Int64) {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).listings(matching: filter, page: page)
        }
    }

    /// In which form a benefit's keys are handed out.
    public func keyForm(of benefit: BenefitID) throws(RegistryError) -> KeyForm {
        try transactions.read { (reading) throws(RegistryError) in
            try BenefitQueries(reading).keyForm(of: benefit)
        }
    }

    /// Chooses the form of the keys that a benefit's licenses get from now on.
    public func setKeyForm(
        of benefit: BenefitID, to form: KeyForm, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BenefitChanges(change).setKeyForm(of: benefit, to: form)
        }
    }
}

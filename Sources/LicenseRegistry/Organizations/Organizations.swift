public import COSE
public import LicenseVerifier

/// Who sells licenses, the public halves of their issuing keys, and those of services.
public struct Organizations: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Adds an organization; throws `exists` for a name that is taken.
    public func add(_ organization: Organization, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try OrganizationChanges(change).add(organization)
        }
    }

    /// All organizations, by name.
    public func all() throws(RegistryError) -> [Organization] {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).all()
        }
    }

    /// An organization by its id, with since when it is there.
    public func find(
        _ id: OrganizationID
    ) throws(RegistryError) -> (organization: Organization, createdAt: Timestamp)? {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).organization(id)
        }
    }

    /// The organization that came first, which is the only one of most registries.
    public func first() throws(RegistryError) -> OrganizationID? {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).first()
        }
    }

    /// The organization of a caller who names none: the only one that there is, or the only one that
    /// there was when the caller began to call; nil where that is not one.
    public func only(at moment: Timestamp) throws(RegistryError) -> OrganizationID? {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).only(at: moment)
        }
    }

    /// How an organization's pages look; the usual look where nothing was said.
    public func brand(of organization: OrganizationID) throws(RegistryError) -> Brand {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).brand(of: organization)
        }
    }

    /// Changes how an organization's pages look.
    public func setBrand(_ brand: Brand, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try OrganizationChanges(change).set(brand)
        }
    }

    /// Adds the public half of an issuing key; throws `exists` for a name or key that is known.
    public func addSigningKey(_ key: SigningKeyRecord) throws(RegistryError) {
        try transactions.change(at: key.createdAt) { (change) throws(RegistryError) in
            try OrganizationChanges(change).add(key)
        }
    }

    /// Ends a key's time: what it signs from now on counts nowhere.
    ///
    /// What it signed before stays good. Throws `missing` for an unknown name; a key that is retired
    /// already stays as it is.
    public func retireSigningKey(named name: String, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try OrganizationChanges(change).retireSigningKey(named: name)
        }
    }

    /// Remembers that an organization hands out another trust bundle.
    public func recordBundle(
        _ bundle: TrustBundle, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try change.audit(
                .trustPublish, of: bundle.organization, "version \(bundle.version)")
        }
    }

    /// All issuing keys, in the order in which they came.
    public func signingKeys() throws(RegistryError) -> [SigningKeyRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).signingKeys()
        }
    }

    /// The issuing key of a name.
    public func signingKey(named name: String) throws(RegistryError) -> SigningKeyRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).signingKey(named: name)
        }
    }

    /// Remembers a key that a service signs with; one that is known already changes nothing.
    ///
    /// Apart from the issuing keys, so that nothing that it signs passes for a license.
    public func addServiceKey(_ key: ServiceKeyRecord) throws(RegistryError) {
        try transactions.change(at: key.createdAt) { (change) throws(RegistryError) in
            try OrganizationChanges(change).add(key)
        }
    }

    /// Notes that a service signs with a key from now on.
    ///
    /// Those of its role that were made before it have signed their last by then, unless a service
    /// is started with one of them again. Writes nothing where all of that is known.
    public func useServiceKey(
        _ key: VerificationKey, as role: KeyRole, now: Timestamp
    ) throws(RegistryError) {
        let use = ServiceKeyUse(of: key, as: role)
        guard use.changesAnything(try serviceKeys()) else { return }
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try OrganizationChanges(change).note(use)
        }
    }

    /// All keys that services sign with, in the order in which they came.
    public func serviceKeys() throws(RegistryError) -> [ServiceKeyRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try OrganizationQueries(reading).serviceKeys()
        }
    }
}

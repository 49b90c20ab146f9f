public import LicenseVerifier

/// E-mails to customers with their license keys: the queue, and the text of each benefit's.
public struct Emails: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Queues an e-mail about a license; throws `missing` where its customer has no address.
    public func queue(
        for license: LicenseID, now: Timestamp
    ) throws(RegistryError) -> EmailRecord {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EmailChanges(change).queue(byHandFor: license)
        }
    }

    /// An e-mail by its id.
    public func find(_ id: EmailID) throws(RegistryError) -> EmailRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).email(id)
        }
    }

    /// The e-mails about a license, the newest first.
    public func all(about license: LicenseID) throws(RegistryError) -> [EmailRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).all(about: license)
        }
    }

    /// The e-mails about an organization's licenses that were given up, the newest first.
    public func failed(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [EmailRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).failed(of: organization, limit: limit)
        }
    }

    /// Takes the e-mail that has been due for longest, so that no other node sends it; nil for none.
    ///
    /// One that a node took and never finished is due again after ten minutes: nobody knows whether it
    /// was sent, and two e-mails are better than none.
    public func takeDue(now: Timestamp) throws(RegistryError) -> EmailRecord? {
        // Most looks find nothing, and then nothing is written.
        let hasDue = try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).hasDue(at: now)
        }
        guard hasDue else { return nil }
        return try transactions.change(at: now) { (change) throws(RegistryError) in
            try EmailChanges(change).takeDue()
        }
    }

    /// Records that an e-mail was sent.
    public func finish(_ email: EmailRecord, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EmailChanges(change).finish(email)
        }
    }

    /// Records that an e-mail was not sent, and when it is tried again; nil for never.
    public func postpone(
        _ email: EmailRecord, until due: Timestamp?, fault: String, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EmailChanges(change).postpone(email, until: due, fault: fault)
        }
    }

    /// The text of a benefit's e-mails; nil where they have the usual one.
    public func template(of benefit: BenefitID) throws(RegistryError) -> EmailTemplate? {
        try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).template(of: benefit)
        }
    }

    /// The texts of an organization's benefits that have not the usual one.
    public func templates(
        of organization: OrganizationID
    ) throws(RegistryError) -> [BenefitID: EmailTemplate] {
        try transactions.read { (reading) throws(RegistryError) in
            try EmailQueries(reading).templates(of: organization)
        }
    }

    /// Sets the text of a benefit's e-mails; nil for the usual one.
    public func setTemplate(
        _ template: EmailTemplate?, of benefit: BenefitID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EmailChanges(change).setTemplate(template, of: benefit)
        }
    }
}

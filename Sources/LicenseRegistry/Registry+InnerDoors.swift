// Doors within doors, in one table with `Registry`'s own: declared beside their types, some of
// them would let two domains know each other.

extension Customers {
    /// E-mails to customers with their license keys.
    public var emails: Emails { Emails(transactions) }
}

extension Issuance {
    /// Many licenses of one input.
    public var batches: Batches { Batches(transactions) }
}

extension Sales {
    /// What customers have through sales.
    public var grants: Grants { Grants(transactions) }
    /// What was sold elsewhere and is taken over.
    public var imports: SaleImports { SaleImports(transactions) }
}

extension Webhooks {
    /// Events that are still to be told to endpoints.
    public var outbox: Outbox { Outbox(transactions) }
}

extension Tokens {
    /// Who is signed in to the pages, and the links that sign people in.
    public var sessions: Sessions { Sessions(transactions) }
}

extension Nodes {
    /// Which of several nodes does what one of them must do.
    public var leases: Leases { Leases(transactions) }
    /// Requests that may be repeated, at another node too, without being done twice.
    public var recordedResponses: RecordedResponses { RecordedResponses(transactions) }
    /// How often things happened, by day.
    public var dayCounts: DayCounts { DayCounts(transactions) }
}

extension Maintenance {
    /// Whether the registry goes on where it was, or was restored.
    public var continuity: Continuity { Continuity(transactions) }
}

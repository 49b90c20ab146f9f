public import LicenseVerifier

/// What a shop has said last of one of its sales as a whole.
public struct SaleStanding: Equatable, Sendable {
    /// What it gives.
    public let status: SaleStatus
    /// Since when, by the shop's own time.
    public let since: Timestamp
    /// When it ends by itself; nil where that was not said.
    public let endsAt: Timestamp?
    /// Until when its licenses are paid for; nil where that was not said.
    public let licensesEnd: Timestamp?

    init?(_ state: SaleState) {
        guard let whole = state.whole else { return nil }
        status = whole.status
        since = whole.occurredAt.timestamp
        endsAt = state.endsAt
        licensesEnd = state.licensesEnd
    }
}

extension Sales {
    /// What a shop has said last of a sale; nil where it has said nothing of the whole, as of what was
    /// granted by hand.
    public func standing(
        of sale: Sale, in organization: OrganizationID
    ) throws(RegistryError) -> SaleStanding? {
        try transactions.read { (reading) throws(RegistryError) in
            SaleStanding(try SaleState(of: sale.key(in: organization), reading))
        }
    }
}

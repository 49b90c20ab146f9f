public import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

/// What became of a shop's message.
public struct SaleOutcome: Equatable, Sendable {
    /// Whether the message was taken before, so that nothing was done.
    public internal(set) var isRepeated = false
    /// How many notices came too late: something newer was known.
    public internal(set) var lateNotices = 0
    /// How many were about sales that are none of this registry's.
    public internal(set) var strangeNotices = 0
    /// Licenses that were minted.
    public internal(set) var minted: [LicenseID] = []
    /// Licenses that were taken back, given back or renewed.
    public internal(set) var changed: [LicenseID] = []
}

/// With what new licenses are made for sales, and whether their buyers are written to.
public struct SalePolicy: Sendable {
    /// Mints; nil where the registry may not, and then nothing new is granted.
    public var issuer: Issuer?
    /// Whether a letter with the key is queued for each buyer with an address.
    public var sendsEmails: Bool

    /// A desk with these means.
    public init(issuer: Issuer?, sendsEmails: Bool) {
        self.issuer = issuer
        self.sendsEmails = sendsEmails
    }
}

extension Registry {
    /// How long a shop's message is remembered.
    static let messageMemory: Duration = .seconds(40 * 86_400)

    /// Takes what a shop says of its sales, all of it in one transaction with its message's id.
    ///
    /// Granting what is granted does nothing, and so does revoking what is revoked. What fails
    /// leaves nothing behind, so that the message may come again. Throws `missing` for a benefit
    /// that is not there, and where something is to be minted without an issuer.
    @discardableResult
    public func take(
        _ notices: [SaleNotice], of message: ShopMessage? = nil, at desk: SalePolicy,
        now: Timestamp
    ) throws(RegistryError) -> SaleOutcome {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            var session = SaleSession(desk: desk, actor: actor, now: now, writer: writer)
            if let message, try !Self.isFirst(message, now, writer) {
                session.outcome.isRepeated = true
                return session.outcome
            }
            for notice in notices { try session.take(notice) }
            return session.outcome
        }
    }

    /// Ends what was said to end by itself, as far as its time has come; returns how many sales.
    public func endDueSales(
        at desk: SalePolicy, now: Timestamp, limit: Int = 100
    ) throws(RegistryError) -> Int {
        let hasAny = try transactions.read { (reader) throws(RegistryError) in
            try !Self.dueSales(now, limit: 1, reader).isEmpty
        }
        guard hasAny else { return 0 }
        return try transactions.change(at: now) { (writer) throws(RegistryError) in
            var session = SaleSession(desk: desk, actor: actor, now: now, writer: writer)
            let due = try Self.dueSales(now, limit: limit, writer)
            for (organization, sale, end) in due {
                try session.take(
                    SaleNotice(
                        of: sale, organization: organization, .whole(gives: nil), .revoked,
                        at: EventTime(end)))
                // A word that is later than its own end ends nothing.
                try writer.run(
                    """
                    UPDATE sale SET ends_at = NULL
                    WHERE organization_id = $1 AND kind = $2 AND id = $3
                    """, sale.place(of: organization))
            }
            return due.count
        }
    }

    /// Counts a message; false for one that was taken before.
    static func isFirst(
        _ message: ShopMessage, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> Bool {
        let count = try writer.run(
            "INSERT INTO shop_message (shop, id, taken_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [
                .integer(message.shop.rawValue), .text(message.id),
                .integer(now.secondsSinceEpoch),
            ])
        guard count == 1 else { return false }
        try writer.run(
            "DELETE FROM shop_message WHERE taken_at < $1",
            [.integer((now - messageMemory).secondsSinceEpoch)])
        return true
    }

    private static func dueSales(
        _ now: Timestamp, limit: Int, _ reader: any Reading
    ) throws(RegistryError) -> [(OrganizationID, Sale, Timestamp)] {
        try reader.rows(
            """
            SELECT organization_id, kind, id, ends_at FROM sale
            WHERE ends_at IS NOT NULL AND ends_at <= $1 ORDER BY ends_at LIMIT $2
            """, [.integer(now.secondsSinceEpoch), .integer(Int64(limit))]
        ) { (row) throws(SQLError) in
            guard let kind = Sale.Kind(rawValue: try row.integer("kind")) else {
                throw .column("kind")
            }
            return (
                try row.parsed("organization_id") { OrganizationID($0) },
                try row.parsed(text: "id") { Sale(kind, $0) }, try row.timestamp("ends_at")
            )
        }
    }
}

extension Sale {
    /// Organization, kind and id, as rows are found by them.
    func place(of organization: OrganizationID) -> [SQLValue] {
        [.blob(organization.bytes), .integer(kind.rawValue), .text(id)]
    }
}

extension Registry {
    /// Takes a grant back by the vendor's hand, or gives it again.
    ///
    /// The word stands beside those of the shop: a sale that goes on does not bring back what the
    /// vendor has taken. Giving again brings the license back whatever became of the sale.
    public func setGrant(
        _ grant: GrantRecord, to standing: SaleStatus, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            var session = SaleSession(
                desk: SalePolicy(issuer: nil, sendsEmails: false), actor: actor, now: now,
                writer: writer)
            try session.take(
                SaleNotice(
                    of: grant.sale, organization: grant.organization, .benefit(grant.benefit),
                    standing, at: EventTime(now)))
            guard let license = try Self.license(grant.license, writer) else {
                throw .missing(kind: .license)
            }
            switch (standing, license.state) {
            case (.revoked, .granted), (.revoked, .disabled):
                try Self.setState(
                    of: grant.license, to: .revoked, reason: "grant revoked", actor: actor,
                    now: now, writer)
            case (.granted, .revoked):
                try Self.setState(
                    of: grant.license, to: .granted, reason: "grant restored", actor: actor,
                    now: now, writer)
            default: break
            }
        }
    }
}

public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Takes over what a shop now says of a buyer; somebody unknown stays so until they buy.
    ///
    /// Returns whether anything was changed.
    @discardableResult
    public func update(
        _ buyer: Buyer, of organization: OrganizationID, message: ShopMessage? = nil,
        now: Timestamp
    ) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            if let message, try !Self.isFirst(message, now, writer) { return false }
            guard let known = try Self.customer(of: buyer, organization, writer) else {
                return false
            }
            var changed = known
            if let name = buyer.name { changed.name = name }
            if let email = buyer.email { changed.email = email }
            guard changed != known else { return false }
            try CustomerChanges(writer).update(changed)
            try writer.audit(.customerEdit, of: "\(known.id)")
            return true
        }
    }

    /// Takes back all that a buyer has through sales, and remembers that they are gone.
    public func revokeAll(
        of buyer: Buyer, organization: OrganizationID, at occurredAt: EventTime,
        message: ShopMessage? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            if let message, try !Self.isFirst(message, now, writer) { return }
            guard let known = try Self.customer(of: buyer, organization, writer) else { return }
            let grants = try writer.rows(
                """
                SELECT \(GrantRecord.columns) FROM license_grant
                WHERE customer_id = $1 ORDER BY created_at, id
                """, [.blob(known.id.bytes)],
                { (row) throws(SQLError) in try GrantRecord(row) })
            var session = SaleSession(
                desk: SalePolicy(issuer: nil, sendsEmails: false), actor: actor, now: now,
                writer: writer)
            for grant in grants {
                try session.take(
                    SaleNotice(
                        of: grant.sale, organization: organization, .benefit(grant.benefit),
                        .revoked, at: occurredAt))
            }
            try writer.run(
                "UPDATE customer SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL",
                [.blob(known.id.bytes), .integer(now.secondsSinceEpoch)])
            try writer.audit(.customerDelete, of: "\(known.id)")
        }
    }

    /// The customer that a buyer is: by their id, else by their id in other words.
    static func customer(
        of buyer: Buyer, _ organization: OrganizationID, _ reader: any Reading
    ) throws(RegistryError) -> CustomerRecord? {
        func find(_ condition: String, _ value: SQLValue) throws(RegistryError) -> CustomerRecord? {
            try reader.row(
                """
                \(CustomerRecord.selection) WHERE organization_id = $1 AND \(condition)
                ORDER BY created_at, id LIMIT 1
                """, [.blob(organization.bytes), value],
                { (row) throws(SQLError) in try CustomerRecord(row) })
        }
        if let id = buyer.id, let found = try find("id = $2", .blob(id.bytes)) { return found }
        for external in [buyer.externalID, buyer.id.map { "\($0)" }].compactMap(\.self) {
            if let found = try find("external_id = $2", .text(external)) { return found }
        }
        return nil
    }

    static func isTaken(
        _ id: CustomerID, _ reader: any Reading
    ) throws(RegistryError) -> Bool {
        try reader.row(
            "SELECT 1 AS taken FROM customer WHERE id = $1", [.blob(id.bytes)]
        ) { (_) throws(SQLError) in true } ?? false
    }
}

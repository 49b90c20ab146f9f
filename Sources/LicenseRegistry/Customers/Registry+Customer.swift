public import LicenseVerifier

extension Registry {
    /// An organization's customers, by their ids.
    ///
    /// - Parameter after: begin after this one, the last of the page before.
    public func customers(
        of organization: OrganizationID, after: CustomerID? = nil, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                \(CustomerRecord.selection)
                WHERE organization_id = $1 AND ($2 IS NULL OR id > $2) ORDER BY id LIMIT $3
                """,
                [
                    .blob(organization.bytes), after.map { .blob($0.bytes) } ?? .null,
                    .integer(Int64(limit)),
                ], { (row) throws(RegistryError) in try CustomerRecord(row) })
        }
    }

    /// A customer by its id.
    public func customer(_ id: CustomerID) throws(RegistryError) -> CustomerRecord? {
        try customer("id = $1", [.blob(id.bytes)])
    }

    /// A customer by the id that another system has for it.
    public func customer(
        external id: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try customer(
            "organization_id = $1 AND external_id = $2", [.blob(organization.bytes), .text(id)])
    }

    /// The oldest customer with an e-mail address.
    public func customer(
        email: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try customer(
            "organization_id = $1 AND email = $2 AND deleted_at IS NULL",
            [.blob(organization.bytes), .text(email)])
    }

    private func customer(
        _ condition: String, _ values: [SQLValue]
    ) throws(RegistryError) -> CustomerRecord? {
        try database.read { (reader) throws(RegistryError) in
            try reader.row(
                "\(CustomerRecord.selection) WHERE \(condition) ORDER BY created_at, id LIMIT 1",
                values, { (row) throws(RegistryError) in try CustomerRecord(row) })
        }
    }

    /// Adds a customer; throws `exists` where its id or its external id is taken, or its address where
    /// only one may have it.
    public func addCustomer(
        _ customer: CustomerRecord, email: EmailRule = .shared, now: Timestamp
    ) throws(RegistryError) {
        try change("customer.add", of: "\(customer.id)", now: now) {
            (writer) throws(RegistryError) in
            try Self.check(email, for: customer, writer)
            try Self.insert(customer, writer)
        }
    }

    /// Changes what is known of a customer; throws `missing` for one that is not there, and
    /// `exists` where another has the external id, or the address where only one may have it.
    public func replaceCustomer(
        _ customer: CustomerRecord, email: EmailRule = .shared, now: Timestamp
    ) throws(RegistryError) {
        try change("customer.edit", of: "\(customer.id)", now: now) {
            (writer) throws(RegistryError) in
            try Self.check(email, for: customer, writer)
            let taken = try writer.row(
                """
                SELECT 1 AS taken FROM customer
                WHERE organization_id = $1 AND external_id = $2 AND id <> $3
                """,
                [
                    .blob(customer.organization.bytes),
                    customer.externalID.map { .text($0) } ?? .null, .blob(customer.id.bytes),
                ]
            ) { (_) throws(RegistryError) in true }
            guard taken == nil else { throw .exists(kind: .customer, name: "\(customer.id)") }
            try Self.update(customer, now, writer)
        }
    }

    static func insert(
        _ customer: CustomerRecord, _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            INSERT INTO customer (id, organization_id, name, email, external_id, metadata,
                is_team, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """,
            [.blob(customer.id.bytes), .blob(customer.organization.bytes)]
                + customer.values + [.integer(customer.createdAt.secondsSinceEpoch)])
        guard count == 1 else { throw .exists(kind: .customer, name: "\(customer.id)") }
    }

    static func update(
        _ customer: CustomerRecord, _ now: Timestamp, _ writer: any SQLWriter
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            UPDATE customer SET name = $3, email = $4, external_id = $5, metadata = $6,
                is_team = $7, changed_at = $8
            WHERE id = $1 AND organization_id = $2
            """,
            [.blob(customer.id.bytes), .blob(customer.organization.bytes)]
                + customer.values + [.integer(now.secondsSinceEpoch)])
        guard count == 1 else { throw .missing(kind: .customer) }
    }

    /// Marks a customer as deleted and frees its external id; throws `missing` for one that is not
    /// there or was deleted before.
    ///
    /// Licenses of the customer stay as they are: the grants are revoked before.
    public func deleteCustomer(_ id: CustomerID, now: Timestamp) throws(RegistryError) {
        try change("customer.delete", of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                UPDATE customer SET deleted_at = $2, changed_at = $2, external_id = NULL
                WHERE id = $1 AND deleted_at IS NULL
                """, [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { throw .missing(kind: .customer) }
            try writer.run(
                "DELETE FROM customer_session WHERE customer_id = $1", [.blob(id.bytes)])
        }
    }

    private static func check(
        _ rule: EmailRule, for customer: CustomerRecord, _ reader: any SQLReader
    ) throws(RegistryError) {
        guard rule == .single, let email = customer.email else { return }
        let taken = try reader.row(
            """
            SELECT 1 AS taken FROM customer
            WHERE organization_id = $1 AND email = $2 AND id <> $3 AND deleted_at IS NULL
            """,
            [.blob(customer.organization.bytes), .text(email), .blob(customer.id.bytes)]
        ) { (_) throws(RegistryError) in true }
        guard taken == nil else { throw .exists(kind: .email, name: "") }
    }
}

/// Whether several customers of an organization may have one e-mail address.
public enum EmailRule: Sendable {
    /// As many as like.
    case shared
    /// One that is not deleted.
    case single
}

import LicenseVerifier
import SQLDatabase

/// What is changed about customers.
struct CustomerChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ customer: CustomerRecord, email rule: EmailRule = .shared) throws(RegistryError) {
        try check(customer, instead: nil)
        try check(rule, for: customer)
        let created = change.moment(at: customer.createdAt)
        let count = try change.run(
            """
            INSERT INTO customer (id, organization_id, name, email, external_id, metadata,
                is_team, mailbox, created_at, created_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
            """,
            [.id(customer.id), .id(customer.organization)] + customer.values
                + [.time(created.timestamp), .integer(created.fraction)])
        guard count == 1 else {
            throw try isExternalIDTaken(customer)
                ? .exists(kind: .customer, name: customer.externalID ?? "")
                : .idTaken(kind: .customer, id: "\(customer.id)")
        }
        try change.audit(.customerAdd, of: customer.id)
    }

    func replace(
        _ customer: CustomerRecord, email rule: EmailRule
    ) throws(RegistryError) {
        try check(customer, instead: CustomerQueries(change).customer(customer.id))
        try check(rule, for: customer)
        guard try !isExternalIDTaken(customer) else {
            throw .exists(kind: .customer, name: customer.externalID ?? "")
        }
        try update(customer)
        try change.audit(.customerEdit, of: customer.id)
    }

    /// Writes what is known of a customer, without a record in the audit log.
    func update(_ customer: CustomerRecord) throws(RegistryError) {
        let count = try change.run(
            """
            UPDATE customer SET name = $3, email = $4, external_id = $5, metadata = $6,
                is_team = $7, mailbox = $8, changed_at = $9
            WHERE id = $1 AND organization_id = $2
            """,
            [.id(customer.id), .id(customer.organization)] + customer.values
                + [.time(change.now)])
        guard count == 1 else { throw .missing(kind: .customer) }
    }

    /// Dates a customer whom a shop has known before this registry did.
    func date(_ id: CustomerID, since: ExactTime) throws(RegistryError) {
        try change.run(
            "UPDATE customer SET created_at = $2, created_us = $3 WHERE id = $1",
            [.id(id), .time(since.timestamp), .integer(since.fraction)])
    }

    func delete(_ id: CustomerID, erasing erases: Bool) throws(RegistryError) {
        let erased = erases ? ", name = '', email = NULL, mailbox = NULL, metadata = NULL" : ""
        let count = try change.run(
            """
            UPDATE customer SET deleted_at = $2, changed_at = $2, external_id = NULL\(erased)
            WHERE id = $1 AND deleted_at IS NULL
            """, [.id(id), .time(change.now)])
        guard count == 1 else { throw .missing(kind: .customer) }
        try change.run("DELETE FROM customer_session WHERE customer_id = $1", [.id(id)])
        try change.audit(.customerDelete, of: id)
    }

    func open(_ session: CustomerSession) throws(RegistryError) {
        try change.run(
            "DELETE FROM customer_session WHERE expires_at <= $1", [.time(change.now)])
        try change.run(
            """
            INSERT INTO customer_session (id, organization_id, customer_id, secret_digest,
                return_url, created_at, expires_at, token_id, token_digest)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(session.id), .id(session.organization), .id(session.customer),
                .blob(session.secretDigest), .optional(session.returnURL),
                .time(session.createdAt), .time(session.expiresAt),
            ] + ShownToken.values(session.maker))
        try change.audit(.customerSession, of: session.customer, "\(session.id)")
    }

    private func isExternalIDTaken(_ customer: CustomerRecord) throws(RegistryError) -> Bool {
        try change.exists(
            """
            SELECT 1 AS taken FROM customer
            WHERE organization_id = $1 AND external_id = $2 AND id <> $3
            """, [.id(customer.organization), .optional(customer.externalID), .id(customer.id)])
    }

    private func check(
        _ customer: CustomerRecord, instead known: CustomerRecord?
    ) throws(RegistryError) {
        try change.check(customer.name, "name", unless: known?.name)
        try change.check(customer.email, "email", unless: known?.email)
        try change.check(customer.externalID, "external_id", unless: known?.externalID)
    }

    private func check(
        _ rule: EmailRule, for customer: CustomerRecord
    ) throws(RegistryError) {
        guard rule == .single, let email = customer.email else { return }
        let isTaken = try change.exists(
            """
            SELECT 1 AS taken FROM customer
            WHERE organization_id = $1 AND mailbox = $2 AND id <> $3 AND deleted_at IS NULL
            """, [.id(customer.organization), .text(Mailbox(email).text), .id(customer.id)])
        guard !isTaken else { throw .exists(kind: .email, name: "") }
    }
}

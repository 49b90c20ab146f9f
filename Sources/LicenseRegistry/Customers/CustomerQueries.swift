import LicenseVerifier
import SQLDatabase

/// What is asked about customers.
struct CustomerQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func all(
        of organization: OrganizationID, email: String?, after: CustomerID?, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        var condition = SQLCondition("organization_id =", .id(organization))
        condition.require("mailbox =", email.map { .text(Mailbox($0).text) })
        if email != nil { condition.require("deleted_at IS NULL") }
        // By the index of ids, SQLite would walk through all of them for one address.
        let id = email == nil ? "id" : "coalesce(id, id)"
        condition.require("\(id) >", after.map { .id($0) })
        let count = condition.parameter(.integer(Int64(limit)))
        return try reading.rows(
            CustomerRecord.self,
            "\(CustomerRecord.selection) WHERE \(condition.sql) ORDER BY \(id) LIMIT \(count)",
            condition.values)
    }

    func names(of organization: OrganizationID, limit: Int) throws(RegistryError) -> [String] {
        try reading.values(
            String.self,
            """
            SELECT name FROM customer
            WHERE organization_id = $1 AND name <> '' AND deleted_at IS NULL ORDER BY id LIMIT $2
            """, [.id(organization), .integer(Int64(limit))])
    }

    func page(
        matching filter: CustomerFilter, order: PageOrder, page: PageRange
    ) throws(RegistryError) -> (customers: [CustomerRecord], total: Int64) {
        let condition = filter.condition
        let total = try reading.value(
            Int64.self, "SELECT count(*) AS total FROM customer WHERE \(condition.sql)",
            condition.values)
        let customers = try reading.rows(
            CustomerRecord.self,
            """
            \(CustomerRecord.selection) WHERE \(condition.sql)
            ORDER BY created_at \(order.rawValue), created_us \(order.rawValue),
                id \(order.rawValue)
            LIMIT $\(condition.values.count + 1) OFFSET $\(condition.values.count + 2)
            """, condition.values + [.integer(page.limit), .integer(page.offset)])
        return (customers, total ?? 0)
    }

    func customers(
        _ ids: [CustomerID]
    ) throws(RegistryError) -> [CustomerID: CustomerRecord] {
        guard !ids.isEmpty else { return [:] }
        let list = SQLList(ids.map { .id($0) }, after: 0)
        let found = try reading.rows(
            CustomerRecord.self,
            "\(CustomerRecord.selection) WHERE id IN (\(list.parameters))", list.values)
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func customer(_ id: CustomerID) throws(RegistryError) -> CustomerRecord? {
        try first("id = $1", [.id(id)])
    }

    func customer(
        external id: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try first("organization_id = $1 AND external_id = $2", [.id(organization), .text(id)])
    }

    func customer(
        email: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try customers(email: email, of: organization, limit: 1).first
    }

    /// Those with a mailbox, the oldest first.
    func customers(
        email: String, of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        try reading.rows(
            CustomerRecord.self,
            """
            \(CustomerRecord.selection)
            WHERE organization_id = $1 AND mailbox = $2 AND deleted_at IS NULL
            ORDER BY \(CustomerRecord.order) LIMIT $3
            """,
            [.id(organization), .text(Mailbox(email).text), .integer(Int64(limit))])
    }

    private func first(
        _ condition: String, _ values: [SQLValue]
    ) throws(RegistryError) -> CustomerRecord? {
        try reading.row(
            CustomerRecord.self,
            "\(CustomerRecord.selection) WHERE \(condition) ORDER BY \(CustomerRecord.order) LIMIT 1",
            values)
    }

    /// A session by its id; nil where its customer was deleted, or the token has ended that opened
    /// it.
    func session(
        _ id: CustomerSessionID, at now: Timestamp
    ) throws(RegistryError) -> CustomerSession? {
        let found = try reading.row(
            CustomerSession.self,
            """
            SELECT customer_session.* FROM customer_session
                JOIN customer ON customer.id = customer_session.customer_id
            WHERE customer_session.id = $1 AND customer.deleted_at IS NULL
            """, [.id(id)])
        guard let maker = found?.maker else { return found }
        return try TokenQueries(reading).isGood(maker, at: now) ? found : nil
    }
}

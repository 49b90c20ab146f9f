import LicenseVerifier
import SQLDatabase

/// How people list and find customers: page by page, each by the last of the page before, so that a
/// page costs the same however many customers there are.
struct CustomerListQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    static let newest = """
        \(CustomerRecord.selection) WHERE organization_id = $1 AND deleted_at IS NULL
        ORDER BY created_at DESC, created_us DESC, id DESC LIMIT $2
        """

    static let newestAfter = """
        \(CustomerRecord.selection) WHERE organization_id = $1 AND deleted_at IS NULL
            AND (created_at, created_us, id) < (
                SELECT created_at, created_us, id FROM customer WHERE id = $3)
        ORDER BY created_at DESC, created_us DESC, id DESC LIMIT $2
        """

    func newest(
        of organization: OrganizationID, after last: CustomerID?, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        let values: [SQLValue] = [.id(organization), .integer(Int64(limit))]
        guard let last else {
            return try reading.rows(CustomerRecord.self, Self.newest, values)
        }
        return try reading.rows(CustomerRecord.self, Self.newestAfter, values + [.id(last)])
    }

    /// How many there are, and not how many beyond a number.
    func count(of organization: OrganizationID, upTo most: Int) throws(RegistryError) -> Int64 {
        try reading.value(
            Int64.self,
            """
            SELECT count(*) AS total FROM (
                SELECT 1 AS one FROM customer
                WHERE organization_id = $1 AND deleted_at IS NULL LIMIT $2) AS counted
            """, [.id(organization), .integer(Int64(most))]) ?? 0
    }

    /// Those of whom a text begins so, in the order of these texts; a customer who is found by two of
    /// them is on a page once, and on another again where the other text has its place.
    func found(
        _ beginning: TextBeginning, of organization: OrganizationID, after last: CustomerPlace?,
        limit: Int
    ) throws(RegistryError) -> [(place: CustomerPlace, customer: CustomerRecord)] {
        var start: FoundText?
        if let last, let text = try text(at: last, beginning) { start = FoundText(text, last) }
        var found: [FoundText] = []
        for text in CustomerPlace.Text.allCases {
            let rows = try reading.rows(
                FoundRow.self, Self.matches(text, beginning, isFirst: start == nil),
                [
                    .id(organization), .text(start?.text ?? beginning.text), beginning.range[1],
                    .integer(Int64(limit)),
                ] + (start.map { [.id($0.place.customer)] } ?? []))
            found += rows.map { FoundText($0.text, CustomerPlace(text, $0.customer)) }
        }
        var seen: Set<CustomerID> = []
        let page = found.sorted().filter { seen.insert($0.place.customer).inserted }.prefix(limit)
        let customers = try CustomerQueries(reading).customers(page.map(\.place.customer))
        return page.compactMap { match in
            customers[match.place.customer].map { (match.place, $0) }
        }
    }

    /// The range begins with the last text of the page before, since an index is not entered by the
    /// comparison of two columns where one is an expression.
    static func matches(
        _ text: CustomerPlace.Text, _ beginning: TextBeginning, isFirst: Bool
    ) -> String {
        let indexed = beginning.indexed(text.column)
        return """
            SELECT \(indexed) AS found, id FROM customer
            WHERE organization_id = $1 AND deleted_at IS NULL AND \(text.column) IS NOT NULL
                AND \(beginning.test(text.column, 2))
                \(isFirst ? "" : "AND (\(indexed) > $2 OR id > $5)")
            ORDER BY \(indexed), id LIMIT $4
            """
    }

    /// What the text is now; nil where it was changed meanwhile and begins otherwise, so that the list
    /// begins again.
    private func text(
        at place: CustomerPlace, _ beginning: TextBeginning
    ) throws(RegistryError) -> String? {
        let text = try reading.value(
            String.self,
            """
            SELECT coalesce(\(beginning.indexed(place.text.column)), '') AS found
            FROM customer WHERE id = $1
            """, [.id(place.customer)])
        return text.flatMap { $0.utf8.starts(with: beginning.text.utf8) ? $0 : nil }
    }
}

private struct FoundRow: SQLRecord {
    let text: String
    let customer: CustomerID

    init(_ row: SQLRow) throws(SQLError) {
        text = try row["found"]
        customer = try row["id"]
    }
}

/// Ordered as both databases order texts and ids: by their bytes.
private struct FoundText: Comparable {
    let text: String
    let place: CustomerPlace

    init(_ text: String, _ place: CustomerPlace) {
        self.text = text
        self.place = place
    }

    static func < (one: FoundText, other: FoundText) -> Bool {
        if !one.text.utf8.elementsEqual(other.text.utf8) {
            return one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
        }
        return one.place.customer.bytes.lexicographicallyPrecedes(other.place.customer.bytes)
    }
}

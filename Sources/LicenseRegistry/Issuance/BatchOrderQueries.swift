import LicenseVerifier
import SQLDatabase

/// What is asked about batches that the service mints by itself.
struct BatchOrderQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func order(_ id: BatchID) throws(RegistryError) -> BatchOrder? {
        try reading.row(BatchOrder.self, "\(BatchOrder.selection) WHERE batch.id = $1", [.id(id)])
    }

    func newest(of organization: OrganizationID, limit: Int) throws(RegistryError) -> [BatchOrder] {
        try reading.rows(
            BatchOrder.self,
            """
            \(BatchOrder.selection) WHERE batch.organization_id = $1
            ORDER BY batch.created_at DESC, batch.id LIMIT $2
            """, [.id(organization), .integer(Int64(limit))])
    }

    /// The newest one that was made of the same input, and of which something is minted.
    func minted(
        of input: [UInt8], _ organization: OrganizationID
    ) throws(RegistryError) -> BatchOrder? {
        try reading.row(
            BatchOrder.self,
            """
            \(BatchOrder.selection) WHERE batch.organization_id = $1 AND batch.input_digest = $2
                AND EXISTS (SELECT 1 FROM license WHERE batch_id = batch.id)
            ORDER BY batch.created_at DESC, batch.id LIMIT 1
            """, [.id(organization), .blob(input)])
    }

    /// Those that nobody has confirmed since a moment.
    func unconfirmed(since moment: Timestamp) throws(RegistryError) -> [BatchID] {
        try reading.values(
            BatchID.self,
            """
            SELECT batch.id FROM batch_order JOIN batch ON batch.id = batch_order.batch_id
            WHERE batch.finished_at IS NULL AND batch_order.halted_row = 0
                AND batch.created_at < $1
            """, [.time(moment)])
    }

    /// Those with rows that are to be minted now, the oldest first.
    func underWay() throws(RegistryError) -> [BatchOrder] {
        try reading.rows(
            BatchOrder.self,
            """
            \(BatchOrder.selection) WHERE batch.finished_at IS NULL AND batch_order.halt IS NULL
            ORDER BY batch.created_at, batch.id LIMIT 100
            """)
    }

    /// The next rows, by their numbers.
    func rows(
        of id: BatchID, limit: Int
    ) throws(RegistryError) -> [(number: Int, order: ManualOrder)] {
        try reading.rows(
            """
            SELECT number, customer_name, customer_email, ends_at, activation_limit, usage_limit
            FROM batch_row WHERE batch_id = $1 ORDER BY number LIMIT $2
            """, [.id(id), .integer(Int64(limit))]
        ) { (row) throws(SQLError) in
            (Int(try row.integer("number")), try ManualOrder(row))
        }
    }
}

extension ManualOrder {
    init(_ row: SQLRow) throws(SQLError) {
        name = try row["customer_name"]
        email = try row["customer_email"]
        end = try row["ends_at"]
        seats = try row.optionalInteger("activation_limit").map {
            $0 == 0 ? .unlimited : .seats(UInt64(clamping: $0))
        }
        units = try row.optionalInteger("usage_limit").map { UInt64(clamping: $0) }
    }

    /// The columns of a batch's row, after its number.
    var values: [SQLValue] {
        [
            .optional(name), .optional(email), .time(end), seats?.column ?? .null,
            .optional(units),
        ]
    }
}

extension ActivationLimit {
    fileprivate var column: SQLValue {
        switch self {
        case .notUsed: .null
        case .unlimited: .integer(0)
        case .seats(let count): .integer(Int64(clamping: count))
        }
    }
}

import COSE
public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Records a license with what a sale or an import gives it besides its token, all or nothing.
    ///
    /// Throws `exists` where the sale has given the benefit already, or the text stands for another
    /// license of the organization.
    public func record(
        _ license: LicenseRecord, with extras: LicenseExtras, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.record(license, with: extras, actor: actor, now: now, writer)
        }
    }

    static func record(
        _ license: LicenseRecord, with extras: LicenseExtras, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        let id = license.claims.license
        try insertCustomers(of: [license], now, writer)
        try insert([license], nil, writer)
        try writer.run(
            """
            UPDATE license SET origin = $2, uses = $3, validations = $4, validated_at = $5,
                ended_at = $6
            WHERE id = $1
            """,
            [
                .blob(id.bytes), .integer(extras.origin.rawValue), .integer(extras.uses),
                .integer(extras.validations),
                .optional(extras.validatedAt?.secondsSinceEpoch),
                .optional(extras.end?.secondsSinceEpoch),
            ])
        if let text = extras.text {
            try replaceText(of: id, by: text, license.claims.organization, writer)
        }
        if let grant = extras.grant { try insert(grant, writer) }
        try emit(.created, of: id, now: now, writer)
        if extras.end != nil {
            try writer.audit(.licenseEnd, of: "\(id)")
            try logStatusChange(of: id, writer)
        }
        try writer.audit(.licenseIssue, of: "\(id)")
    }

    /// Records licenses, all of them or none.
    ///
    /// Throws `rowRecorded` when a row of the batch stands there already, which means that another
    /// run of the batch is under way.
    public func record(
        _ licenses: [LicenseRecord], batch: BatchID? = nil, now: Timestamp
    ) throws(RegistryError) {
        guard let first = licenses.first else { return }
        let subject = batch.map { "\($0)" } ?? "\(first.claims.license)"
        try change(
            .licenseIssue, of: subject, licenses.count == 1 ? "" : "\(licenses.count) licenses",
            now: now
        ) { (writer) throws(RegistryError) in
            try Self.insertCustomers(of: licenses, now, writer)
            try Self.insert(licenses, batch, writer)
            try Self.emitCreated(licenses, now: now, writer)
        }
    }

    /// The license of an id.
    public func license(_ id: LicenseID) throws(RegistryError) -> LicenseRecord? {
        try transactions.read { (reader) throws(RegistryError) in try Self.license(id, reader) }
    }

    static func license(
        _ id: LicenseID, _ reader: any Reading
    ) throws(RegistryError) -> LicenseRecord? {
        try reader.row(
            "\(selection) WHERE license.id = $1", [.blob(id.bytes)],
            { (row) throws(SQLError) in try LicenseRecord(row) })
    }

    /// Licenses, the newest first; where the filter names an end, those that end first.
    ///
    /// - Parameter last: begin behind this one, the last of the page before.
    public func licenses(
        matching filter: LicenseFilter, before last: LicenseID? = nil, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        var (condition, values) = Self.condition(filter)
        let isByEnd = filter.expiringBefore != nil
        if let last {
            values.append(.blob(last.bytes))
            let place = "FROM license WHERE id = $\(values.count)"
            condition +=
                isByEnd
                ? """
                 AND (license.expires_at, license.sequence) > (SELECT expires_at, sequence \(place))
                """ : " AND license.sequence < (SELECT sequence \(place))"
        }
        let order = isByEnd ? "license.expires_at, license.sequence" : "license.sequence DESC"
        values.append(.integer(Int64(limit)))
        return try transactions.read { [condition, values] (reader) throws(RegistryError) in
            try reader.rows(
                """
                \(Self.selection) WHERE \(condition)
                ORDER BY \(order) LIMIT $\(values.count)
                """, values, { (row) throws(SQLError) in try LicenseRecord(row) })
        }
    }

    /// Hands over licenses one by one, the oldest first, in memory that does not grow.
    ///
    /// Throws what the body throws, and ends with it.
    public func forEachLicense(
        matching filter: LicenseFilter, _ body: (LicenseRecord) throws -> Void
    ) throws {
        var failure: (any Error)?
        let (condition, values) = Self.condition(filter)
        do {
            try transactions.read { (reader) throws(RegistryError) in
                try reader.forEachRow(
                    "\(Self.selection) WHERE \(condition) ORDER BY license.sequence", values
                ) { (row) throws(SQLError) in
                    do {
                        try body(LicenseRecord(row))
                    } catch {
                        failure = error
                        throw .constraint
                    }
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    /// Records a license that was minted elsewhere; one that is here already changes nothing.
    ///
    /// The list of its status index is taken as given out elsewhere, so that no place in it is
    /// drawn here. Returns whether it is new; throws `missing` without its benefit.
    public func importLicense(
        _ license: VerifiedLicense, customer: String?, now: Timestamp,
        random: (Int) -> [UInt8]
    ) throws(RegistryError) -> Bool {
        let record = LicenseRecord(
            claims: license.claims, message: license.message, customer: customer)
        let claims = license.claims
        guard try self.license(claims.license) == nil else { return false }
        guard try benefits.find(claims.benefit)?.organization == claims.organization else {
            throw .missing(kind: .benefit)
        }
        try change(.licenseImport, of: "\(claims.license)", now: now) {
            (writer) throws(RegistryError) in
            if let shard = claims.statusIndex?.shard {
                try writer.run(
                    """
                    INSERT INTO status_shard (organization_id, shard, permutation_key, drawn)
                    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                    """,
                    [
                        .blob(claims.organization.bytes), .integer(Int64(shard)),
                        .blob(random(32)), .integer(Int64(StatusIndex.positionsPerShard)),
                    ])
            }
            try Self.insertCustomers(of: [record], now, writer)
            try Self.insert([record], nil, writer)
            try Self.emitCreated([record], now: now, writer)
        }
        return true
    }

    /// Changes whether a license may be used; the state that it has changes nothing.
    ///
    /// Throws `missing` for a license that is not there.
    public func setState(
        of license: LicenseID, to state: LicenseState, reason: String, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.setState(
                of: license, to: state, reason: reason, actor: actor, now: now, writer)
        }
    }

    static func setState(
        of license: LicenseID, to state: LicenseState, reason: String, actor: String,
        now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            UPDATE license SET state = $2, state_reason = $3, state_changed_at = $4,
                changed_at = $4
            WHERE id = $1 AND state <> $2
            """,
            [
                .blob(license.bytes), .integer(state.rawValue), .text(reason),
                .integer(now.secondsSinceEpoch),
            ])
        let follows = try followState(of: license, state, now, writer)
        guard count == 1 else {
            guard try Self.license(license, writer) != nil else {
                throw .missing(kind: .license)
            }
            if follows {
                try writer.audit(.grantRestore, of: "\(license)", reason)
            }
            return
        }
        try logStatusChange(of: license, writer)
        try emit(state.event, of: license, now: now, writer) { snapshot in
            if state == .revoked { snapshot.revocationReason = reason }
        }
        try writer.audit(state.action, of: license, reason)
    }

    static let selection = """
        SELECT license.octets, license.state, license.state_changed_at, license.state_reason,
            license.batch_row, customer.name AS customer_name
        FROM license LEFT JOIN customer ON customer.id = license.customer_id
        """

    /// The conditions of a filter, only those that are asked for, so that each finds its index.
    private static func condition(_ filter: LicenseFilter) -> (sql: String, values: [SQLValue]) {
        var parts = ["license.organization_id = $1"]
        var values = [SQLValue.blob(filter.organization.bytes)]
        func add(_ test: String, _ value: SQLValue?) {
            guard let value else { return }
            values.append(value)
            parts.append("license.\(test) $\(values.count)")
        }
        add("benefit_id =", filter.benefit.map { .blob($0.bytes) })
        add("customer_id =", filter.customer.map { .blob($0.bytes) })
        add("batch_id =", filter.batch.map { .blob($0.bytes) })
        add("expires_at <", filter.expiringBefore.map { .integer($0.secondsSinceEpoch) })
        add("state =", filter.state.map { .integer($0.rawValue) })
        return (parts.joined(separator: " AND "), values)
    }

    private static func insertCustomers(
        of licenses: [LicenseRecord], _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let customers = licenses.compactMap { license in
            license.claims.customer.map { (id: $0, license: license) }
        }
        try writer.run(
            """
            INSERT INTO customer (id, organization_id, name, created_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """,
            each: customers.map { customer in
                [
                    .blob(customer.id.bytes),
                    .blob(customer.license.claims.organization.bytes),
                    .text(customer.license.customer ?? "\(customer.id)"),
                    .integer(now.secondsSinceEpoch),
                ]
            })
    }

    private static func insert(
        _ licenses: [LicenseRecord], _ batch: BatchID?, _ writer: Change
    ) throws(RegistryError) {
        let counts = try writer.run(
            """
            INSERT INTO license (id, organization_id, benefit_id, customer_id, issued_at,
                expires_at, status_index, state, state_changed_at, state_reason, octets, batch_id,
                batch_row, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $5)
            ON CONFLICT (batch_id, batch_row) DO NOTHING
            """, each: licenses.map { values($0, batch) })
        guard counts.allSatisfy({ $0 == 1 }) else { throw .rowRecorded }
        // A place that no license had yet reads as valid.
        for license in licenses where license.state != .granted {
            try logStatusChange(of: license.claims.license, writer)
        }
    }

    private static func values(_ license: LicenseRecord, _ batch: BatchID?) -> [SQLValue] {
        let claims = license.claims
        return [
            .blob(claims.license.bytes), .blob(claims.organization.bytes),
            .blob(claims.benefit.bytes), claims.customer.map { .blob($0.bytes) } ?? .null,
            .integer(claims.issuedAt.secondsSinceEpoch),
            .optional(claims.expiresAt?.secondsSinceEpoch),
            .optional(claims.statusIndex.map { Int64($0.value) }),
            .integer(license.state.rawValue),
            .integer(license.stateChangedAt.secondsSinceEpoch), .text(license.stateReason),
            .blob(license.message.bytes), batch.map { .blob($0.bytes) } ?? .null,
            .optional(license.batchRow.map { Int64($0) }),
        ]
    }
}

extension LicenseState {
    /// How the audit log names the change to this state.
    fileprivate var action: AuditAction {
        switch self {
        case .granted: .licenseGranted
        case .disabled: .licenseDisabled
        case .revoked: .licenseRevoked
        }
    }

    /// What has happened to a license that came to be so.
    fileprivate var event: EventType {
        switch self {
        case .granted: .enabled
        case .disabled: .disabled
        case .revoked: .revoked
        }
    }
}

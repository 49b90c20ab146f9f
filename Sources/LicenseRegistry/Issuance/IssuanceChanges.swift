import COSE
import LicenseVerifier
import SQLDatabase

/// Licenses as they are recorded.
struct IssuanceChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Records a license with what a sale or an import gives it besides its token.
    func record(
        _ license: LicenseRecord, with extras: LicenseExtras
    ) throws(RegistryError) {
        let claims = license.claims
        let id = claims.license
        try insertCustomers(of: [license])
        try insert([license], batch: extras.position?.batch)
        try change.run(
            """
            UPDATE license SET origin = $2, uses = $3, validations = $4, validated_at = $5,
                ended_at = $6, created_at = COALESCE($7, created_at),
                created_us = COALESCE($8, created_us)
            WHERE id = $1
            """,
            [
                .id(id), .integer(extras.origin.rawValue), .integer(extras.uses),
                .integer(extras.validations), .time(extras.validatedAt), .time(extras.end),
                .time(extras.soldAt?.timestamp), .optional(extras.soldAt?.fraction),
            ])
        if let text = extras.text {
            try KeyTextChanges(change).replace(of: id, by: KeyText(text), of: claims.organization)
        }
        if let grant = extras.grant { try NewGrantChanges(change).insert(grant, of: claims) }
        try EventChanges(change).record(.created, of: id) { $0.grant?.changesGrant = true }
        if extras.end != nil {
            try change.audit(.licenseEnd, of: id)
            try StatusLogChanges(change).note(id)
        }
        try change.audit(.licenseIssue, of: id)
    }

    func record(_ licenses: [LicenseRecord], batch: BatchID?) throws(RegistryError) {
        guard let first = licenses.first else { return }
        try checkSigners(of: licenses)
        try write(licenses, batch: batch)
        try change.audit(
            .licenseIssue, of: batch.map { "\($0)" } ?? "\(first.claims.license)",
            licenses.count == 1 ? "" : "\(licenses.count) licenses")
    }

    func importLicense(
        _ license: VerifiedLicense, customer: String?, email: String? = nil
    ) throws(RegistryError) -> Bool {
        let claims = license.claims
        try checkDate(claims)
        if let known = try LicenseQueries(change).license(claims.license) {
            guard known.claims.organization == claims.organization else {
                throw .idTaken(kind: .license, id: "\(claims.license)")
            }
            return try ImportedTokenChanges(change).take(license, of: known)
        }
        let owner = try BenefitQueries(change).benefit(claims.benefit)?.organization
        guard owner == claims.organization else { throw .missing(kind: .benefit) }
        if let index = claims.statusIndex {
            try StatusIndexChanges(change).checkFree(index, of: claims.organization)
            try StatusIndexChanges(change).close(importing: index.shard, of: claims.organization)
        }
        try write(
            [
                LicenseRecord(
                    claims: claims, message: license.message, customer: customer,
                    customerEmail: email)
            ],
            batch: nil)
        try change.audit(.licenseImport, of: claims.license)
        return true
    }

    /// One that is dated into the future would be the newest until then, and no key could follow it.
    private func checkDate(_ claims: LicenseClaims) throws(RegistryError) {
        let latest = change.now + Reminting.maxAhead
        guard claims.issuedAt <= latest else {
            throw .issuedAhead(
                seconds: claims.issuedAt.secondsSinceEpoch - latest.secondsSinceEpoch)
        }
    }

    /// What was signed by a key that was retired meanwhile is not recorded, and so never leaves.
    private func checkSigners(of licenses: [LicenseRecord]) throws(RegistryError) {
        for key in Set(licenses.map(\.message.header.keyID)) {
            if try OrganizationQueries(change).isRetired(key) { throw .noIssuer }
        }
    }

    private func write(_ licenses: [LicenseRecord], batch: BatchID?) throws(RegistryError) {
        try insertCustomers(of: licenses)
        try insert(licenses, batch: batch)
        try EventChanges(change).recordCreated(licenses)
    }

    private func insertCustomers(of licenses: [LicenseRecord]) throws(RegistryError) {
        for license in licenses {
            try change.check(license.customer, "customer_name")
            try change.check(license.customerEmail, "customer_email")
        }
        let customers = licenses.compactMap { license in
            license.claims.customer.map { (id: $0, license: license) }
        }
        try change.run(
            """
            INSERT INTO customer (id, organization_id, name, created_at, created_us, email, mailbox)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """,
            each: customers.map { customer in
                let created = change.moment()
                return [
                    .id(customer.id), .id(customer.license.claims.organization),
                    .text(customer.license.customerName(orOf: customer.id)),
                    .time(created.timestamp), .integer(created.fraction),
                ] + customer.license.mailValues
            })
        try fillAddresses(customers.map(\.license))
        for customer in Set(customers.map(\.id)) {
            let owner = try change.value(
                OrganizationID.self, "SELECT organization_id FROM customer WHERE id = $1",
                [.id(customer)])
            // An id that another organization knows is not taken for this one's customer.
            guard
                customers.allSatisfy({
                    $0.id != customer || $0.license.claims.organization == owner
                })
            else { throw .customerOfAnother }
        }
    }

    /// Gives an address to customers who have none; who has one keeps it, as mail and sign-in links
    /// go there.
    private func fillAddresses(_ licenses: [LicenseRecord]) throws(RegistryError) {
        let addressed = licenses.filter { $0.customerEmail != nil && $0.claims.customer != nil }
        guard !addressed.isEmpty else { return }
        try change.run(
            """
            UPDATE customer SET email = $3, mailbox = $4, changed_at = $5
            WHERE id = $1 AND organization_id = $2 AND email IS NULL AND deleted_at IS NULL
            """,
            each: addressed.map { license in
                [.id(license.claims.customer), .id(license.claims.organization)]
                    + license.mailValues + [.time(change.now)]
            })
    }

    private func insert(_ licenses: [LicenseRecord], batch: BatchID?) throws(RegistryError) {
        let counts = try change.run(
            """
            INSERT INTO license (id, organization_id, benefit_id, customer_id, issued_at,
                expires_at, status_index, state, state_changed_at, state_reason, octets, batch_id,
                batch_row, created_at, epoch, created_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $5, $14, $15)
            ON CONFLICT (batch_id, batch_row) DO NOTHING
            """, each: licenses.map { values($0, batch) })
        guard counts.allSatisfy({ $0 == 1 }) else { throw .rowRecorded }
    }

    private func values(_ license: LicenseRecord, _ batch: BatchID?) -> [SQLValue] {
        let claims = license.claims
        return [
            .id(claims.license), .id(claims.organization), .id(claims.benefit),
            .id(claims.customer), .time(claims.issuedAt), .time(claims.expiresAt),
            .optional(claims.statusIndex.map { Int64($0.value) }),
            .integer(license.state.rawValue), .time(license.stateChangedAt),
            .text(license.stateReason), .blob(license.message.bytes), .id(batch),
            .optional(license.batchRow.map { Int64($0) }),
            .integer(change.registryStatus?.epoch ?? 0),
            .integer(change.moment(at: claims.issuedAt).fraction),
        ]
    }
}

extension LicenseRecord {
    /// What a customer is called who is new: who has an address needs no other name.
    fileprivate func customerName(orOf id: CustomerID) -> String {
        customer ?? (customerEmail == nil ? "\(id)" : "")
    }

    /// The customer's address and its mailbox, as columns hold them.
    fileprivate var mailValues: [SQLValue] {
        [.optional(customerEmail), .optional(customerEmail.map { Mailbox($0).text })]
    }
}

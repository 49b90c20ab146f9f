import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is changed about benefits.
struct BenefitChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func add(_ benefit: Benefit, of organization: OrganizationID) throws(RegistryError) {
        try insert(benefit, organization)
        try change.audit(.benefitAdd, of: benefit.id, "\(benefit.name)")
    }

    func add(_ listing: BenefitListing) throws(RegistryError) {
        try insert(listing.benefit, listing.organization)
        try update(listing)
        try change.audit(.benefitAdd, of: listing.benefit.id, "\(listing.benefit.name)")
    }

    func replace(_ benefit: Benefit, of organization: OrganizationID) throws(RegistryError) {
        try update(benefit, organization)
        try change.audit(.benefitEdit, of: benefit.id, "\(benefit.name)")
    }

    func replace(_ listing: BenefitListing) throws(RegistryError) {
        try update(listing.benefit, listing.organization)
        try update(listing)
        try change.audit(.benefitEdit, of: listing.benefit.id, "\(listing.benefit.name)")
    }

    func delete(_ id: BenefitID) throws(RegistryError) {
        let count = try change.run(
            "UPDATE benefit SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL",
            [.id(id), .time(change.now)])
        guard count == 1 else { throw .missing(kind: .benefit) }
        try change.audit(.benefitDelete, of: id)
    }

    func setKeyForm(of id: BenefitID, to form: KeyForm) throws(RegistryError) {
        let count = try change.run(
            "UPDATE benefit SET key_form = $2 WHERE id = $1",
            [.id(id), .integer(form.rawValue)])
        guard count == 1 else { throw .missing(kind: .benefit) }
        try change.audit(.benefitKeyForm, of: id, "\(form)")
    }

    private func insert(
        _ benefit: Benefit, _ organization: OrganizationID
    ) throws(RegistryError) {
        let created = change.moment()
        let row = SQLAssignments(
            [
                ("id", .id(benefit.id)), ("organization_id", .id(organization)),
                ("created_at", .time(created.timestamp)),
                ("created_us", .integer(created.fraction)),
            ] + benefit.columns(changedAt: change.now))
        let count = try change.run(
            "INSERT INTO benefit \(row.insertion) ON CONFLICT DO NOTHING", row.values)
        guard count == 1 else {
            guard try isNameTaken(benefit, in: organization) else {
                throw .idTaken(kind: .benefit, id: "\(benefit.id)")
            }
            throw .exists(kind: .benefit, name: "\(benefit.name)")
        }
    }

    private func isNameTaken(
        _ benefit: Benefit, in organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        try change.exists(
            """
            SELECT 1 AS taken FROM benefit
            WHERE organization_id = $1 AND name = $2 AND id <> $3
            """, [.id(organization), .text("\(benefit.name)"), .id(benefit.id)])
    }

    private func update(
        _ benefit: Benefit, _ organization: OrganizationID
    ) throws(RegistryError) {
        guard try !isNameTaken(benefit, in: organization) else {
            throw .exists(kind: .benefit, name: "\(benefit.name)")
        }
        let row = SQLAssignments(benefit.columns(changedAt: change.now))
        let count = try change.run(
            """
            UPDATE benefit SET \(row.update)
            WHERE id = \(row.parameter(after: 1)) AND organization_id = \(row.parameter(after: 2))
            """, row.values + [.id(benefit.id), .id(organization)])
        guard count == 1 else { throw .missing(kind: .benefit) }
    }

    /// Writes what is shown of a benefit.
    private func update(_ listing: BenefitListing) throws(RegistryError) {
        let known = try BenefitQueries(change).listing(listing.benefit.id)?.description
        try change.check(listing.description, "description", unless: known)
        let count = try change.run(
            """
            UPDATE benefit SET description = $2, visibility = $3, metadata = $4, brand = $5,
                shows_seats = $6
            WHERE id = $1 AND deleted_at IS NULL
            """,
            [
                .id(listing.benefit.id), .text(listing.description),
                .integer(listing.visibility.rawValue),
                listing.metadata.isEmpty ? .null : listing.metadata.column,
                .optional(listing.brand), .flag(listing.showsSeats),
            ])
        guard count == 1 else { throw .missing(kind: .benefit) }
    }
}

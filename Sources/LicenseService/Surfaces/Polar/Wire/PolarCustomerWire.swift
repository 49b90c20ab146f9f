import JSON
import LicenseRegistry

/// A customer as Polar's clients read it.
enum PolarCustomerWire {
    static func write(_ customer: CustomerRecord, to writer: inout JSONWriter) {
        writer.member("id", customer.id)
        writer.member("created_at", customer.created)
        writer.member("modified_at", customer.changedAt)
        writer.member("metadata", .object(customer.metadata.json))
        writer.member("external_id", customer.externalID)
        writer.member("email", customer.email)
        writer.member("email_verified", false)
        writer.member("type", customer.isShownAsTeam ? "team" : "individual")
        writer.member("name", customer.shownName)
        writer.member("billing_name", customer.shownName)
        writer.member("billing_address", JSON.null)
        writer.member("tax_id", JSON.null)
        writer.member("locale", JSON.null)
        writer.member("organization_id", customer.organization)
        writer.member("default_payment_method_id", JSON.null)
        writer.member("deleted_at", customer.deletedAt)
        writer.member("first_user_event_at", JSON.null)
        writer.member("avatar_url", JSON.null)
    }

    /// The shape from before there were customers.
    static func writeUser(_ customer: CustomerRecord, to writer: inout JSONWriter) {
        let name = customer.shownName ?? customer.email
        writer.member("id", customer.id)
        writer.member("email", customer.email)
        writer.member("public_name", name?.first.map { "\($0)" } ?? "?")
        writer.member("avatar_url", JSON.null)
    }
}

extension CustomerRecord {
    /// Clients expect an address of everybody who is not a team.
    fileprivate var isShownAsTeam: Bool { isTeam || email == nil }

    /// Nil where the issuer knows no name, so that the id serves as one.
    fileprivate var shownName: String? {
        name.isEmpty || name == "\(id)" ? nil : name
    }
}

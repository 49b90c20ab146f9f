import JSON
import LicenseRegistry
import LicenseVerifier

/// The customer of a license key, as far as an activation shows it.
struct DodoCustomerWire {
    let customer: CustomerRecord

    /// Dodo's customers all have an address; ours who have none have an empty one.
    func write(_ writer: inout JSONWriter) {
        writer.member("customer_id", customer.id.dodoText)
        writer.member("email", customer.email ?? "")
        writer.member("name", customer.name)
        writer.member("metadata", .object(customer.metadata.json))
        writer.member("phone_number", String?.none)
    }
}

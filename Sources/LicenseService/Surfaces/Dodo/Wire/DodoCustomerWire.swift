import JSON
import LicenseRegistry
import LicenseVerifier

/// A customer as Dodo's interface shows it.
struct DodoCustomerWire {
    let customer: CustomerRecord

    /// The customer of a license key, as far as an activation shows it.
    ///
    /// Dodo's customers all have an address; ours who have none have an empty one.
    func write(_ writer: inout JSONWriter) {
        writer.member("customer_id", customer.id.dodoText)
        writer.member("email", customer.email ?? "")
        writer.member("name", customer.name)
        writer.member("metadata", .object(customer.metadata.json))
        writer.member("phone_number", String?.none)
    }

    /// A customer by itself.
    func writeWhole(_ writer: inout JSONWriter) {
        write(&writer)
        writer.member("business_id", customer.organization.dodoText)
        writer.member("created_at", customer.created.dodoText)
    }

    static let schema = Schema(
        "DodoCustomer",
        .shape(
            [
                "customer_id": .text, "email": .text, "name": .text,
                "metadata": ["type": "object"], "phone_number": .optional(.text),
                "business_id": .text, "created_at": .time,
            ], required: ["customer_id", "email", "name", "business_id", "created_at"]))
}

import JSON
import LicenseRegistry
import LicenseVerifier

/// One activation of a license key as Dodo's interface shows it.
struct DodoInstanceWire {
    let seat: Seat
    let organization: OrganizationID

    func write(_ writer: inout JSONWriter) {
        writer.member("id", seat.id.dodoText)
        writer.member("business_id", organization.dodoText)
        writer.member("license_key_id", seat.license.dodoText)
        writer.member("name", seat.label)
        writer.member("created_at", seat.taken.dodoText)
    }

    private static let members: [String: JSON] = [
        "id": .text, "business_id": .text, "license_key_id": .text, "name": .text,
        "created_at": .time,
    ]

    static let schema = Schema(
        "DodoInstance", .shape(members, required: members.keys.sorted()))

    /// What an activation answers: the instance, and to whom and to what it belongs.
    static let activationSchema = Schema(
        "DodoActivation",
        .shape(
            members.merging([
                "customer": .shape(
                    [
                        "customer_id": .text, "email": .text, "name": .text,
                        "metadata": ["type": "object"], "phone_number": .optional(.text),
                    ], required: ["customer_id", "email", "name"]),
                "product": .shape(
                    ["product_id": .text, "name": .optional(.text)], required: ["product_id"]),
            ]) { first, _ in first },
            required: members.keys.sorted() + ["customer", "product"]))
}

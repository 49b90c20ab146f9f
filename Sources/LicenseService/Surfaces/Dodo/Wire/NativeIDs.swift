import JSON
import LicenseRegistry

/// The ids that the service's own API has for what an event is about, by the names that it uses.
struct NativeIDs {
    let json: JSON

    init(of license: LicenseSnapshot, in snapshot: EventSnapshot) {
        var ids: [String: JSON] = [
            "license_key_id": .string("\(license.id)"),
            "organization_id": .string("\(license.organization)"),
            "benefit_id": .string("\(license.benefit)"),
        ]
        // Who is made up for a license of nobody is not a customer that can be asked for.
        ids["customer_id"] = license.recordedCustomer.map { .string("\($0)") }
        ids["activation_id"] = snapshot.activation.map { .string("\($0.id)") }
        ids["grant_id"] = snapshot.grant.map { .string("\($0.grant.id)") }
        json = .members(ids)
    }

    static let schema: JSON = .shape(
        [
            "license_key_id": .uuid, "organization_id": .uuid, "benefit_id": .uuid,
            "customer_id": .uuid, "activation_id": .uuid, "grant_id": .uuid,
        ], required: ["license_key_id", "organization_id", "benefit_id"])
}

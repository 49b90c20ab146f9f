import JSON
import LicenseRegistry
import LicenseVerifier

/// An organization with since when it is there.
struct PolarOrganization: Sendable {
    let organization: Organization
    let createdAt: Timestamp
}

/// An organization as Polar's clients read it where a customer sees whose benefit it is.
enum PolarOrganizationWire {
    static func write(_ shown: PolarOrganization, to writer: inout JSONWriter) {
        let name = shown.organization.name
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        writer.member("created_at", shown.createdAt)
        writer.member("modified_at", JSON.null)
        writer.member("id", shown.organization.id)
        writer.member("name", name)
        writer.member("slug", words.joined(separator: "-"))
        writer.member("avatar_url", JSON.null)
        writer.member("proration_behavior", "prorate")
        writer.member("allow_customer_updates", false)
    }
}

import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Benefits as Polar's clients read them.
enum PolarBenefitWire {
    static func write(_ listing: BenefitListing, to writer: inout JSONWriter) {
        writeSubject(of: listing, to: &writer)
        writer.member("metadata", .object(listing.metadata.json))
        writer.member("visibility", listing.visibility.name)
        writer.member("visibility_configurable", true)
        writeProperties(of: listing, to: &writer)
    }

    /// The shape for customers, who see whose it is and no metadata.
    static func writeForCustomers(
        _ listing: BenefitListing, of organization: PolarOrganization, to writer: inout JSONWriter
    ) {
        writeSubject(of: listing, to: &writer)
        writer.member("visibility", listing.visibility.name)
        writer.member("visibility_configurable", true)
        writeProperties(of: listing, to: &writer)
        writer.member("organization") { PolarOrganizationWire.write(organization, to: &$0) }
    }

    private static func writeSubject(of listing: BenefitListing, to writer: inout JSONWriter) {
        writer.member("id", listing.benefit.id)
        writer.member("created_at", listing.created)
        writer.member("modified_at", listing.changedAt)
        writer.member("type", "license_keys")
        writer.member("description", listing.description)
        writer.member("selectable", true)
        writer.member("deletable", true)
        writer.member("is_deleted", listing.deletedAt != nil)
        writer.member("organization_id", listing.organization)
    }

    private static func writeProperties(of listing: BenefitListing, to writer: inout JSONWriter) {
        let terms = listing.benefit.terms
        writer.member("properties") { writer in
            writer.member("prefix", listing.brand)
            writeExpiry(terms.lifetime, to: &writer)
            writer.name("activations")
            if let limit = terms.activationLimit.polar {
                writer.object { writer in
                    writer.member("limit", UInt64?.some(limit))
                    writer.member("enable_customer_admin", listing.showsSeats)
                }
            } else {
                writer.null()
            }
            writer.member("limit_usage", terms.usageLimit)
        }
    }

    private static func writeExpiry(_ lifetime: Lifetime, to writer: inout JSONWriter) {
        writer.name("expires")
        let span: (Int64, String)? =
            switch lifetime {
            case .days(let count): (count, "day")
            case .months(let count): (count, "month")
            case .years(let count): (count, "year")
            case .perpetual, .until: nil
            }
        guard let (count, unit) = span else { return writer.null() }
        writer.object { writer in
            writer.member("ttl", Int64?.some(count))
            writer.member("timeframe", unit)
        }
    }
}

extension ActivationLimit {
    /// The limit as Polar says it: nil where seats are not used, and a great many for any number.
    var polar: UInt64? {
        switch self {
        case .notUsed: nil
        case .unlimited: UInt64(Int32.max)
        case .seats(let seats): seats
        }
    }
}

extension BenefitListing.Visibility {
    static let named: [String: BenefitListing.Visibility] = [
        "public": .everybody, "private": .organization, "draft": .draft,
    ]

    var name: String {
        switch self {
        case .everybody: "public"
        case .organization: "private"
        case .draft: "draft"
        }
    }
}

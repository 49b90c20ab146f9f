import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A benefit as Dodo's interface shows products: as far as license keys are concerned.
///
/// Dodo's client insists on a price and a tax category. Nothing is sold here, so that the price is 0,
/// paid once.
struct DodoProductWire {
    let listing: BenefitListing

    /// A product in a list.
    func writeShort(_ writer: inout JSONWriter) {
        writeSubject(&writer)
        writer.member("currency", Self.currency)
        writer.member("price", Int64?.some(0))
        writer.member("price_detail") { Self.writePrice(&$0) }
        writer.member("tax_inclusive", false)
    }

    /// A product by itself.
    func write(_ writer: inout JSONWriter) {
        writeSubject(&writer)
        writer.member("brand_id", listing.organization.dodoBrand)
        writer.member("price") { Self.writePrice(&$0) }
        writer.member("addons", String?.none)
        writer.name("credit_entitlements")
        writer.array { _ in }
        let benefit = listing.benefit
        writer.member("license_key_enabled", true)
        writer.member("license_key_activation_message", message)
        writer.member("license_key_activations_limit", benefit.terms.activationLimit.dodoLimit)
        writer.name("license_key_duration")
        if let (count, interval) = duration {
            writer.object { writer in
                writer.member("count", Int64?.some(count))
                writer.member("interval", interval)
            }
        } else {
            writer.null()
        }
    }

    private func writeSubject(_ writer: inout JSONWriter) {
        writer.member("product_id", listing.benefit.id.dodoText)
        writer.member("business_id", listing.organization.dodoText)
        writer.member("name", listing.description)
        writer.member("description", String?.none)
        writer.member("image", String?.none)
        writer.member("created_at", listing.created.dodoText)
        writer.member(
            "updated_at",
            (listing.changedAt.map { ExactTime($0) } ?? listing.created).dodoText)
        writer.member("is_recurring", false)
        writer.member("metadata", .object(listing.metadata.json))
        writer.member("tax_category", Self.taxCategory)
        writer.name("entitlements")
        writer.array { writer in writer.object { writeEntitlement(&$0) } }
    }

    private func writeEntitlement(_ writer: inout JSONWriter) {
        writer.member("id", listing.benefit.id.dodoEntitlement)
        writer.member("name", listing.description)
        writer.member("description", String?.none)
        writer.member("integration_type", "license_key")
        writer.member("integration_config") { writer in
            writer.member("activation_message", message)
            writer.member(
                "activations_limit", listing.benefit.terms.activationLimit.dodoLimit)
            writer.member("duration_count", duration?.count)
            writer.member("duration_interval", duration?.interval)
        }
    }

    private static let currency = "USD"
    private static let taxCategory = "digital_products"

    private static func writePrice(_ writer: inout JSONWriter) {
        writer.member("type", "one_time_price")
        writer.member("currency", currency)
        writer.member("price", Int64?.some(0))
        writer.member("discount", Int64?.some(0))
        writer.member("purchasing_power_parity", false)
    }

    private var message: String? {
        let instructions = listing.benefit.activationInstructions
        return instructions.isEmpty ? nil : instructions
    }

    /// Nil for keys that do not end, or all on one day.
    private var duration: (count: Int64, interval: String)? {
        switch listing.benefit.terms.lifetime {
        case .days(let count): (count, "Day")
        case .months(let count): (count, "Month")
        case .years(let count): (count, "Year")
        case .perpetual, .until: nil
        }
    }

    // MARK: - Schemas

    private static let price: JSON = .shape(
        ["type": .text, "currency": .text, "price": .wholeNumber],
        required: ["type", "currency", "price"])

    private static let members: [String: JSON] = [
        "product_id": .text, "business_id": .text, "created_at": .time, "updated_at": .time,
        "is_recurring": .flag, "metadata": ["type": "object"], "tax_category": .text,
        "entitlements": .array(
            of: .shape(
                [
                    "id": .text, "name": .text, "integration_type": .text,
                    "integration_config": ["type": "object"], "description": .optional(.text),
                ], required: ["id", "name", "integration_type", "integration_config"])),
    ]

    private static let optional: [String: JSON] = [
        "name": .optional(.text), "description": .optional(.text), "image": .optional(.text),
    ]

    static let listSchema = Schema(
        "DodoListedProduct",
        .shape(
            members.merging(optional) { $1 }.merging([
                "currency": .text, "price": .wholeNumber, "price_detail": price,
                "tax_inclusive": .flag,
            ]) { $1 }, required: members.keys.sorted()))

    private static let whole: [String: JSON] = [
        "brand_id": .text, "price": price, "license_key_enabled": .flag,
        "credit_entitlements": .array(of: ["type": "object"]),
    ]

    static let schema = Schema(
        "DodoProduct",
        .shape(
            members.merging(optional) { $1 }.merging(whole) { $1 }.merging([
                "addons": .optional(.array(of: .text)),
                "license_key_activation_message": .optional(.text),
                "license_key_activations_limit": .optional(.wholeNumber),
                "license_key_duration": .optional(
                    .shape(
                        [
                            "count": .wholeNumber,
                            "interval": .oneOf(["Day", "Week", "Month", "Year"]),
                        ], required: ["count", "interval"])),
            ]) { $1 }, required: members.keys.sorted() + whole.keys.sorted()))
}

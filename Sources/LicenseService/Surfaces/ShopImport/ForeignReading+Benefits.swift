import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

extension ForeignReading {
    /// A benefit or product as the shop lists them; nil for anything else.
    func described(_ object: JSONObject) throws(ForeignFault) -> ForeignItem? {
        switch shop {
        case .polar:
            guard let type = object.text("type"), object["properties"]?.object != nil else {
                return nil
            }
            return type == "license_keys" ? .benefit(try polarBenefit(object)) : .nothing
        case .dodo:
            guard object["product_id"] != nil, object["customer_id"] == nil else { return nil }
            return try dodoProduct(object).map { ForeignItem.benefit($0) }
        }
    }

    /// The id of a benefit or product that a list describes; nil for anything else.
    func describedID(of value: JSON) -> String? {
        guard let object = value.object, object["key"] == nil,
            // One with a fault describes nothing.
            case .benefit(let benefit)? = try? described(object)
        else { return nil }
        return benefit.product.id
    }

    /// Read as Polar's interface here reads one that is made.
    private func polarBenefit(_ object: JSONObject) throws(ForeignFault) -> ForeignBenefit {
        guard let id = object.text("id"), BenefitID(id) != nil,
            let product = ShopProduct(shop, id: id)
        else { throw .member("id") }
        var form = PolarForm(object, at: [])
        let change = PolarBenefitChange(&form, isNew: true)
        guard form.problems.isEmpty, let title = change.description,
            let properties = change.properties
        else { throw .member(change.description == nil ? "description" : "properties") }
        var benefit = ForeignBenefit(product, title: VisibleText.cleaned(title))
        benefit.brand = properties.brand
        benefit.lifetime = properties.lifetime
        benefit.activationLimit = properties.activationLimit
        benefit.showsSeats = properties.showsSeats
        benefit.usageLimit = properties.usageLimit
        benefit.metadata = change.metadata ?? Attributes()
        return benefit
    }

    /// Nil for a product that gives no key, or does not say whether it does.
    private func dodoProduct(_ object: JSONObject) throws(ForeignFault) -> ForeignBenefit? {
        let entitlement = object["entitlements"]?.array?.compactMap(\.object)
            .first { $0.text("integration_type") == "license_key" }
        let settings = entitlement.map { $0["integration_config"]?.object ?? JSONObject() }
        let isEnabled = object["license_key_enabled"]?.bool == true
        guard settings != nil || isEnabled else { return nil }
        guard let product = object.text("product_id").flatMap({ ShopProduct(shop, id: $0) }) else {
            throw .member("product_id")
        }
        guard let title = object.displayText("name", upTo: 200) else { throw .member("name") }
        var benefit = ForeignBenefit(product, title: title)
        let (seats, limit, message) =
            settings.map { ($0, "activations_limit", "activation_message") }
            ?? (object, "license_key_activations_limit", "license_key_activation_message")
        benefit.activationLimit =
            try seats.count(limit, in: 1...Int64(Int32.max)).map { .seats(UInt64($0)) }
            ?? .unlimited
        benefit.instructions = seats.displayText(message, upTo: 2500) ?? ""
        benefit.lifetime = try Self.lifetime(object, settings)
        return benefit
    }

    /// Keys of a subscription have no end of their own.
    private static func lifetime(
        _ object: JSONObject, _ settings: JSONObject?
    ) throws(ForeignFault) -> Lifetime {
        if object["is_recurring"]?.bool == true { return .perpetual }
        let span = object["license_key_duration"]?.object
        guard let value = settings?["duration_count"] ?? span?["count"], !value.isNull else {
            return .perpetual
        }
        guard let count = value.integer, (1...36_500).contains(count) else {
            throw .member("duration_count")
        }
        switch settings?.text("duration_interval") ?? span?.text("interval") {
        case "Day": return .days(count)
        case "Week": return .days(count * 7)
        case "Month" where count <= 1200: return .months(count)
        case "Year" where count <= 100: return .years(count)
        default: throw .member("duration_interval")
        }
    }
}

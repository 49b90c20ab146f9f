import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// What a merchant says of a benefit.
struct PolarBenefitChange: Sendable {
    /// What each license of it gets; all of it or nothing is said.
    struct Properties: Sendable {
        var brand: String?
        var lifetime = Lifetime.perpetual
        var activationLimit = ActivationLimit.notUsed
        var showsSeats = false
        var usageLimit: UInt64?
    }

    private static let descriptions = 3...42
    private static var count: PolarForm.Reader<Int64> {
        PolarValue.integer(1...Int64(Int32.max))
    }

    var description: String?
    var visibility: BenefitListing.Visibility?
    var metadata: Attributes?
    var properties: Properties?

    /// Reads the members that are there.
    ///
    /// - Parameter isNew: whether those that a benefit cannot be without must be there. Then problems
    ///   within say of which type the benefit is, because Polar has several.
    init(_ form: inout PolarForm, isNew: Bool) {
        let text = PolarValue.text(Self.descriptions)
        description =
            isNew ? form.required("description", text) : form.optional("description", text)
        visibility = form.optional(
            "visibility", PolarValue.oneOf(BenefitListing.Visibility.named))
        metadata = form.optional("metadata", PolarValue.attributes)
        let object =
            isNew
            ? form.required("properties", PolarValue.object)
            : form.optional("properties", PolarValue.object)
        guard let object else { return }
        properties = form.inside(object, at: "properties") { form in Self.properties(&form) }
    }

    private static func properties(_ form: inout PolarForm) -> Properties {
        var properties = Properties()
        let brand = form.optional("prefix", PolarValue.text)?.trimmed
        properties.brand = brand.flatMap { $0.isEmpty ? nil : $0 }
        if let object = form.optional("expires", PolarValue.object) {
            properties.lifetime =
                form.inside(object, at: "expires") { form in lifetime(&form) } ?? .perpetual
        }
        if let object = form.optional("activations", PolarValue.object) {
            let seats = form.inside(object, at: "activations") { form in
                let limit = form.required("limit", count)
                let isShown = form.required("enable_customer_admin", PolarValue.flag)
                return limit.flatMap { limit in isShown.map { (limit, $0) } }
            }
            if let (limit, isShown) = seats {
                properties.activationLimit = .seats(UInt64(limit))
                properties.showsSeats = isShown
            }
        }
        properties.usageLimit = form.optional("limit_usage", count).map { UInt64($0) }
        return properties
    }

    /// A span of calendar units, none of which reaches out of the calendar.
    private static func lifetime(_ form: inout PolarForm) -> Lifetime? {
        let units: [String: (most: Int64, lifetime: @Sendable (Int64) -> Lifetime)] = [
            "year": (457, { .years($0) }), "month": (1200, { .months($0) }),
            "day": (36_500, { .days($0) }),
        ]
        let unit = form.required("timeframe", PolarValue.oneOf(units))
        let most = unit?.most ?? Int64(Int32.max)
        let count = form.required("ttl", PolarValue.integer(1...most))
        return unit.flatMap { unit in count.map { unit.lifetime($0) } }
    }

    /// The listing as it is to be.
    func applied(to listing: BenefitListing) -> BenefitListing {
        var listing = listing
        if let description { listing.description = description }
        if let visibility { listing.visibility = visibility }
        if let metadata { listing.metadata = metadata }
        guard let properties else { return listing }
        listing.brand = properties.brand
        listing.showsSeats = properties.showsSeats
        var terms = listing.benefit.terms
        if let prefix = BenefitListing.prefix(for: properties.brand) { terms.prefix = prefix }
        terms.lifetime = properties.lifetime
        terms.activationLimit = properties.activationLimit
        terms.usageLimit = properties.usageLimit
        listing.benefit.terms = terms
        return listing
    }

    /// Whether licenses that there are get other terms by it; another prefix is for new keys alone.
    static func reachesLicenses(_ old: LicenseTerms, _ new: LicenseTerms) -> Bool {
        old.lifetime != new.lifetime || old.activationLimit != new.activationLimit
            || old.usageLimit != new.usageLimit
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        var rest = unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

import JSON
import LicenseRegistry
import LicenseVerifier

/// One thing in a list of a shop: a license, a seat of one, who bought it, or as what.
enum ForeignItem {
    case license(ForeignLicense)
    case seat(ForeignSeat, license: String)
    case customer(Buyer)
    case benefit(ForeignBenefit)
    /// A benefit or product that gives no license key.
    case nothing
    case product(ShopProduct, name: String)
}

/// What a shop prints when it lists things: one JSON document, or one on each line; each of them a
/// page with `items`, an array of things or of pages, or a single thing.
enum ForeignList {
    static func items(_ content: [UInt8]) throws(ForeignFault) -> [JSON] {
        do throws(JSONError) {
            return items(of: try JSON(parsing: content))
        } catch {
            var all: [JSON] = []
            for line in content.split(separator: UInt8(ascii: "\n")) {
                let isBlank = line.allSatisfy { $0 == 32 || $0 == 13 || $0 == 9 }
                if isBlank { continue }
                // One bad line is one bad item.
                all += (try? JSON(parsing: Array(line))).map { items(of: $0) } ?? [.null]
            }
            guard !all.allSatisfy(\.isNull) else { throw fault(error, in: content) }
            return all
        }
    }

    private static func items(of value: JSON) -> [JSON] {
        if let array = value.array { return array.flatMap { page(in: $0) ?? [$0] } }
        return page(in: value) ?? [value]
    }

    /// Some clients print what they were answered within a `result`.
    private static func page(in value: JSON) -> [JSON]? {
        let page = value.object?["result"]?.object ?? value.object
        return page?["items"]?.array
    }

    private static func fault(_ error: JSONError, in content: [UInt8]) -> ForeignFault {
        let before = content.prefix(error.offset)
        let first = content.first { ![9, 10, 13, 32].contains($0) }
        let looks: String? =
            if first == UInt8(ascii: "<") {
                "a web page"
            } else if error.fault == .endOfText {
                "cut off"
            } else if String(validating: content, as: UTF8.self) == nil {
                "text in another encoding than UTF-8"
            } else {
                nil
            }
        return .notJSON(line: 1 + before.count { $0 == 10 }, looks)
    }
}

/// Reads the items of one shop's lists.
struct ForeignReading {
    let shop: ShopMessage.Shop
    /// The benefit for an id there; nil for none.
    let benefit: (String) -> BenefitID?

    func item(_ value: JSON) throws(ForeignFault) -> ForeignItem {
        guard let object = value.object else { throw .notAnItem }
        if object["key"] == nil, let license = object.text("license_key_id") {
            return .seat(try seat(object), license: license)
        }
        if object.isOfJavaScript { throw .otherSpelling }
        guard object["key"] != nil else {
            if let item = try described(object) { return item }
            if let buyer = customer(object) { return .customer(buyer) }
            if let (product, name) = product(object) { return .product(product, name: name) }
            throw Self.refusal(object) ?? .notAnItem
        }
        switch shop {
        case .polar: return .license(try polar(object))
        case .dodo: return .license(try dodo(object))
        }
    }

    /// The organization that an item names.
    func organization(of value: JSON) -> String? {
        switch shop {
        case .polar: value.object?.text("organization_id")
        case .dodo: value.object?.text("business_id")
        }
    }

    /// What an API answers in place of a list.
    private static func refusal(_ object: JSONObject) -> ForeignFault? {
        guard object["id"] == nil else { return nil }
        let reason = ["detail", "message", "error", "code"].compactMap { object.text($0) }.first
        return reason.map { .refusal($0) }
    }

    // MARK: - Customers

    /// A customer as the shop lists them; nil for anything else.
    private func customer(_ object: JSONObject) -> Buyer? {
        guard object.text("email") != nil else { return nil }
        return switch shop {
        case .polar: Buyer(polar: object)
        case .dodo: Buyer(dodo: object)
        }
    }

    /// A product as Dodo lists them, with a name; Polar's benefits are named when they are made.
    private func product(_ object: JSONObject) -> (ShopProduct, name: String)? {
        guard shop == .dodo, let name = object.displayText("name", upTo: 200),
            let product = object.text("product_id").flatMap({ ShopProduct(shop, id: $0) })
        else { return nil }
        return (product, name)
    }

    // MARK: - Licenses

    private func polar(_ object: JSONObject) throws(ForeignFault) -> ForeignLicense {
        var buyer = object["customer"]?.object.flatMap { Buyer(polar: $0) } ?? Buyer()
        if let id = object.text("customer_id") { buyer.id = CustomerID(id) }
        guard buyer.id != nil else { throw .member("customer_id") }
        var license = try license(object, product: "benefit_id", buyer)
        license.expiresAt = try object.optionalTime("expires_at")
        let seats = try object.count("limit_activations", in: 1...Int64(Int32.max))
        license.activationLimit = seats.map { .seats(UInt64($0)) } ?? .notUsed
        license.usageLimit = try object.count("limit_usage", in: 1...Int64(Int32.max))
            .map { UInt64($0) }
        license.uses = try object.count("usage", in: Int64(Int32.min)...Limits.maxImported) ?? 0
        license.validations = try object.count("validations", in: 0...Limits.maxImported) ?? 0
        license.validatedAt = try object.optionalTime("last_validated_at")
        guard let state = object.text("status").flatMap({ LicenseState(named: $0) }) else {
            throw .member("status")
        }
        license.state = state
        license.sale = sale(object, order: "order_id")
        for value in object["activations"]?.array ?? [] {
            guard let activation = value.object else { throw .member("activations") }
            license.seats.append(try seat(activation))
        }
        return license
    }

    private func dodo(_ object: JSONObject) throws(ForeignFault) -> ForeignLicense {
        var buyer = Buyer()
        buyer.externalID = object.displayText("customer_id", upTo: 200)
        guard buyer.externalID != nil else { throw .member("customer_id") }
        var license = try license(object, product: "product_id", buyer)
        license.expiresAt = try object.optionalTime("expires_at")
        let seats = try object.count("activations_limit", in: 1...Int64(Int32.max))
        license.activationLimit = seats.map { .seats(UInt64($0)) } ?? .unlimited
        switch object.text("status") {
        case "active", "expired": license.state = .granted
        case "disabled": license.state = .disabled
        default: throw .member("status")
        }
        license.sale = sale(object, order: "payment_id")
        let source = object.text("source").flatMap { LicenseOrigin(dodo: $0) }
        license.origin = source ?? (license.sale == nil ? .imported : .sale)
        return license
    }

    private func license(
        _ object: JSONObject, product: String, _ buyer: Buyer
    ) throws(ForeignFault) -> ForeignLicense {
        guard let id = object.text("id"), (1...200).contains(id.utf8.count) else {
            throw .member("id")
        }
        guard let key = object.text("key"), (1...512).contains(key.utf8.count),
            key.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .member("key") }
        guard KeyEnding(key) == nil else { throw .maskedKey }
        guard let theirs = object.text(product) else { throw .member(product) }
        guard let benefit = benefit(theirs) else { throw .unmapped(theirs) }
        var license = ForeignLicense(shop, id: id, key: key, benefit: benefit, buyer: buyer)
        license.soldAt = try object.optionalExactTime("created_at")
        // Polar's benefits keep their ids here, or are refused to apps that name them.
        if shop == .dodo { license.product = ShopProduct(shop, id: theirs) }
        return license
    }

    private func sale(_ object: JSONObject, order: String) -> Sale? {
        if let id = object.text("subscription_id") { return Sale(.subscription, id) }
        return object.text(order).flatMap { Sale(.order, $0) }
    }

    // MARK: - Seats

    private func seat(_ object: JSONObject) throws(ForeignFault) -> ForeignSeat {
        guard let id = object.text("id"), (1...200).contains(id.utf8.count) else {
            throw .member("id")
        }
        let name = shop == .polar ? "label" : "name"
        var seat = ForeignSeat(id: id, label: object.displayText(name, upTo: 1000) ?? "")
        seat.takenAt = try object.optionalExactTime("created_at")
        if let meta = object["meta"]?.object {
            guard let attributes = Attributes(meta) else { throw .member("meta") }
            seat.meta = attributes
        }
        return seat
    }
}

extension Limits {
    /// The largest counter that is believed.
    fileprivate static let maxImported = Int64(1) << 53
}

extension JSONObject {
    /// Whether its members are spelled as those of a JavaScript client.
    fileprivate var isOfJavaScript: Bool {
        ["organizationId", "customerId", "benefitId", "productId", "licenseKeyId", "businessId"]
            .contains { self[$0] != nil }
    }

    /// A number; nil where it is absent or null.
    func count(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(ForeignFault) -> Int64? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let count = value.integer, range.contains(count) else { throw .member(name) }
        return count
    }

    /// A time; nil where it is absent or null.
    fileprivate func optionalTime(_ name: String) throws(ForeignFault) -> Timestamp? {
        try optionalExactTime(name)?.timestamp
    }

    /// The same to the microsecond.
    fileprivate func optionalExactTime(_ name: String) throws(ForeignFault) -> ExactTime? {
        guard let value = self[name], !value.isNull else { return nil }
        // Without a zone it is in UTC, as the shops' own clients read it.
        guard let time = value.string.flatMap({ ExactTime($0) ?? ExactTime($0 + "Z") }),
            Timestamp(secondsSinceEpoch: time.microseconds / 1_000_000) != nil
        else { throw .member(name) }
        return time
    }
}

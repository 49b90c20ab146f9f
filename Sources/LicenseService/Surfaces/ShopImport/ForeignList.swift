import JSON
public import LicenseRegistry
import LicenseVerifier

/// One thing in a list of a shop: a license, or a seat of one.
enum ForeignItem {
    case license(ForeignLicense)
    case seat(ForeignSeat, license: String)
    case customer(Buyer)
}

/// Why an item of a list cannot be taken.
public enum ForeignFault: Error, Equatable, Sendable {
    /// It is neither a license key nor an instance of one, nor a customer.
    case notAnItem
    /// The list is no JSON, from this line on; what it looks like, where that is known.
    case notJSON(line: Int, String?)
    /// It is what the shop answers where it refuses to list anything.
    case refusal(String)
    /// The list is of several organizations of the shop, and none of them is said to be meant.
    case organizations([String])
    /// It is another organization's.
    case otherOrganization(String)
    /// Its key is shown as where it must not be given away, and is not in the list.
    case maskedKey
    /// A license with its id is here, with another key.
    case otherKey
    /// A member is missing or has an invalid value.
    case member(String)
    /// The id of its product or benefit there is not mapped to a benefit here.
    case unmapped(String)
    /// Its key belongs to another license.
    case keyTaken
    /// Its license is not here.
    case unknownLicense
    /// The registry could not take it.
    case registry(RegistryError)
}

extension ForeignFault: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .notAnItem: "this is neither a license key nor an instance of one, nor a customer"
        case .notJSON(let line, let looks):
            "this is not JSON" + (looks.map { ", but \($0)" } ?? "; look at line \(line)")
        case .refusal(let reason): "the shop has listed nothing, and said \(Self.shown(reason))"
        case .organizations(let all):
            "the list has keys of several organizations (\(all.map(Self.shown).joined(separator: ", "))); "
                + "name one with --organization"
        case .otherOrganization(let id): "it belongs to the organization \(Self.shown(id))"
        case .maskedKey: "its key is masked, so nobody could be found by it; list the keys whole"
        case .otherKey: "a license with its id is here, with another key"
        case .member(let name): "\(name) is missing or has an invalid value"
        case .unmapped(let id):
            "\(Self.shown(id)) is not mapped to a benefit; name one with --benefit"
        case .keyTaken: "its key belongs to another license"
        case .unknownLicense: "its license is not here; import the keys first"
        case .registry(let error): error.description
        }
    }

    /// As much of a shop's text as can be shown anywhere.
    private static func shown(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { (32...126).contains($0.value) }.prefix(64)
                .map(Character.init))
    }
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

    private static func page(in value: JSON) -> [JSON]? { value.object?["items"]?.array }

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
        guard object["key"] != nil else {
            if let buyer = customer(object) { return .customer(buyer) }
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
        var buyer = Buyer()
        switch shop {
        case .polar:
            guard let id = object.text("id").flatMap({ CustomerID($0) }) else { return nil }
            buyer.id = id
            buyer.externalID = object.displayText("external_id", upTo: 200)
        case .dodo:
            guard let id = object.displayText("customer_id", upTo: 200) else { return nil }
            buyer.externalID = id
        }
        buyer.name = object.displayText("name", upTo: 200)
        buyer.email = object.displayText("email", upTo: 254)
        return buyer
    }

    // MARK: - Licenses

    private func polar(_ object: JSONObject) throws(ForeignFault) -> ForeignLicense {
        var buyer = Buyer()
        let customer = object["customer"]?.object
        buyer.id = (object.text("customer_id") ?? customer?.text("id")).flatMap { CustomerID($0) }
        guard buyer.id != nil else { throw .member("customer_id") }
        buyer.externalID = customer?.displayText("external_id", upTo: 200)
        buyer.name = customer?.displayText("name", upTo: 200)
        buyer.email = customer?.displayText("email", upTo: 254)
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
    /// A number; nil where it is absent or null.
    fileprivate func count(
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
        guard let time = value.string.flatMap({ ExactTime($0) }),
            Timestamp(secondsSinceEpoch: time.microseconds / 1_000_000) != nil
        else { throw .member(name) }
        return time
    }
}

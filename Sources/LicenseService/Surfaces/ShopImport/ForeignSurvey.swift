import JSON
public import LicenseRegistry
import LicenseVerifier

/// What the lists of a shop have in them as a whole, looked at before anything of them is taken.
public struct ForeignSurvey: Sendable {
    /// What the keys of one benefit or product there have.
    struct Kind: Equatable, Sendable {
        var keys = 0
        /// How many keys have how many seats, as the option of a benefit says it.
        var seats: [String: Int] = [:]
        /// How many keys have how many units.
        var units: [String: Int] = [:]
        /// How many keys end after how long a time.
        var lifetimes: [String: Int] = [:]
    }

    /// Which shop.
    public let shop: ShopMessage.Shop
    /// The organizations there whose items they are.
    public private(set) var organizations: Set<String> = []
    /// The benefits or products of the keys, by their ids there.
    private(set) var kinds: [String: Kind] = [:]
    /// The ids of the benefits or products that the lists describe.
    private(set) var described: Set<String> = []

    /// Looks at lists; what is none is refused by the import.
    public init(_ shop: ShopMessage.Shop, lists: [[UInt8]]) {
        self.init(shop, items: lists.flatMap { (try? ForeignList.items($0)) ?? [] })
    }

    init(_ shop: ShopMessage.Shop, items: [JSON]) {
        self.shop = shop
        let reading = ForeignReading(shop: shop) { _ in nil }
        for item in items {
            if let organization = reading.organization(of: item) {
                organizations.insert(organization)
            }
            if let id = reading.describedID(of: item) { described.insert(id) }
            if let object = item.object, object["key"] != nil { count(object) }
        }
    }

    private mutating func count(_ key: JSONObject) {
        let (product, limit) =
            switch shop {
            case .polar: ("benefit_id", "limit_activations")
            case .dodo: ("product_id", "activations_limit")
            }
        // A key that the import refuses says nothing of its benefit.
        guard let id = key.text(product), key[limit]?.integer.map({ $0 > 0 }) ?? true else {
            return
        }
        var kind = kinds[id] ?? Kind()
        kind.keys += 1
        // Of Dodo's keys each has seats, as many as one likes where it says nothing.
        let seats = key[limit]?.integer.map { "\($0)" } ?? (shop == .dodo ? "unlimited" : nil)
        if let seats { kind.seats[seats, default: 0] += 1 }
        if let units = key["limit_usage"]?.integer { kind.units["\(units)", default: 0] += 1 }
        if let end = key.time("expires_at"), let start = key.time("created_at"), start < end {
            kind.lifetimes[Self.span(start, end), default: 0] += 1
        }
        kinds[id] = kind
    }

    /// A span as an option takes it, to the day; calendar years as such.
    private static func span(_ start: Timestamp, _ end: Timestamp) -> String {
        let days = (end.secondsSinceEpoch - start.secondsSinceEpoch + 43_200) / 86_400
        let years = (days + 1) / 365
        let isWhole = years > 0 && (years * 365...years * 365 + years / 4 + 1).contains(days)
        return isWhole ? "\(years)y" : "\(max(days, 1))d"
    }
}

/// A message of a shop, which counts once however often it comes.
public struct ShopMessage: Equatable, Sendable {
    /// Whose messages are counted apart.
    public enum Shop: Int64, Sendable, CaseIterable {
        /// Polar.
        case polar = 0
        /// Dodo Payments.
        case dodo = 1
    }

    /// Whose it is.
    public let shop: Shop
    /// Names it there; 1 to 200 visible ASCII characters.
    public let id: String

    /// Takes an id of the form above; nil for any other.
    public init?(_ shop: Shop, id: String) {
        guard (1...200).contains(id.utf8.count), id.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        self.shop = shop
        self.id = id
    }
}

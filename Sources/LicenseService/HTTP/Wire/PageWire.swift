/// One page of a list.
struct PageWire<Item: Encodable & Sendable>: JSONContent {
    let items: [Item]
    let nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    /// A page that has as many items as were asked for, unless it is the last.
    ///
    /// - Parameter next: the cursor after an item.
    init(_ items: [Item], limit: Int, next: (Item) -> String) {
        self.items = items
        nextCursor = items.count == limit ? items.last.map(next) : nil
    }

    /// A list that is whole.
    init(all items: [Item]) {
        self.items = items
        nextCursor = nil
    }
}

import JSON
import LicenseVerifier

/// What a shop calls one of its products, as far as a message of it says so.
enum ShopProductName {
    private static let maxDepth = 8
    private static let maxBytes = 200

    /// The name beside an id in a message; nil where there is none.
    static func find(_ id: String, in body: [UInt8]) -> String? {
        // What cannot be read names nothing.
        guard let message = try? JSON(parsing: body) else { return nil }
        return find(id, in: message, depth: 0).map { name in
            let visible = VisibleText.cleaned(name)
            return visible.utf8.count <= maxBytes ? visible : "\(visible.prefix(60))…"
        }
    }

    private static func find(_ id: String, in value: JSON, depth: Int) -> String? {
        guard depth < maxDepth else { return nil }
        if let array = value.array {
            for item in array {
                if let name = find(id, in: item, depth: depth + 1) { return name }
            }
        }
        guard let object = value.object else { return nil }
        if object["id"]?.string == id || object["product_id"]?.string == id {
            for member in ["name", "product_name", "description"] {
                if let name = object[member]?.string, !name.isEmpty { return name }
            }
        }
        for member in object.members {
            if let name = find(id, in: member.value, depth: depth + 1) { return name }
        }
        return nil
    }
}

/// Which places belong to Polar's contract, and how else they may be spelled.
enum PolarPath {
    /// What follows `/v1/` in places of the contract.
    private static let names: Set<Substring> = [
        "license-keys", "customer-portal", "users", "benefits", "benefit-grants", "customers",
        "customer-sessions",
    ]

    private static let old = "/api"

    /// Whether a path is the contract's to answer, also one that leads nowhere.
    static func contains(_ path: String) -> Bool {
        var rest = path[...]
        if isOld(path) { rest = rest.dropFirst(old.utf8.count) }
        guard rest.hasPrefix("/v1/") else { return false }
        let parts = rest.dropFirst(4)
        // What is at this place is the service's own.
        return names.contains(parts.prefix { $0 != "/" }) && parts != "license-keys/import"
    }

    /// Whether a path begins as all places once did.
    static func isOld(_ path: String) -> Bool { path.hasPrefix("/api/v1/") }

    /// All spellings of a place, the right one first.
    static func spellings(of path: String) -> [String] {
        let keys = "/v1/customer-portal/license-keys"
        let all =
            path.hasPrefix(keys)
            ? [path, "/v1/users/license-keys\(path.dropFirst(keys.count))"] : [path]
        return all + all.map { old + $0 }
    }

    /// The path with or without a slash at its end, as the place has it; nil where it is right.
    static func corrected(_ path: String, for place: String) -> String? {
        guard path.hasSuffix("/") != place.hasSuffix("/") else { return nil }
        // Made of its parts, so that it never names another host.
        let parts = path.split(separator: "/").joined(separator: "/")
        return place.hasSuffix("/") ? "/\(parts)/" : "/\(parts)"
    }
}

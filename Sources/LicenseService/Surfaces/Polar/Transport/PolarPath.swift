/// Which paths belong to Polar's contract, and how else they may be spelled.
enum PolarPath {
    /// What follows `/v1/` in paths of our own; all the others are the contract's, also those that
    /// lead nowhere.
    private static let ours: Set<Substring> = [
        "sync", "status-lists", "trust", "exchange", "organizations",
    ]

    private static let old = "/api"

    /// Whether a path is the contract's to answer, also one that leads nowhere.
    static func contains(_ path: String) -> Bool {
        var rest = path[...]
        if isOld(path) { rest = rest.dropFirst(old.utf8.count) }
        guard rest.hasPrefix("/v1/") else { return false }
        return !ours.contains(rest.dropFirst(4).prefix { $0 != "/" })
    }

    /// Whether a path begins as all paths once did.
    static func isOld(_ path: String) -> Bool { path.hasPrefix("/api/v1/") }

    /// The other spellings of a path.
    static func aliases(of path: String) -> [String] {
        let keys = "/v1/customer-portal/license-keys"
        let users =
            path.hasPrefix(keys) ? ["/v1/users/license-keys\(path.dropFirst(keys.count))"] : []
        return users + ([path] + users).map { old + $0 }
    }

    /// The path with or without a slash at its end, as the operation has it; nil where it is right.
    static func corrected(_ path: String, for expected: String) -> String? {
        guard path.hasSuffix("/") != expected.hasSuffix("/") else { return nil }
        // Made of its parts, so that it never names another host.
        let parts = path.split(separator: "/").joined(separator: "/")
        return expected.hasSuffix("/") ? "/\(parts)/" : "/\(parts)"
    }
}

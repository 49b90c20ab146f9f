import LicenseVerifier

/// A key of a bundle, each part of which may be wrong.
struct RawBundleKey {
    var key: TestIssuer
    var role: Int64
    var notBefore = Sample.issuedAt
    var notAfter = Sample.expiresAt
    var benefits: [BenefitID]?
    var longestLifetime: Int64?
    var compromisedAt: Timestamp?
    var requiresStatusIndex = false
    var change: (inout RawMap) -> Void = { _ in }

    init(_ key: TestIssuer, role: Int64) {
        self.key = key
        self.role = role
    }

    static let issue: Int64 = 1
    static let activate: Int64 = 2
    static let status: Int64 = 3

    fileprivate var bytes: [UInt8] {
        var map = RawMap([
            (1, Raw.coseKey(key.publicKey.point)), (2, Raw.integer(role)),
            (3, Raw.time(notBefore)), (4, Raw.time(notAfter)),
            (5, benefits.map { Raw.array($0.map { Raw.id($0) }) }),
            (6, longestLifetime.map { Raw.integer($0) }), (7, compromisedAt.map { Raw.time($0) }),
            (8, requiresStatusIndex ? [0xf5] : nil),
        ])
        change(&map)
        return map.bytes
    }

    fileprivate var json: JSON {
        let roles: [Int64: String] = [1: "issue", 2: "activate", 3: "status"]
        var members: [(String, JSON)] = [
            ("key", .key(key)), ("role", .string(roles[role] ?? "")),
            ("notBefore", .time(notBefore)), ("notAfter", .time(notAfter)),
        ]
        if let benefits { members.append(("benefits", .array(benefits.map { .id($0) }))) }
        if let longestLifetime { members.append(("longestLifetime", .number(longestLifetime))) }
        if let compromisedAt { members.append(("compromisedAt", .time(compromisedAt))) }
        if requiresStatusIndex { members.append(("requiresStatusIndex", .bool(true))) }
        return .object(members)
    }
}

/// A trust bundle before it is signed, each part of which may be wrong.
///
/// Written without the product's own writer, so that this is a second opinion on the bytes.
struct RawBundle {
    var organization = Sample.organization
    var version: Int64 = 1
    var keys: [RawBundleKey]
    var roots: [TestIssuer]
    var threshold: Int64 = 1
    var statusBase: String?
    var serviceURLs: [String] = []
    var listFloors: [(shard: Int64, sequence: Int64)] = []
    var issuedAt = Sample.issuedAt
    var expiresAt = Sample.expiresAt
    var changeTop: (inout RawMap) -> Void = { _ in }
    var changeOwn: (inout RawMap) -> Void = { _ in }

    /// A bundle with one key of each role, and one root key.
    init() throws {
        keys = [
            RawBundleKey(try TestIssuer.demo.get(), role: RawBundleKey.issue),
            RawBundleKey(try TestIssuer.signer("activation key"), role: RawBundleKey.activate),
            RawBundleKey(try TestIssuer.signer("status key"), role: RawBundleKey.status),
        ]
        roots = try Self.roots(1)
    }

    /// A number of root keys.
    static func roots(_ count: Int) throws -> [TestIssuer] {
        try (1...count).map { try TestIssuer.signer("root \($0)") }
    }

    var payload: [UInt8] {
        let floors = RawMap(listFloors.map { ($0.shard, Raw.integer($0.sequence)) })
        var own = RawMap([
            (1, Raw.id(organization)), (2, Raw.integer(version)),
            (3, keys.isEmpty ? nil : Raw.array(keys.map(\.bytes))),
            (4, Raw.array(roots.map { Raw.coseKey($0.publicKey.point) })),
            (5, Raw.integer(threshold)), (6, statusBase.map { Raw.text($0) }),
            (7, serviceURLs.isEmpty ? nil : Raw.array(serviceURLs.map { Raw.text($0) })),
            (8, listFloors.isEmpty ? nil : floors.bytes),
        ])
        changeOwn(&own)
        var top = RawMap([
            (4, Raw.time(expiresAt)), (6, Raw.time(issuedAt)), (-65539, own.bytes),
        ])
        changeTop(&top)
        return top.bytes
    }

    static let type = Raw.text("application/vnd.latchkey.trust+cwt")

    /// The messages of some signers, end to end.
    func signed(by signers: [TestIssuer]) throws -> [UInt8] {
        try signers.flatMap {
            try Forgery(payload: payload, issuer: $0, type: Self.type).octets()
        }
    }

    /// The bundle as a set-up for other vectors.
    func trust() throws -> Trust {
        .bundle(try signed(by: roots), roots: roots, threshold: threshold)
    }
}

extension RawBundle {
    /// What a reader must take out of it.
    var json: JSON {
        var members: [(String, JSON)] = [
            ("organization", .id(organization)), ("version", .number(version)),
            ("issuedAt", .time(issuedAt)), ("expiresAt", .time(expiresAt)),
            ("keys", .array(keys.map(\.json))), ("roots", .keys(roots)),
            ("threshold", .number(threshold)),
        ]
        if let statusBase { members.append(("statusBase", .string(statusBase))) }
        if !serviceURLs.isEmpty { members.append(("serviceURLs", .strings(serviceURLs))) }
        if !listFloors.isEmpty {
            members.append(
                (
                    "listFloors",
                    .object(listFloors.map { (String($0.shard), .number($0.sequence)) })
                ))
        }
        return .object(members)
    }
}

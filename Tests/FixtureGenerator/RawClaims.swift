import CBOR
import LicenseVerifier

/// A license's payload with its two maps laid open (Token-Format §3).
///
/// Written without the product's own writer, so that this is a second opinion on the bytes.
struct RawClaims {
    var top: RawMap
    var license: RawMap

    private static let licenseLabel: Int64 = -65537

    /// The sample's claims, with an end.
    init() { self.init(Sample.claims { $0.expiresAt = Sample.expiresAt }) }

    init(_ claims: LicenseClaims) {
        top = RawMap([
            (4, claims.expiresAt.map { Raw.time($0) }), (5, claims.notBefore.map { Raw.time($0) }),
            (6, Raw.time(claims.issuedAt)), (Self.licenseLabel, []),
        ])
        license = RawMap([
            (1, Raw.text(claims.prefix.description)), (2, Raw.id(claims.organization)),
            (3, Raw.id(claims.benefit)), (4, claims.activationLimit.bytes),
            (5, claims.usageLimit.map { Raw.count($0) }),
            (6, claims.conditions.isEmpty ? nil : Raw.conditions(claims.conditions)),
            (7, Raw.list(claims.entitlements.map { Raw.text($0.description) })),
            (8, claims.statusIndex.map { Raw.count(UInt64($0.value)) }),
            (9, claims.customer.map { Raw.id($0) }), (10, claims.offline.map { Raw.span($0) }),
            (11, claims.grace.map { Raw.span($0) }),
            (12, Raw.list(claims.critical.map { Raw.integer($0) })),
            (13, claims.updatesUntil.map { Raw.time($0) }),
            (14, claims.maxMajorVersion.map { Raw.count($0) }),
            (15, claims.enforcement == .advise ? Raw.integer(1) : nil),
            (16, Raw.id(claims.license)),
        ])
        license.entries += claims.extensions.entries.map { (Raw.key($0.key), Raw.item($0.value)) }
    }

    var bytes: [UInt8] {
        var top = top
        if top.entries.contains(where: { $0.key == Raw.integer(Self.licenseLabel) }) {
            top.set(Self.licenseLabel, license.bytes)
        }
        return top.bytes
    }
}

extension ActivationLimit {
    fileprivate var bytes: [UInt8]? {
        switch self {
        case .notUsed: nil
        case .unlimited: Raw.integer(0)
        case .seats(let seats): Raw.count(seats)
        }
    }
}

extension Raw {
    static func time(_ moment: Timestamp) -> [UInt8] { integer(moment.secondsSinceEpoch) }
    static func id(_ identifier: Identifier<some Any>) -> [UInt8] { bytes(identifier.bytes) }

    fileprivate static func count(_ value: UInt64) -> [UInt8] { head(0, value) }
    fileprivate static func span(_ span: Duration) -> [UInt8] { integer(span.components.seconds) }

    /// An array; nil for an empty one, which is left out.
    fileprivate static func list(_ items: [[UInt8]]) -> [UInt8]? {
        items.isEmpty ? nil : array(items)
    }

    fileprivate static func conditions(_ conditions: [Condition]) -> [UInt8] {
        let entries = conditions.map { condition in
            let value: [UInt8] =
                switch condition.value {
                case .bool(let value): bool(value)
                case .integer(let value): integer(value)
                case .text(let value): text(value)
                }
            return (key: text(condition.key.description), value: value)
        }
        return map(entries.sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }

    /// An extension, which claims hold as a tree of items.
    static func item(_ item: CBORItem) -> [UInt8] {
        switch item {
        case .integer(let value): integer(value)
        case .bytes(let value): bytes(Array(value))
        case .text(let value): text(value)
        case .bool(let value): bool(value)
        case .array(let items): array(items.map { Self.item($0) })
        case .map(let items): map(items.entries.map { (key($0.key), Self.item($0.value)) })
        }
    }

    fileprivate static func key(_ key: CBORKey) -> [UInt8] {
        switch key {
        case .integer(let value): integer(value)
        case .text(let value): text(value)
        }
    }
}

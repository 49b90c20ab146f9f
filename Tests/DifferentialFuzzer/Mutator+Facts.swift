import JSON
import LicenseTestSupport
import LicenseVerifier

extension Mutator {
    /// What a program presents, near the bounds that the claims set.
    mutating func facts(about claims: LicenseClaims, _ given: [String: JSON]) -> JSON {
        var facts = given
        facts["at"] = .integer(moment(about: claims))
        if happens(10) { facts["organization"] = .string(Self.other) }
        facts["benefits"] = accepted(claims.benefit.description, Self.other)
        facts["prefixes"] = accepted(claims.prefix.description, "OTHER")
        facts["conditions"] = conditions(of: claims, facts["conditions"])
        facts["activation"] = activation(of: claims)
        facts["usage"] = usage(near: claims.usageLimit)
        facts["release"] = release(of: claims)
        return .members(facts)
    }

    private static let other = "00000000-0000-4000-8000-000000000001"

    /// A moment near one that matters, within what a clock can show.
    private mutating func moment(about claims: LicenseClaims) -> Int64 {
        let issuedAt = claims.issuedAt.secondsSinceEpoch
        var moments = [issuedAt, 0, 253_402_300_799]
        if let notBefore = claims.notBefore { moments.append(notBefore.secondsSinceEpoch) }
        if let offline = claims.offline { moments.append(issuedAt + offline.components.seconds) }
        if let expiresAt = claims.expiresAt?.secondsSinceEpoch {
            moments += [expiresAt, expiresAt + (claims.grace?.components.seconds ?? 0)]
        }
        return near(one(of: moments))
    }

    /// A moment a little before or behind.
    mutating func near(_ moment: Int64) -> Int64 {
        let steps: [Int64] = [0, 0, 1, -1, 86_400, -86_400, -86_401, -2_592_000, 604_800, -604_800]
        return min(max(moment + one(of: steps), 0), 253_402_300_799)
    }

    private mutating func accepted(_ own: String, _ other: String) -> JSON? {
        switch below(6) {
        case 0: [.string(other)]
        case 1: [.string(other), .string(own)]
        case 2: []
        case 3: [.string(own)]
        default: nil
        }
    }

    private mutating func conditions(of claims: LicenseClaims, _ given: JSON?) -> JSON {
        if happens(10) { return "not judged" }
        if happens(40), let given { return given }
        var presented: [String: JSON] = [:]
        for condition in claims.conditions where !happens(15) {
            presented[condition.key.description] = value(near: condition.value)
        }
        if happens(15) { presented[one(of: ["cores", "region", "x-other"])] = 1 }
        return .members(presented)
    }

    private mutating func value(near value: ConditionValue) -> JSON {
        let isSame = !happens(15)
        switch value {
        case .bool(let value): return .bool(value == isSame)
        case .integer(let value): return isSame ? .integer(value) : .bool(true)
        case .text(let text): return .string(isSame ? text : text.isEmpty ? "x" : "y")
        }
    }

    private mutating func activation(of claims: LicenseClaims) -> JSON {
        switch below(6) {
        case 0: return "none"
        case 1: return "not judged"
        default: break
        }
        let isOther = happens(10)
        return .members([
            "license": .string(isOther ? Self.other : claims.license.description),
            "organization": .string(happens(5) ? Self.other : claims.organization.description),
            "isThisMachine": .bool(!happens(10)),
            "leaseEnd": happens(50) ? .integer(moment(about: claims)) : nil,
            "licenseEnd": happens(25) ? .integer(moment(about: claims)) : nil,
            "allowance": happens(50) ? .integer(below(4) * 2500) : nil,
        ])
    }

    private mutating func usage(near limit: UInt64?) -> JSON {
        switch below(6) {
        case 0: "unknown"
        case 1: "not judged"
        case 2: .integer(below(10_001))
        default:
            .integer(min(max(Int64(clamping: limit ?? 1) - Int64(below(3)) + 1, 0), 1 << 53 - 1))
        }
    }

    private mutating func release(of claims: LicenseClaims) -> JSON {
        switch below(5) {
        case 0: return "unknown"
        case 1: return "not judged"
        default: break
        }
        let end = claims.updatesUntil ?? claims.issuedAt
        let major = Int64(clamping: claims.maxMajorVersion ?? 3)
        return [
            "releasedAt": .integer(near(end.secondsSinceEpoch)),
            "majorVersion": .integer(min(max(major - 1 + Int64(below(3)), 0), 1 << 53 - 1)),
        ]
    }
}

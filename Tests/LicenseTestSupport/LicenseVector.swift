import CBOR
import COSE
package import Foundation
package import LicenseVerifier

/// One vector of `Fixtures/licenses`, read as its README describes it; a member that the README does
/// not know fails the reading.
package struct LicenseVector: Decodable, Sendable {
    package let name: String
    package let description: String
    package let keys: [String]
    package let understood: [Int64]?
    package let text: String?
    package let carrier: String?
    package let file: String?
    /// Instead of `file` the bytes of an armored file in base64url, where a file has no name.
    package let fileBytes: String?
    package let facts: PresentedFacts
    package let expected: ExpectedVerdict

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(of: [
            "name", "description", "keys", "understood", "text", "carrier", "file", "fileBytes",
            "facts", "expected",
        ])
        name = try values.decode("name")
        description = try values.decode("description")
        keys = try values.decode("keys")
        understood = try values.decodeIfPresent("understood")
        text = try values.decodeIfPresent("text")
        carrier = try values.decodeIfPresent("carrier")
        file = try values.decodeIfPresent("file")
        fileBytes = try values.decodeIfPresent("fileBytes")
        facts = try values.decode("facts")
        expected = try values.decode("expected")
    }

    package static let folder = RepositoryFolder.root.appending(path: "Fixtures/licenses")

    /// All vectors, in the order of their names.
    package static let all: [LicenseVector] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).sorted().filter { $0.hasSuffix(".json") }.compactMap { name in
            do {
                let data = try Data(contentsOf: folder.appending(path: name))
                let vector = try JSONDecoder().decode(LicenseVector.self, from: data)
                guard vector.name + ".json" == name else { throw VectorError.value("name") }
                return vector
            } catch {
                preconditionFailure("\(name) is not a vector: \(error)")
            }
        }
    }()

    /// The vectors that must be verified, and so hold a golden license.
    package static let golden = all.filter { $0.expected.outcome != .refused && $0.text != nil }

    /// The program's set-up.
    package func trustedKeys() throws -> TrustedKeys {
        let keys = try keys.map { try VerificationKey(parsing: $0) }
        guard let trusted = TrustedKeys(pinning: keys, understanding: Set(understood ?? [])) else {
            throw VectorError.keys
        }
        return trusted
    }

    /// Reads and verifies the license in whatever form it has.
    package func verify() throws -> VerifiedLicense {
        let trusted = try trustedKeys()
        if let text { return try trusted.verify(LicenseKey(parsing: text)) }
        if let carrier { return try trusted.verify(LicenseKey(carrier: carrier)) }
        return try trusted.verify(licenseFile().license())
    }

    package func licenseFile() throws -> LicenseFile {
        if let fileBytes {
            return try LicenseFile(parsing: Base64.decodeURL(fileBytes[...].utf8))
        }
        guard let file else { throw VectorError.noInput }
        return try LicenseFile(
            parsing: Array(Data(contentsOf: Self.folder.appending(path: file))))
    }
}

extension LicenseVector: CustomDebugStringConvertible {
    package var debugDescription: String { name }
}

/// A vector that cannot be used.
package enum VectorError: Error {
    case keys, noInput, value(String)
}

/// What a program presents.
package struct PresentedFacts: Decodable, Sendable {
    package let at: Timestamp
    package let facts: Facts

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(of: [
            "at", "organization", "benefits", "prefixes", "conditions", "activation", "usage",
            "release",
        ])
        at = try required(Timestamp(secondsSinceEpoch: values.decode("at")), "at")
        let benefits: [String]? = try values.decodeIfPresent("benefits")
        let prefixes: [String]? = try values.decodeIfPresent("prefixes")
        var facts = Facts(
            organization: try required(
                OrganizationID(values.decode("organization") as String), "organization"),
            benefit: try benefits.map {
                .oneOf(Set(try $0.map { try required(BenefitID($0), $0) }))
            } ?? .any,
            prefix: try prefixes.map {
                .oneOf(Set(try $0.map { try required(LicensePrefix($0), $0) }))
            } ?? .any)
        if let words: String = try? values.decode("conditions") {
            facts.conditions = try required(words == "not judged" ? .notJudged : nil, words)
        } else {
            let conditions: [String: JSONScalar] = try values.decode("conditions")
            facts.conditions = .presented(
                try conditions.map { try $0.value.condition(named: $0.key) })
        }
        if let words: String = try? values.decode("activation") {
            facts.activation = try Self.activation(words)
        } else {
            facts.activation = .seat(try (values.decode("activation") as WrittenSeat).seat())
        }
        if let units: UInt64 = try? values.decode("usage") {
            facts.usage = .used(units)
        } else {
            facts.usage = try Self.usage(values.decode("usage"))
        }
        facts.release = try Self.release(values)
        self.facts = facts
    }

    private static func activation(_ words: String) throws -> ActivationFact {
        switch words {
        case "none": .notActivated
        case "not judged": .notJudged
        default: throw VectorError.value(words)
        }
    }

    private static func usage(_ words: String) throws -> UsageFact {
        switch words {
        case "unknown": .unknown
        case "not judged": .notJudged
        default: throw VectorError.value(words)
        }
    }

    private static func release(_ values: KeyedDecodingContainer<Member>) throws -> ReleaseFact {
        if let build: [String: Int64] = try? values.decode("release") {
            return .build(
                releasedAt: try required(
                    build["releasedAt"].flatMap { Timestamp(secondsSinceEpoch: $0) }, "releasedAt"),
                majorVersion: try required(
                    build["majorVersion"].flatMap { UInt64(exactly: $0) }, "majorVersion"))
        }
        switch try values.decode("release") as String {
        case "unknown": return .unknown
        case "not judged": return .notJudged
        case let words: throw VectorError.value(words)
        }
    }
}

/// A machine's seat, as JSON writes it.
private struct WrittenSeat: Decodable {
    let license, organization: String
    let isThisMachine: Bool
    let leaseEnd, licenseEnd: Int64?
    let allowance: UInt64?

    func seat() throws -> ActivationSeat {
        ActivationSeat(
            license: try required(LicenseID(license), "license"),
            organization: try required(OrganizationID(organization), "organization"),
            leaseEnd: leaseEnd.flatMap { Timestamp(secondsSinceEpoch: $0) },
            isOfThisMachine: isThisMachine, allowance: allowance,
            expiryOverride: licenseEnd.flatMap { Timestamp(secondsSinceEpoch: $0) })
    }
}

/// The verdict of a vector.
package struct ExpectedVerdict: Decodable, Sendable {
    package enum Outcome: String, Decodable, Sendable { case allowed, denied, refused }

    package let outcome: Outcome
    package let codes: [String]
    package let step: Int?
    package let warnings: [String]?
    package let unknownTypes: [String]
    package let claims: WrittenClaims?

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(of: [
            "outcome", "codes", "step", "warnings", "unknownTypes", "claims",
        ])
        outcome = try values.decode("outcome")
        codes = try values.decode("codes")
        step = try values.decodeIfPresent("step")
        warnings = try values.decodeIfPresent("warnings")
        unknownTypes = try values.decodeIfPresent("unknownTypes") ?? []
        claims = try values.decodeIfPresent("claims")
    }
}

/// Claims as a vector writes them.
package struct WrittenClaims: Codable, Equatable, Sendable {
    private var prefix: String
    private var license: String
    private var organization: String
    private var benefit: String
    private var issuedAt: Int64
    private var customer: String?
    private var notBefore: Int64?
    private var expiresAt: Int64?
    private var grace: Int64?
    private var offline: Int64?
    private var activationLimit: UInt64?
    private var usageLimit: UInt64?
    private var conditions: [String: JSONScalar]?
    private var entitlements: [String]?
    private var statusIndex: UInt32?
    private var updatesUntil: Int64?
    private var maxMajorVersion: UInt64?
    private var enforcement: String?
    private var critical: [Int64]?
    private var extensions: String?

    /// The form in which a vector would write these claims.
    package init(_ claims: LicenseClaims) {
        prefix = claims.prefix.description
        license = claims.license.description
        organization = claims.organization.description
        benefit = claims.benefit.description
        issuedAt = claims.issuedAt.secondsSinceEpoch
        customer = claims.customer?.description
        notBefore = claims.notBefore?.secondsSinceEpoch
        expiresAt = claims.expiresAt?.secondsSinceEpoch
        grace = claims.grace?.components.seconds
        offline = claims.offline?.components.seconds
        switch claims.activationLimit {
        case .notUsed: activationLimit = nil
        case .unlimited: activationLimit = 0
        case .seats(let seats): activationLimit = seats
        }
        usageLimit = claims.usageLimit
        if !claims.conditions.isEmpty {
            conditions = Dictionary(
                uniqueKeysWithValues: claims.conditions.map {
                    ($0.key.description, JSONScalar($0.value))
                })
        }
        entitlements =
            claims.entitlements.isEmpty ? nil : claims.entitlements.map(\.description)
        statusIndex = claims.statusIndex?.value
        updatesUntil = claims.updatesUntil?.secondsSinceEpoch
        maxMajorVersion = claims.maxMajorVersion
        enforcement = claims.enforcement == .advise ? "advise" : nil
        critical = claims.critical.isEmpty ? nil : claims.critical
        extensions =
            claims.extensions.entries.isEmpty
            ? nil : Hexadecimal.encode(CBORItem.map(claims.extensions).encoded)
    }
}

/// A value of a condition, as JSON writes it.
package enum JSONScalar: Codable, Equatable, Sendable {
    case bool(Bool)
    case integer(Int64)
    case text([UInt8])

    init(_ value: ConditionValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .text(let value): self = .text(Array(value.utf8))
        }
    }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else {
            self = .text(Array(try value.decode(String.self).utf8))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(String(decoding: value, as: UTF8.self))
        }
    }

    func condition(named name: String) throws -> Condition {
        let value: ConditionValue =
            switch self {
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .text(let value): .text(String(decoding: value, as: UTF8.self))
            }
        return try required(ConditionKey(name).flatMap { Condition($0, value) }, name)
    }
}

// MARK: - Reading

/// The name of a member, any text.
package struct Member: CodingKey {
    package let stringValue: String
    package var intValue: Int? { nil }
    package init(stringValue: String) { self.stringValue = stringValue }
    package init?(intValue: Int) { nil }
}

extension Decoder {
    /// The members of an object, none of which may have another name than these.
    fileprivate func container(of names: Set<String>) throws -> KeyedDecodingContainer<Member> {
        let container = try container(keyedBy: Member.self)
        for member in container.allKeys where !names.contains(member.stringValue) {
            throw VectorError.value(member.stringValue)
        }
        return container
    }
}

extension KeyedDecodingContainer<Member> {
    fileprivate func decode<Value: Decodable>(_ name: String) throws -> Value {
        try decode(Value.self, forKey: Member(stringValue: name))
    }

    fileprivate func decodeIfPresent<Value: Decodable>(_ name: String) throws -> Value? {
        try decodeIfPresent(Value.self, forKey: Member(stringValue: name))
    }
}

private func required<Value>(_ value: Value?, _ words: String) throws -> Value {
    guard let value else { throw VectorError.value(words) }
    return value
}

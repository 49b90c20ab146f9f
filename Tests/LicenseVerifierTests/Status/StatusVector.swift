import COSE
import LicenseTestSupport
import LicenseVerifier

/// The vectors of `Fixtures/status-lists`, and what this verifier makes of them.
enum StatusVector {
    static let all = NamedVector.all(
        in: "status-lists",
        known: [
            "name", "description", "object", "keys", "roots", "threshold", "bundle", "bytes", "now",
            "organization", "held", "heldList", "positions", "issuers", "license", "facts",
            "expected",
        ])

    /// The verdict in the members of `expected`.
    static func verdict(_ vector: NamedVector) throws -> [String: JSONValue] {
        do throws(StatusError) {
            return try Reading(vector).verdict()
        } catch {
            return ["outcome": "refused", "code": .string(error.code)]
        }
    }
}

/// A vector whose set-up has been read.
private struct Reading {
    private let vector: NamedVector
    private let object: String
    private let bytes: [UInt8]
    private let keys: StatusKeys
    private let now: Timestamp
    private let organization: OrganizationID
    private let heldList: [UInt8]?
    private let judged: (license: VerifiedLicense, facts: Facts)?

    init(_ vector: NamedVector) {
        do {
            try self.init(reading: vector)
        } catch {
            preconditionFailure("\(vector) is not a vector: \(error)")
        }
    }

    private init(reading vector: NamedVector) throws {
        self.vector = vector
        object = try vector.string("object")
        bytes = try vector.bytes("bytes")
        if let bundle = try vector.bundle() {
            keys = StatusKeys(bundle)
        } else {
            keys = try StatusKeys(pinning: vector.keys()).present("keys")
        }
        now = try vector.now()
        organization = try vector.id("organization")
        heldList = try vector["heldList"]?.bytes()
        judged = try vector["license"].map { license in
            let issuers = try TrustedKeys(pinning: vector.keys("issuers")).present("issuers")
            let message = try SignedMessage(
                license.bytes(), maxPayload: Limits.maxLicensePayload)
            return (try issuers.verify(LicenseKey(message)), try vector.facts().facts)
        }
    }

    func verdict() throws(StatusError) -> [String: JSONValue] {
        switch object {
        case "list": return try taken(keys.verify(message(bytes)))
        case "staple":
            let staple = try keys.verifyStaple(message(bytes))
            return accepted(["claims": json(staple.claims), "decision": decision(.staple(staple))])
        case "delta":
            let held = try keys.verify(message(heldList ?? []))
            return try taken(held.applying(keys.verifyDelta(message(bytes))), StatusMemory(held))
        case "pages": return try answers()
        default: return [:]
        }
    }

    private func message(_ bytes: [UInt8]) throws(StatusError) -> SignedMessage {
        do throws(COSEError) {
            return try SignedMessage(bytes, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw .message(error)
        }
    }

    private func taken(
        _ list: VerifiedStatusList, _ memory: StatusMemory? = nil
    ) throws(StatusError) -> [String: JSONValue] {
        try list.check(replacing: memory ?? held, of: organization, at: now)
        let counts = LicenseStatus.allCases.map { JSONValue(UInt64(list.counts[$0] ?? 0)) }
        return accepted([
            "claims": json(list.claims),
            "statuses": try statuses(list.claims.shard, list.status(of:)),
            "counts": vector.expected["counts"] == nil ? nil : .array(counts),
            "decision": decision(.list(list)),
        ])
    }

    private func answers() throws(StatusError) -> [String: JSONValue] {
        let file = bytes
        let pages = try keys.verifyPages { offset, count in
            Array(file.dropFirst(offset).prefix(count))
        }
        for position in vector["positions"]?.array ?? [] {
            _ = try pages.status(of: index(of: position.number, in: pages.claims.shard))
        }
        return accepted([
            "claims": json(pages.claims),
            "statuses": try statuses(pages.claims.shard, pages.status(of:)),
        ])
    }

    /// The statuses of the positions that the vector names.
    private func statuses(
        _ shard: UInt32, _ status: (StatusIndex) throws(StatusError) -> LicenseStatus
    ) throws(StatusError) -> JSONValue? {
        guard let named = vector.expected["statuses"]?.object else { return nil }
        var found: [String: JSONValue] = [:]
        for position in named.keys {
            let index = index(of: Int64(position), in: shard)
            found[position] = .number(Int64(try status(index).rawValue))
        }
        return .object(found)
    }

    private func index(of position: Int64?, in shard: UInt32) -> StatusIndex {
        StatusIndex(shard << 20 | UInt32(position ?? 0))
    }

    /// What the device remembers.
    private var held: StatusMemory? {
        guard let held = vector["held"]?.object, let shard = held["shard"]?.number,
            let sequence = held["sequence"]?.number, let root = try? held["root"]?.hex()
        else { return nil }
        return StatusMemory(
            shard: UInt32(shard), sequence: UInt64(sequence), root: root, issuedAt: now)
    }

    private func decision(_ status: StatusFact) -> JSONValue? {
        guard let judged else { return nil }
        var facts = judged.facts
        facts.status = status
        let decision = judged.license.evaluate(facts, at: now)
        return .members([
            "outcome": decision.isAllowed ? "allowed" : "denied",
            "codes": .array(decision.reasons.map { .string($0.code) }),
            "warnings": .array(decision.warnings.map { .string($0.code) }),
        ])
    }

    private func accepted(_ members: [String: JSONValue?]) -> [String: JSONValue] {
        members.compactMapValues { $0 }.merging(["outcome": "accepted"]) { $1 }
    }

    private func json(_ claims: StatusListClaims) -> JSONValue {
        .members([
            "organization": JSONValue(claims.organization),
            "shard": JSONValue(UInt64(claims.shard)), "sequence": JSONValue(claims.sequence),
            "uri": .string(claims.uri), "issuedAt": JSONValue(claims.issuedAt),
            "expiresAt": JSONValue(claims.expiresAt), "timeToLive": JSONValue(claims.timeToLive),
            "root": JSONValue(hex: claims.root),
        ])
    }

    private func json(_ claims: StatusStapleClaims) -> JSONValue {
        .members([
            "digest": JSONValue(hex: claims.digest),
            "status": .number(Int64(claims.status.rawValue)),
            "shard": JSONValue(UInt64(claims.shard)), "sequence": JSONValue(claims.sequence),
            "issuedAt": JSONValue(claims.issuedAt), "expiresAt": JSONValue(claims.expiresAt),
        ])
    }
}

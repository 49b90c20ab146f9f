import COSE
package import JSON
import LicenseVerifier

/// The vectors of `Fixtures/status-lists`, and what this verifier makes of them.
package enum StatusVector {
    package static let all = NamedVector.all(
        in: "status-lists",
        known: [
            "name", "description", "object", "keys", "roots", "threshold", "bundle", "bytes", "now",
            "organization", "held", "heldList", "positions", "issuers", "license", "facts",
            "expected",
        ])

    /// The verdict in the members of `expected`.
    package static func verdict(_ vector: NamedVector) throws -> [String: JSON] {
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

    func verdict() throws(StatusError) -> [String: JSON] {
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
    ) throws(StatusError) -> [String: JSON] {
        try list.check(replacing: memory ?? held, of: organization, at: now)
        let counts = LicenseStatus.allCases.map { JSON(UInt64(list.counts[$0] ?? 0)) }
        return accepted([
            "claims": json(list.claims),
            "statuses": try statuses(list.claims.shard, list.status(of:)),
            "counts": vector.expected["counts"] == nil ? .none : .array(counts),
            "decision": decision(.list(list)),
        ])
    }

    private func answers() throws(StatusError) -> [String: JSON] {
        let file = bytes
        let pages = try keys.verifyPages { offset, count in
            Array(file.dropFirst(offset).prefix(count))
        }
        for position in vector["positions"]?.array ?? [] {
            _ = try pages.status(of: index(of: position.integer, in: pages.claims.shard))
        }
        return accepted([
            "claims": json(pages.claims),
            "statuses": try statuses(pages.claims.shard, pages.status(of:)),
        ])
    }

    /// The statuses of the positions that the vector names.
    private func statuses(
        _ shard: UInt32, _ status: (StatusIndex) throws(StatusError) -> LicenseStatus
    ) throws(StatusError) -> JSON? {
        guard let named = vector.expected["statuses"]?.members else { return nil }
        var found: [String: JSON] = [:]
        for position in named.keys {
            let index = index(of: Int64(position), in: shard)
            found[position] = .integer(Int64(try status(index).rawValue))
        }
        return .members(found)
    }

    private func index(of position: Int64?, in shard: UInt32) -> StatusIndex {
        StatusIndex(shard << 20 | UInt32(position ?? 0))
    }

    /// What the device remembers.
    private var held: StatusMemory? {
        guard let held = vector["held"]?.members, let shard = held["shard"]?.integer,
            let sequence = held["sequence"]?.integer, let root = try? held["root"]?.hex()
        else { return nil }
        return StatusMemory(
            shard: UInt32(shard), sequence: UInt64(sequence), root: root, issuedAt: now)
    }

    private func decision(_ status: StatusFact) -> JSON? {
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

    private func accepted(_ members: [String: JSON?]) -> [String: JSON] {
        members.compactMapValues { $0 }.merging(["outcome": "accepted"]) { $1 }
    }

    private func json(_ claims: StatusListClaims) -> JSON {
        .members([
            "organization": JSON(claims.organization),
            "shard": JSON(UInt64(claims.shard)), "sequence": JSON(claims.sequence),
            "uri": .string(claims.uri), "issuedAt": JSON(claims.issuedAt),
            "expiresAt": JSON(claims.expiresAt), "timeToLive": JSON(claims.timeToLive),
            "root": JSON(hex: claims.root),
        ])
    }

    private func json(_ claims: StatusStapleClaims) -> JSON {
        .members([
            "digest": JSON(hex: claims.digest),
            "status": .integer(Int64(claims.status.rawValue)),
            "shard": JSON(UInt64(claims.shard)), "sequence": JSON(claims.sequence),
            "issuedAt": JSON(claims.issuedAt), "expiresAt": JSON(claims.expiresAt),
        ])
    }
}

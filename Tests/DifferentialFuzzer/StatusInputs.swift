import COSE
import JSON
import LicenseTestSupport
import LicenseVerifier

/// Staples, lists, deltas and files of pages: those of the vectors, signed anew with changed claims.
struct StatusInputs {
    private let signers: Signers
    private let trust: TrustInputs
    private let kinds: [String: [NamedVector]]

    init(_ signers: Signers, _ trust: TrustInputs) {
        self.signers = signers
        self.trust = trust
        kinds = Dictionary(grouping: StatusVector.all) { $0["object"]?.string ?? "" }
    }

    /// Mostly staples: a whole list costs as much as hundreds of them.
    func input(_ mutator: inout Mutator) throws -> Input {
        let kind =
            switch mutator.below(20) {
            case 0: "list"
            case 1: "delta"
            case 2, 3: "pages"
            default: "staple"
            }
        let vector = mutator.one(of: try kinds[kind].present(kind))
        var members = vector.all
        for name in ["name", "description", "expected"] { members[name] = nil }
        if members["bundle"] != nil || mutator.happens(10) {
            members["bytes"] = .string(Base64.encodeURL(mutator.changed(try vector.bytes("bytes"))))
        } else {
            try signAnew(vector, &members, &mutator)
        }
        try move(&members, &mutator)
        members["expected"] = kind == "staple" ? nil : ["statuses": ["0": 0, "5": 0]]
        return Input(folder: .statusLists, members: members)
    }

    private func signAnew(
        _ vector: NamedVector, _ members: inout [String: JSON], _ mutator: inout Mutator
    ) throws {
        let bytes = try vector.bytes("bytes")
        let signed =
            try vector.string("object") == "pages"
            ? pages(bytes, &mutator) : object(bytes, &mutator) { $0.changedPayload($1) }
        members["bytes"] = .string(Base64.encodeURL(signed))
        if let held = try vector["heldList"]?.bytes() {
            let again = try object(held, &mutator) { $1 }
            members["heldList"] = .string(Base64.encodeURL(again))
        }
        try trusting(&members, &mutator)
    }

    /// The same object by our key, where it is one.
    private func object(
        _ bytes: [UInt8], _ mutator: inout Mutator, _ change: (inout Mutator, [UInt8]) -> [UInt8]
    ) throws -> [UInt8] {
        guard let message = try? SignedMessage(bytes, maxPayload: Limits.maxObjectBytes) else {
            return bytes
        }
        let payload = change(&mutator, Array(message.unverifiedPayload))
        return try signers.status.message(payload, message.header.type).bytes
    }

    private func trusting(_ members: inout [String: JSON], _ mutator: inout Mutator) throws {
        guard mutator.happens(30) else {
            let own = JSON.string(signers.status.publicKey.hexadecimal)
            members["keys"] = .array((members["keys"]?.array ?? []) + [own])
            return
        }
        let plan = BundlePlan(signers, &mutator)
        members["keys"] = nil
        members["roots"] = .array(signers.roots.map { .string($0.publicKey.hexadecimal) })
        members["threshold"] = 1
        members["bundle"] = .string(
            Base64.encodeURL(try trust.signed(plan.payload, .trustBundle, by: signers.roots)))
    }

    /// A file of pages whose object is another, or whose bytes are.
    private func pages(_ bytes: [UInt8], _ mutator: inout Mutator) throws -> [UInt8] {
        let objectAt = 2112
        guard bytes.count > objectAt, mutator.happens(70) else { return mutator.changed(bytes) }
        let length = bytes[32..<36].reduce(0) { $0 << 8 | Int($1) }
        let padded = (objectAt + length + 4095) / 4096 * 4096
        guard objectAt + length <= bytes.count, padded <= bytes.count else { return bytes }
        let again = try object(
            Array(bytes[objectAt..<objectAt + length]), &mutator
        ) { $0.changedPayload($1) }
        var file = Array(bytes[..<32])
        file += (0..<4).reversed().map { UInt8(truncatingIfNeeded: again.count >> (8 * $0)) }
        file += bytes[36..<objectAt]
        file += again
        file += [UInt8](repeating: 0, count: (4096 - file.count % 4096) % 4096)
        return file + bytes[padded...]
    }

    /// Another clock, organization or memory.
    private func move(_ members: inout [String: JSON], _ mutator: inout Mutator) throws {
        let now = mutator.near(try members["now"].present("now").integer.present("now"))
        members["now"] = .integer(now)
        if var facts = members["facts"]?.members {
            facts["at"] = .integer(now)
            members["facts"] = .members(facts)
        }
        if mutator.happens(5) { members["organization"] = "00000000-0000-4000-8000-000000000001" }
        if var held = members["held"]?.members, mutator.happens(30) {
            let sequence = held["sequence"]?.integer ?? 1
            held["sequence"] = .integer(max(sequence + Int64(mutator.below(3)) - 1, 0))
            members["held"] = .members(held)
        }
    }
}

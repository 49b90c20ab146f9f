import CBOR
import COSE
import JSON
import LicenseTestSupport
import LicenseVerifier

/// Trust bundles, affirmation lists, and licenses under a bundle, all made here.
struct TrustInputs {
    private let signers: Signers
    private let licenses: LicenseInputs

    init(_ signers: Signers, _ licenses: LicenseInputs) {
        self.signers = signers
        self.licenses = licenses
    }

    func input(_ mutator: inout Mutator) throws -> Input {
        let members =
            switch mutator.below(5) {
            case 0: try affirmation(&mutator)
            case 1, 2: try license(&mutator)
            default: try bundle(&mutator)
            }
        return Input(folder: .trust, members: members)
    }

    // MARK: - Three kinds of objects

    private func bundle(_ mutator: inout Mutator) throws -> [String: JSON] {
        let plan = BundlePlan(signers, &mutator)
        var members = rooted(plan)
        if mutator.happens(30) {
            let before = BundlePlan(signers, &mutator)
            let bytes = try signed(before.payload, .trustBundle, by: signers.roots)
            if mutator.happens(20) {
                members["bytes"] = .string(Base64.encodeURL(bytes))
            }
            members["roots"] = .array(signers.roots.map { .string($0.publicKey.hexadecimal) })
            members["before"] = [.string(Base64.encodeURL(bytes))]
        }
        let payload = mutator.changedPayload(plan.payload)
        members["now"] = .integer(mutator.near(plan.issuedAt))
        if members["bytes"] == nil {
            members["bytes"] = try messages(payload, .trustBundle, &mutator)
        }
        members["object"] = "bundle"
        return members
    }

    private func affirmation(_ mutator: inout Mutator) throws -> [String: JSON] {
        let plan = BundlePlan(signers, &mutator)
        var members = rooted(plan)
        let digests = (0..<mutator.below(4)).map { mutator.happens(80) ? $0 : mutator.below(3) }
        let payload = mutator.changedPayload(affirming(digests.map { UInt8($0 + 1) }, plan))
        members["bytes"] = try messages(payload, .affirmation, &mutator)
        members["now"] = .integer(plan.issuedAt)
        members["object"] = "affirmation"
        return members
    }

    private func license(_ mutator: inout Mutator) throws -> [String: JSON] {
        let golden = mutator.one(of: licenses.golden)
        let plan = BundlePlan(signers, &mutator, for: golden.license.claims)
        var members = rooted(plan)
        let signer =
            mutator.happens(10)
            ? mutator.one(of: [
                signers.activator, signers.status, signers.stranger, signers.roots[0],
            ]) : signers.issuer
        let payload = mutator.happens(30) ? mutator.changedPayload(golden.payload) : golden.payload
        let message = try signer.message(payload, .cwt)
        let bundle = try signed(plan.payload, .trustBundle, by: signers.roots)
        members["bundle"] = .string(Base64.encodeURL(bundle))
        if mutator.happens(60) {
            let digest = SHA256.digest(of: message.bytes).prefix(16)
            let list = affirming([mutator.happens(50) ? nil : 3], plan, digest: Array(digest))
            let bytes = try signed(list, .affirmation, by: signers.roots)
            members["affirmations"] = [.string(Base64.encodeURL(bytes))]
        }
        members["bytes"] = .string(Base64.encodeURL(message.bytes))
        members["now"] = .integer(plan.issuedAt)
        members["object"] = "license"
        return members
    }

    // MARK: - Parts

    private func rooted(_ plan: BundlePlan) -> [String: JSON] {
        [
            "roots": .array(plan.pinned.map { .string($0.publicKey.hexadecimal) }),
            "threshold": .integer(plan.threshold),
        ]
    }

    /// Digests of the one byte each; nil is the given one.
    private func affirming(
        _ digests: [UInt8?], _ plan: BundlePlan, digest: [UInt8] = []
    ) -> [UInt8] {
        let bytes = digests.flatMap { $0.map { [UInt8](repeating: $0, count: 16) } ?? digest }
        let own = [
            CBORMap.Entry(.integer(1), .bytes(plan.organization[...])),
            CBORMap.Entry(.integer(2), .bytes(signers.issuer.publicKey.keyID.bytes[...])),
            CBORMap.Entry(.integer(3), .bytes(bytes[...])),
        ]
        let claim = CBORMap.Entry(.integer(-65546), .map(CBORMap(ascending: own)))
        return CBORItem.map(CBORMap(ascending: [claim])).encoded
    }

    func signed(_ payload: [UInt8], _ type: MessageType, by roots: [Signer]) throws -> [UInt8] {
        try roots.flatMap { try $0.message(payload, type).bytes }
    }

    /// Messages of some of the roots, sometimes of others, or changed.
    private func messages(
        _ payload: [UInt8], _ type: MessageType, _ mutator: inout Mutator
    ) throws -> JSON {
        var bytes: [UInt8] = []
        for root in signers.roots where !mutator.happens(15) {
            let own = mutator.happens(3) ? mutator.changedPayload(payload) : payload
            let ownType = mutator.happens(3) ? MessageType.cwt : type
            bytes += try root.message(own, ownType).bytes
        }
        if mutator.happens(10) { bytes += try signers.stranger.message(payload, type).bytes }
        if mutator.happens(10) { bytes = mutator.changed(bytes) }
        return .string(Base64.encodeURL(bytes))
    }
}

extension MessageType {
    static let affirmation = MessageType.mediaType("application/vnd.latchkey.affirmation+cwt")
}

import COSE
import JSON
import LicenseTestSupport
import LicenseVerifier

/// Licenses in each of their forms: from the vectors, and signed anew with changed claims.
struct LicenseInputs {
    /// A license of the vectors that is verified.
    struct Golden {
        let members: [String: JSON]
        let license: VerifiedLicense
        var payload: [UInt8] { Array(license.message.unverifiedPayload) }
    }

    private let all: [NamedVector]
    let golden: [Golden]
    private let signers: Signers

    init(_ signers: Signers) throws {
        self.signers = signers
        all = NamedVector.all(
            in: "licenses",
            known: [
                "name", "description", "keys", "understood", "text", "carrier", "file", "facts",
                "expected",
            ])
        let members = Dictionary(uniqueKeysWithValues: all.map { ($0.debugDescription, $0.all) })
        golden = try LicenseVector.golden.map {
            Golden(members: try members[$0.name].present($0.name), license: try $0.verify())
        }
    }

    func input(_ mutator: inout Mutator) throws -> Input {
        Input(
            folder: .licenses,
            members: mutator.happens(20) ? asWritten(&mutator) : try signedAnew(&mutator))
    }

    /// A vector's own text, mostly changed.
    private func asWritten(_ mutator: inout Mutator) -> [String: JSON] {
        var members = mutator.one(of: all).all
        for name in ["name", "description", "expected"] { members[name] = nil }
        for form in ["text", "carrier"] {
            guard let text = members[form]?.string else { continue }
            members[form] = .string(written(text, &mutator))
        }
        return members
    }

    private func written(_ text: String, _ mutator: inout Mutator) -> String {
        switch mutator.below(6) {
        case 0: text
        case 1: mutator.surrounded(text)
        case 2: mutator.surrounded(mutator.changed(text))
        default: mutator.changed(text)
        }
    }

    private func signedAnew(_ mutator: inout Mutator) throws -> [String: JSON] {
        let golden = mutator.one(of: golden)
        let payload = mutator.changedPayload(golden.payload)
        var message = try signers.issuer.message(
            payload, mutator.happens(3) ? .statusList : .cwt,
            algorithm: mutator.happens(5) ? .edDSA : .ed25519
        ).bytes
        if mutator.happens(10) { message = mutator.changed(message) }
        var members: [String: JSON] = [
            "keys": [.string(signers.issuer.publicKey.hexadecimal)],
            "facts": mutator.facts(
                about: golden.license.claims, golden.members["facts"]?.members ?? [:]),
        ]
        members["understood"] =
            mutator.happens(30) ? [32, 33, 40, 65_536] : golden.members["understood"]
        let prefix = golden.license.claims.prefix.description
        let form = try form(message, prefix, &mutator)
        members[form.name] = .string(form.text)
        return members
    }

    private func form(
        _ message: [UInt8], _ prefix: String, _ mutator: inout Mutator
    ) throws -> (name: String, text: String) {
        switch mutator.below(10) {
        case 0: ("carrier", written(Carrier.encode(message), &mutator))
        case 1: ("fileBytes", Base64.encodeURL(try file(message, &mutator)))
        case 2: ("text", written(prefix + "_" + Base64.encodeURL(message), &mutator))
        default: ("text", prefix + "_" + Base64.encodeURL(message))
        }
    }

    /// A license file, with other objects before and behind, changed by lines and by bytes.
    private func file(_ message: [UInt8], _ mutator: inout Mutator) throws -> [UInt8] {
        var objects = message
        if mutator.happens(30) {
            let type = mutator.one(of: [
                MessageType.statusList, .trustBundle, .mediaType("text/plain"), .contentFormat(60),
            ])
            let payload = (0..<mutator.below(200)).map { _ in mutator.byte() }
            let other = try signers.stranger.message(payload, type).bytes
            objects = mutator.happens(50) ? other + objects : objects + other
        }
        if mutator.happens(5) { objects = [] }
        var lines = ["-----BEGIN LATCHKEY LICENSE-----"]
        let body = Array(Base64.encodePadded(objects).utf8)
        for start in stride(from: 0, to: body.count, by: 64) {
            lines.append(String(decoding: body[start..<min(start + 64, body.count)], as: UTF8.self))
        }
        lines.append("-----END LATCHKEY LICENSE-----")
        for _ in 0..<mutator.below(3) { change(&lines, &mutator) }
        let text = lines.joined(separator: mutator.happens(15) ? "\r\n" : "\n")
        let bytes = Array((mutator.happens(80) ? text + "\n" : text).utf8)
        return mutator.happens(20) ? mutator.changed(bytes) : bytes
    }

    private func change(_ lines: inout [String], _ mutator: inout Mutator) {
        guard !lines.isEmpty else { return }
        let at = mutator.below(lines.count)
        switch mutator.below(7) {
        case 0: lines.remove(at: at)
        case 1: lines.insert(lines[at], at: at)
        case 2: lines.insert("", at: at)
        case 3: lines[at] += mutator.one(of: [" ", "\r", "=", "A"])
        case 4: lines[at] = String(lines[at].dropLast(1 + mutator.below(4)))
        case 5: lines.insert("for people", at: at)
        default: lines.swapAt(at, mutator.below(lines.count))
        }
    }
}

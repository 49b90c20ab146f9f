import COSE
import COSESigning

/// Signs whatever it is given, so that what lies behind the signature is reached.
final class Signer: Sendable {
    private let key: SigningKey

    init(_ number: UInt8) throws {
        key = try SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
    }

    var publicKey: VerificationKey { key.verificationKey }

    func message(
        _ payload: [UInt8], _ type: MessageType, algorithm: Algorithm = .ed25519
    ) throws -> SignedMessage {
        try key.signUnchecked(payload: payload, type: type, algorithm: algorithm)
    }
}

/// Who signs what.
struct Signers {
    let issuer, activator, status, stranger: Signer
    let roots: [Signer]

    init() throws {
        issuer = try Signer(1)
        activator = try Signer(2)
        status = try Signer(3)
        stranger = try Signer(4)
        roots = try (5..<8).map { try Signer($0) }
    }
}

import Hummingbird
import LicenseRegistry

/// Who sends a request with an `Idempotency-Key`, once found good.
///
/// Two senders who use one key never get each other's answers.
struct IdempotencySender: Sendable {
    let digest: [UInt8]

    /// - Parameter parts: what no other sender has; secrets as their digests.
    init(_ parts: [[UInt8]]) {
        digest = IdempotencyStore.digest(parts)
    }

    /// Somebody with a token; who gives it another secret stays the same.
    init(_ caller: Caller) {
        self.init([Self.part(of: caller.token)])
    }

    /// What no other token has, whatever its secret is now.
    static func part(of token: APITokenRecord) -> [UInt8] { Array("token \(token.id)".utf8) }

    /// Somebody with a good license key and no credential, of whom many may share an address.
    ///
    /// - Parameter judgment: what is thought of the key now: an answer that rests on another judgment
    ///   is somebody else's.
    init(
        licenseKey: String, judged judgment: String, _ request: Request, _ context: ServiceContext
    ) {
        self.init([
            Array(judgment.utf8),
            Array((context.peer ?? "").utf8), Array((request.headers[.authorization] ?? "").utf8),
            Array(licenseKey.utf8),
        ])
    }
}

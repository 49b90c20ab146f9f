import Hummingbird
import LicenseRegistry
import LicenseVerifier

extension LicenseKeyService {
    /// Who sends a request without a credential: somebody with a good key; nil for anybody else.
    ///
    /// The key is looked up here although the request itself looks it up again: who has lost it gets
    /// no answer of former times, nor who has one whose license, or whose seat, is no longer good; and
    /// what the request does is decided in its own transaction.
    ///
    /// - Parameters:
    ///   - seat: reads the seat that must still be taken out of the body; nil for none.
    ///   - key: reads the key; nil where it cannot, which is refused later.
    func sender(
        _ request: Request, _ context: ServiceContext, seat: () -> ActivationID? = { nil },
        _ key: () -> String?
    ) async throws -> IdempotencySender? {
        let caller = KeyCaller.anonymous(context.network)
        try admit(caller)
        guard let key = key(), let license = try await license(key, for: caller) else {
            return nil
        }
        var judgment = license.refusal(at: clock.now())?.code ?? "good"
        if let seat = seat(), try await isFree(seat) { judgment += ", free" }
        return IdempotencySender(licenseKey: key, judged: judgment, request, context)
    }
}

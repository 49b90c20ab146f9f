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
    /// Nothing is kept for who has a key that is no longer good, and could fill the registry with
    /// refusals: it is judged anew each time. A seat that it gave back is one that it does not have.
    ///
    /// - Parameters:
    ///   - caller: who was admitted.
    ///   - key: as the body has it; nil where it has none, which is refused later.
    ///   - organization: the one that the body names; nil where callers need not.
    ///   - seat: the one that must still be taken; nil for none.
    func sender(
        _ request: Request, _ context: ServiceContext, admitted caller: KeyCaller, key: String?,
        of organization: OrganizationID?, seat: ActivationID? = nil
    ) async throws -> IdempotencySender? {
        guard let key, let license = try await license(key, of: organization, for: caller)
        else { return nil }
        guard license.refusal(at: clock.now()) == nil else { return nil }
        var judgment = "good"
        if let seat, try await isFree(seat) { judgment += ", free" }
        return IdempotencySender(licenseKey: key, judged: judgment, request, context)
    }
}

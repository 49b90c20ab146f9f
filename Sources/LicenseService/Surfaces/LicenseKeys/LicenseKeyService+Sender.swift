import Hummingbird

extension LicenseKeyService {
    /// Who sends a request without a credential: somebody with a good key; nil for anybody else.
    ///
    /// The key is looked up here although the request itself looks it up again: who has lost it gets
    /// no answer of former times, and what the request does is decided in its own transaction.
    ///
    /// - Parameter key: reads the key out of the body; nil where it cannot, which is refused later.
    func sender(
        _ request: Request, _ context: ServiceContext, _ key: () -> String?
    ) async throws -> IdempotencySender? {
        let caller = KeyCaller.anonymous(context.network)
        try admit(caller)
        guard let key = key(), try await license(key, for: caller) != nil else { return nil }
        return IdempotencySender(licenseKey: key, request, context)
    }
}

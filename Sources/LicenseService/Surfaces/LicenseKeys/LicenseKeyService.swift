import COSE
import LicenseRegistry
import LicenseVerifier

/// What callers without a device key do with license keys, on every surface.
///
/// A signed key is checked before the registry is asked, so that junk costs no query.
struct LicenseKeyService: Sendable {
    private let registry: Registry
    private let licenses: LicenseCache
    private let queue: ValidationQueue
    private let runtime: ServiceRuntime

    init(
        _ registry: Registry, licenses: LicenseCache, queue: ValidationQueue,
        runtime: ServiceRuntime
    ) {
        self.registry = registry
        self.licenses = licenses
        self.queue = queue
        self.runtime = runtime
    }

    var clock: ServiceClock { runtime.clock }

    /// What a caller means by a key; nil for one that looks signed and is not.
    ///
    /// Every character counts: white space around a key makes it another one.
    func reference(_ text: String) -> KeyReference? {
        // A text that does not read as a signed key is a third-party or a short key.
        guard let key = try? LicenseKey(parsing: text) else { return KeyReference(text: text) }
        guard let license = try? licenses.verify(key), text.trimmingWhiteSpace == text else {
            return nil
        }
        return KeyReference(license)
    }

    /// The license that a key names; nil for an unknown key.
    func license(
        _ text: String, of organization: OrganizationID? = nil
    ) async throws -> LicenseDetails? {
        guard let key = reference(text) else { return nil }
        let now = clock.now()
        return try await runtime.pool.run { [registry] in
            try registry.licenseDetails(named: key, of: organization, now: now)
        }
    }

    /// Validates a key and counts it.
    func validate(
        _ text: String, of organization: OrganizationID?,
        _ change: (inout Validation) -> Void = { _ in }
    ) async throws -> Result<ValidatedLicense, LicenseKeyRefusal> {
        guard let key = reference(text) else { return .failure(.unknown) }
        var validation = Validation(key, of: organization)
        change(&validation)
        return try await queue.validate(validation)
    }

    /// Takes a seat.
    ///
    /// - Parameter actor: whom the audit log names.
    func takeSeat(
        _ seat: NewSeat, of text: String, of organization: OrganizationID?, actor: String
    ) async throws -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        guard let key = reference(text) else { return .failure(.unknown) }
        let now = clock.now()
        return try await runtime.pool.run { [registry] in
            try registry.acting(as: actor).takeSeat(seat, of: key, of: organization, now: now)
        }
    }

    /// Gives a seat back.
    func freeSeat(
        _ id: ActivationID, of text: String, of organization: OrganizationID?, actor: String
    ) async throws -> Result<Seat, LicenseKeyRefusal> {
        guard let key = reference(text) else { return .failure(.unknown) }
        let now = clock.now()
        return try await runtime.pool.run { [registry] in
            try registry.acting(as: actor).freeSeat(id, of: key, of: organization, now: now)
        }
    }
}

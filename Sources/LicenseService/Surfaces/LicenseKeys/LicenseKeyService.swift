import COSE
import LicenseRegistry
import LicenseVerifier

/// What callers without a device's key do with license keys, whatever interface they come through.
///
/// A signed key is checked before the registry is asked, so that junk costs no query.
struct LicenseKeyService: Sendable {
    private let registry: Registry
    private let licenses: LicenseCache
    private let pool: BlockingPool
    private let queue: ValidationQueue
    let clock: ServiceClock

    init(
        _ registry: Registry, licenses: LicenseCache, pool: BlockingPool, queue: ValidationQueue,
        clock: ServiceClock
    ) {
        self.registry = registry
        self.licenses = licenses
        self.pool = pool
        self.queue = queue
        self.clock = clock
    }

    /// What a caller means by a key; nil for one that looks signed and is not.
    ///
    /// Every character counts: white space around a key makes it another one.
    func reference(_ text: String) -> KeyReference? {
        // Whatever does not read as a signed key is a text of another make.
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
        return try await pool.run { [registry] in
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
        return try await pool.run { [registry] in
            try registry.acting(as: actor).takeSeat(seat, of: key, of: organization, now: now)
        }
    }

    /// Gives a seat back.
    func freeSeat(
        _ id: ActivationID, of text: String, of organization: OrganizationID?, actor: String
    ) async throws -> Result<Seat, LicenseKeyRefusal> {
        guard let key = reference(text) else { return .failure(.unknown) }
        let now = clock.now()
        return try await pool.run { [registry] in
            try registry.acting(as: actor).freeSeat(id, of: key, of: organization, now: now)
        }
    }
}

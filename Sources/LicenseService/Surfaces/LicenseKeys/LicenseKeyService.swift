import COSE
import LicenseRegistry
import LicenseVerifier

/// What callers without a device key do with license keys, on every surface.
///
/// A signed key is checked before the registry is asked, so that junk costs no query. Every look-up
/// goes through one place, which limits callers without a credential and notes what they miss.
struct LicenseKeyService: Sendable {
    private let registry: Registry
    private let licenses: LicenseCache
    private let queue: ValidationQueue
    private let limits: KeyLimits
    private let runtime: ServiceRuntime

    init(
        _ registry: Registry, licenses: LicenseCache, queue: ValidationQueue, limits: KeyLimits,
        runtime: ServiceRuntime
    ) {
        self.registry = registry
        self.licenses = licenses
        self.queue = queue
        self.limits = limits
        self.runtime = runtime
    }

    var clock: ServiceClock { runtime.clock }

    /// Lets a caller send a request, before anything in it is looked at.
    func admit(_ caller: KeyCaller) throws(Problem) {
        if case .anonymous(let network) = caller { try limits.admit(network) }
    }

    /// The license that a key names; nil for an unknown key.
    func license(
        _ text: String, of organization: OrganizationID? = nil, for caller: KeyCaller
    ) async throws -> LicenseDetails? {
        let now = clock.now()
        let found: Result<LicenseDetails, LicenseKeyRefusal> =
            try await lookUp(text, of: organization, for: caller) { [registry] key in
                let details = try await runtime.pool.run {
                    try registry.licenses.details(named: key, of: organization, now: now)
                }
                return details.map { .success($0) } ?? .failure(.unknown)
            }
        return try? found.get()
    }

    /// Validates a key and counts it.
    func validate(
        _ text: String, of organization: OrganizationID?, for caller: KeyCaller,
        _ change: (inout Validation) -> Void = { _ in }
    ) async throws -> Result<ValidatedLicense, LicenseKeyRefusal> {
        try await lookUp(text, of: organization, for: caller) { key in
            var validation = Validation(key, of: organization)
            change(&validation)
            return try await queue.validate(validation)
        }
    }

    /// Takes a seat.
    ///
    /// - Parameter actor: whom the audit log names.
    func takeSeat(
        _ seat: NewSeat, of text: String, of organization: OrganizationID?, for caller: KeyCaller,
        actor: String
    ) async throws -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        let now = clock.now()
        return try await lookUp(text, of: organization, for: caller) { [registry] key in
            try await runtime.pool.run {
                try registry.acting(as: actor).activations.takeSeat(
                    seat, of: key, of: organization, now: now)
            }
        }
    }

    /// Gives a seat back.
    func freeSeat(
        _ id: ActivationID, of text: String, of organization: OrganizationID?,
        for caller: KeyCaller, actor: String
    ) async throws -> Result<Seat, LicenseKeyRefusal> {
        let now = clock.now()
        return try await lookUp(text, of: organization, for: caller) { [registry] key in
            try await runtime.pool.run {
                try registry.acting(as: actor).activations.freeSeat(
                    id, of: key, of: organization, now: now)
            }
        }
    }

    // MARK: - Looking up

    /// Admits, looks up, and notes whether there was anything.
    private func lookUp<Found>(
        _ text: String, of organization: OrganizationID?, for caller: KeyCaller,
        _ ask: (KeyReference) async throws -> Result<Found, LicenseKeyRefusal>
    ) async throws -> Result<Found, LicenseKeyRefusal> {
        if case .anonymous(let network) = caller {
            try limits.admit(key: text, of: organization, from: network)
        }
        let found: Result<Found, LicenseKeyRefusal> =
            if let key = reference(text) { try await ask(key) } else { .failure(.unknown) }
        if case .anonymous(let network) = caller {
            limits.note(isKnown: found.namesSomething, text, of: organization, from: network)
        }
        return found
    }

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
}

extension Result where Failure == LicenseKeyRefusal {
    /// Whether the caller named something that there is, even if it is refused.
    fileprivate var namesSomething: Bool {
        switch self {
        case .success, .failure(.notGranted), .failure(.expired), .failure(.seatsNotUsed),
            .failure(.seatsTaken), .failure(.units):
            true
        case .failure(.unknown), .failure(.unknownSeat), .failure(.conditions),
            .failure(.otherBenefit), .failure(.otherCustomer):
            false
        }
    }
}

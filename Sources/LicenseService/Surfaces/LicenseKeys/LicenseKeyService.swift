import COSE
import LicenseRegistry
import LicenseVerifier

/// What callers without a device key do with license keys, on every surface.
///
/// A signed key is checked before the registry is asked, so that junk costs no query. Every look-up
/// goes through one place, which limits callers without a credential and notes what they miss.
struct LicenseKeyService: Sendable {
    private let recorded: Licenses
    private let activations: Activations
    private let licenses: LicenseCache
    private let queue: ValidationQueue
    private let limits: KeyLimits
    private let runtime: ServiceRuntime

    init(
        _ registry: Registry, licenses: LicenseCache, queue: ValidationQueue, limits: KeyLimits,
        runtime: ServiceRuntime
    ) {
        recorded = registry.licenses
        activations = registry.activations
        self.licenses = licenses
        self.queue = queue
        self.limits = limits
        self.runtime = runtime
    }

    var clock: ServiceClock { runtime.clock }

    /// Lets anybody send a request, by the network alone: to read what a stranger sends costs work,
    /// so that comes afterwards.
    func admit(_ network: ClientNetwork) throws(Problem) -> KeyCaller {
        try limits.admit(network)
        return .anonymous(network)
    }

    /// The license that a key names; nil for an unknown key.
    func license(
        _ text: String, of organization: OrganizationID? = nil, for caller: KeyCaller
    ) async throws -> LicenseDetails? {
        try await named(text, of: organization, for: caller)?.license
    }

    /// The license that a key names, and the key as the registry knows it; nil for an unknown key.
    func named(
        _ text: String, of organization: OrganizationID?, for caller: KeyCaller
    ) async throws -> (license: LicenseDetails, key: KeyReference)? {
        let now = clock.now()
        let found: Result<(license: LicenseDetails, key: KeyReference), LicenseKeyRefusal> =
            try await lookUp(text, of: organization, for: caller) { [recorded] key in
                let details = try await runtime.pool.run {
                    try recorded.details(named: key, of: organization, now: now)
                }
                return details.map { .success(($0, key)) } ?? .failure(.unknown)
            }
        return try? found.get()
    }

    /// Validates a key and counts it.
    func validate(
        _ text: String, of organization: OrganizationID?, for caller: KeyCaller,
        demanding demands: ValidationDemands = ValidationDemands()
    ) async throws -> Result<ValidatedLicense, LicenseKeyRefusal> {
        try await lookUp(text, of: organization, for: caller) { key in
            try await queue.validate(Validation(key, of: organization, demanding: demands))
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
        return try await lookUp(text, of: organization, for: caller) { [activations] key in
            try await runtime.pool.run {
                try activations.acting(as: actor).takeSeat(
                    seat, of: key, of: organization, now: now)
            }
        }
    }

    /// Gives a seat back; by whoever has the key, or by the vendor where the caller has a credential.
    func freeSeat(
        _ id: ActivationID, of text: String, of organization: OrganizationID?,
        for caller: KeyCaller, actor: String
    ) async throws -> Result<Seat, LicenseKeyRefusal> {
        let now = clock.now()
        return try await lookUp(text, of: organization, for: caller) { [activations] key in
            try await runtime.pool.run {
                try activations.acting(as: actor).freeSeat(
                    id, of: key, of: organization, by: caller.isVendor ? .vendor : .keyHolder,
                    now: now)
            }
        }
    }

    /// Whether nobody has a seat that somebody had.
    func isFree(_ seat: ActivationID) async throws -> Bool {
        try await runtime.pool.run { [activations] in
            try activations.seat(seat)?.isFreed ?? false
        }
    }

    // MARK: - Looking up

    /// Admits, looks up, and notes whether there was anything.
    private func lookUp<Found>(
        _ text: String, of organization: OrganizationID?, for caller: KeyCaller,
        _ ask: (KeyReference) async throws -> Result<Found, LicenseKeyRefusal>
    ) async throws -> Result<Found, LicenseKeyRefusal> {
        if case .anonymous(let network) = caller { limits.charge(text, to: network) }
        let readings = references(text)
        // The one that is mended most, so that padding does not make it another key.
        let mended =
            readings.count > 1
            ? KeyReference(text: KeyForm.canonical(of: text)) : readings.last
        var guess: KeyLimits.Guess?
        if case .anonymous(let network) = caller, let key = mended {
            guess = try limits.admit(key: key, of: organization, from: network)
        }
        var found: Result<Found, LicenseKeyRefusal> = .failure(.unknown)
        do {
            for key in readings {
                found = try await ask(key)
                if !found.isUnknown { break }
            }
        } catch {
            if let guess { limits.settle(guess, isKnown: nil) }
            throw error
        }
        if let guess { limits.settle(guess, isKnown: found.namesSomething) }
        return found
    }

    /// What a text stands for, exactly; nil for one that looks signed and is not.
    func reference(_ text: String) -> KeyReference? {
        guard let key = try? LicenseKey(parsing: text) else { return KeyReference(text: text) }
        guard let license = try? licenses.verify(key), text.trimmingWhiteSpace == text else {
            return nil
        }
        return KeyReference(license)
    }

    /// What a caller may mean by a key, the likeliest first; nothing for one that looks signed and
    /// is not.
    ///
    /// The text as it came is asked for first. What mail, fingers and forms do to a key does not
    /// make a good one unknown.
    func references(_ text: String) -> [KeyReference] {
        if let key = try? LicenseKey(parsing: text) {
            return (try? licenses.verify(key)).map { [KeyReference($0)] } ?? []
        }
        // A text that does not read as a signed key is a third-party or a short key.
        guard text.utf8.count <= Self.maxMendedBytes else { return [KeyReference(text: text)] }
        if let key = ReceivedText.read(text).license, let license = try? licenses.verify(key) {
            return [KeyReference(license)]
        }
        return ([text] + KeyForm.readings(of: text)).map { KeyReference(text: $0) }
    }

    /// Why a key cannot be read, though it begins like one, or lost characters on its way; nil for
    /// any other text.
    static func fault(of text: String) -> ReadingFault? {
        guard text.utf8.count <= maxMendedBytes, (try? LicenseKey(parsing: text)) == nil else {
            return nil
        }
        return ReceivedText.read(text).faults.first ?? lostCharacter(in: text)
    }

    /// What programs put in place of a character that they could not read: whatever it was, no key
    /// has it.
    private static func lostCharacter(in text: String) -> ReadingFault? {
        let mark: Unicode.Scalar = "\u{fffd}"
        guard let index = text.unicodeScalars.firstIndex(of: mark) else { return nil }
        let before = text.unicodeScalars[..<index]
        let line = before.split(separator: "\n", omittingEmptySubsequences: false)
        return .stray(
            mark, at: TextPosition(line: line.count, column: (line.last?.count ?? 0) + 1))
    }

    /// The longest text in which a key is looked for.
    private static let maxMendedBytes = 16_384
}

extension Result where Failure == LicenseKeyRefusal {
    /// Whether there is no such key.
    fileprivate var isUnknown: Bool { if case .failure(.unknown) = self { true } else { false } }
}

extension Result where Failure == LicenseKeyRefusal {
    /// Whether the caller named something that there is, even if it is refused.
    fileprivate var namesSomething: Bool {
        switch self {
        case .success, .failure(.notGranted), .failure(.expired), .failure(.seatsNotUsed),
            .failure(.seatsTaken), .failure(.seatMoves), .failure(.units):
            true
        case .failure(.unknown), .failure(.unknownSeat), .failure(.conditions),
            .failure(.otherBenefit), .failure(.otherCustomer):
            false
        }
    }
}

import LicenseVerifier

/// How often callers without a credential may ask, so that keys cannot be guessed.
///
/// An address may ask so often in all, a key may be asked about so often, and of what is unknown an
/// address may try much less. Short keys, which are no signed ones, are also counted by organization,
/// whatever the addresses. A refusal says nothing about the key.
final class KeyLimits: Sendable {
    private let addresses: RateLimit
    private let keys: RateLimit
    private let misses: RateLimit
    private let guesses: RateLimit

    init(_ limits: RequestLimits) {
        addresses = RateLimit(perSecond: limits.keyCallsPerSecond, burst: limits.keyCallsBurst)
        keys = RateLimit(perSecond: limits.sameKeyPerSecond, burst: limits.sameKeyBurst)
        misses = RateLimit(perSecond: limits.missesPerSecond, burst: limits.missesBurst)
        guesses = RateLimit(perSecond: limits.guessesPerSecond, burst: limits.guessesBurst)
    }

    /// Lets an address ask once more.
    func admit(_ address: String) throws(PolarRefusal) {
        if let seconds = misses.wait(for: address) ?? addresses.take(by: address) {
            throw .tooMany(after: seconds)
        }
    }

    /// Lets a key be asked about once more.
    func admit(key: String, of organization: OrganizationID) throws(PolarRefusal) {
        // The end of a key is as good as the whole to tell keys apart, and takes less room.
        if let seconds = keys.take(by: String(key.suffix(24))) { throw .tooMany(after: seconds) }
        if key.isGuessable, let seconds = guesses.wait(for: "\(organization)") {
            throw .tooMany(after: seconds)
        }
    }

    /// Notes that an address asked for what there is not.
    func note(_ address: String, _ key: String, of organization: OrganizationID) {
        _ = misses.take(by: address)
        if key.isGuessable { _ = guesses.take(by: "\(organization)") }
    }
}

extension String {
    /// Whether it is too short for a signed key, the smallest of which has 244 characters.
    fileprivate var isGuessable: Bool { utf8.count <= 200 }
}

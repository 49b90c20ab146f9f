import CBOR
import COSE
import LicenseVerifier

/// How often callers without a credential may ask, so that keys cannot be guessed.
///
/// There is a limit for each address and one for each key. Short keys, which unlike signed ones could
/// be guessed, have two more: how many unknown ones an address may try, and how many of one
/// organization all addresses together may try. A refusal says nothing about the key.
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
    func admit(
        _ address: String, at now: ContinuousClock.Instant = .now
    ) throws(Problem) {
        if let seconds = addresses.take(by: address, at: now) {
            throw .tooMany("too many license key requests from this address", after: seconds)
        }
    }

    /// Lets an address ask about a key, whether that is known or not.
    ///
    /// - Parameter organization: the one that the caller names; nil where callers need not.
    func admit(
        key: String, of organization: OrganizationID?, from address: String,
        at now: ContinuousClock.Instant = .now
    ) throws(Problem) {
        var seconds: Int?
        if !keys.isUnlimited {
            // By their digests, so that no key that somebody tries stays in memory.
            let digest = SHA256.digest(of: Array(key.utf8)).prefix(16)
            seconds = keys.take(by: Hexadecimal.encode(Array(digest)), at: now)
        }
        if key.isGuessable {
            seconds =
                seconds ?? misses.wait(for: address, at: now)
                ?? guesses.wait(for: Self.name(organization), at: now)
        }
        if let seconds {
            throw .tooMany("too many requests about this license key", after: seconds)
        }
    }

    /// Notes that an address asked for an unknown key or seat.
    func note(
        _ address: String, _ key: String, of organization: OrganizationID?,
        at now: ContinuousClock.Instant = .now
    ) {
        guard key.isGuessable else { return }
        _ = misses.take(by: address, at: now)
        _ = guesses.take(by: Self.name(organization), at: now)
    }

    private static func name(_ organization: OrganizationID?) -> String {
        organization.map { "\($0)" } ?? ""
    }
}

extension String {
    /// Whether it is too short for a signed key, the smallest of which has 244 characters.
    fileprivate var isGuessable: Bool { utf8.count <= 200 }
}

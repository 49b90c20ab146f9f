import CBOR
import COSE
import LicenseVerifier

/// How often callers without a credential may ask, so that keys cannot be guessed.
///
/// There is a limit for each network and one for each key. Short keys, which unlike signed ones could
/// be guessed, have two more: how many unknown ones a network may try, and how many of one
/// organization all networks together may try. A refusal says nothing about the key.
///
/// Using up the second of these shuts out no customer: keys and networks that were good
/// lately are answered all the same.
final class KeyLimits: Sendable {
    private let networks: NetworkLimit
    private let keys: RateLimit<[UInt8]>
    private let misses: NetworkLimit
    private let guesses: RateLimit<OrganizationID?>
    private let good = RecentlyGood()

    init(_ limits: RequestLimits) {
        networks = NetworkLimit(perSecond: limits.keyCallsPerSecond, burst: limits.keyCallsBurst)
        keys = RateLimit(perSecond: limits.sameKeyPerSecond, burst: limits.sameKeyBurst)
        misses = NetworkLimit(perSecond: limits.missesPerSecond, burst: limits.missesBurst)
        guesses = RateLimit(perSecond: limits.guessesPerSecond, burst: limits.guessesBurst)
    }

    /// Lets a network ask once more.
    func admit(
        _ network: ClientNetwork, at now: ContinuousClock.Instant = .now
    ) throws(Problem) {
        if let seconds = networks.take(by: network, at: now) {
            throw .tooMany("too many license key requests from this address", after: seconds)
        }
    }

    /// Lets a network ask about a key, whether that is known or not.
    ///
    /// - Parameter organization: the one that the caller names; nil where callers need not.
    func admit(
        key: String, of organization: OrganizationID?, from network: ClientNetwork,
        at now: ContinuousClock.Instant = .now
    ) throws(Problem) {
        var seconds: Int?
        // A signed key needs none where keys are not limited.
        lazy var digest = Self.digest(key)
        if !keys.isUnlimited { seconds = keys.take(by: digest, at: now) }
        if seconds == nil, key.isGuessable {
            seconds =
                (good.contains(digest, from: network) ? nil : misses.wait(for: network, at: now))
                ?? (good.contains(digest) || good.contains(network)
                    ? nil : guesses.wait(for: organization, at: now))
        }
        if let seconds {
            throw .tooMany("too many requests about this license key", after: seconds)
        }
    }

    /// Notes whether a network asked for a key, and a seat, that there is.
    func note(
        isKnown: Bool, _ key: String, of organization: OrganizationID?,
        from network: ClientNetwork, at now: ContinuousClock.Instant = .now
    ) {
        guard key.isGuessable else { return }
        if isKnown {
            good.remember(Self.digest(key), from: network)
        } else {
            _ = misses.take(by: network, at: now)
            _ = guesses.take(by: organization, at: now)
        }
    }

    /// Stands for a key, so that no key that somebody tries stays in memory.
    private static func digest(_ key: String) -> [UInt8] {
        Array(SHA256.digest(of: Array(key.utf8)).prefix(16))
    }
}

extension String {
    /// Whether it is too short for a signed key, the smallest of which has 244 characters.
    fileprivate var isGuessable: Bool { utf8.count <= 200 }
}

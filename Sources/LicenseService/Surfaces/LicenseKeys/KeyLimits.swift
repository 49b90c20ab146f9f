import LicenseRegistry
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
        networks = NetworkLimit(
            perSecond: limits.keyCallsPerSecond, burst: limits.keyCallsBurst, clock: limits.clock)
        keys = RateLimit(
            perSecond: limits.sameKeyPerSecond, burst: limits.sameKeyBurst, clock: limits.clock)
        misses = NetworkLimit(
            perSecond: limits.missesPerSecond, burst: limits.missesBurst, clock: limits.clock)
        guesses = RateLimit(
            perSecond: limits.guessesPerSecond, burst: limits.guessesBurst, clock: limits.clock)
    }

    /// Lets a network ask once more.
    func admit(
        _ network: ClientNetwork, at now: ContinuousClock.Instant? = nil
    ) throws(Problem) {
        if let seconds = networks.take(by: network, at: now) {
            throw .tooMany("too many license key requests from this address", after: seconds)
        }
    }

    /// Takes what it costs beyond one request to look for a key in a long text.
    func charge(_ text: String, to network: ClientNetwork) {
        networks.charge(text.utf8.count / 1024, to: network)
    }

    /// Lets a network ask about a key, whether that is known or not.
    ///
    /// - Parameters:
    ///   - key: what is looked up, however it was written.
    ///   - organization: the one that the caller names; nil where callers need not.
    func admit(
        key: KeyReference, of organization: OrganizationID?, from network: ClientNetwork,
        at now: ContinuousClock.Instant? = nil
    ) throws(Problem) {
        let digest = key.name
        var seconds: Int?
        if !keys.isUnlimited { seconds = keys.take(by: digest, at: now) }
        if seconds == nil, key.isGuessable {
            seconds =
                (good.contains(digest, from: network) ? nil : misses.wait(for: network, at: now))
                ?? (good.contains(digest) || good.contains(network)
                    ? nil : waitForGuesses(of: organization, at: now))
        }
        if let seconds {
            throw .tooMany("too many requests about this license key", after: seconds)
        }
    }

    /// Notes whether a network asked for a key, and a seat, that there is.
    func note(
        isKnown: Bool, _ key: KeyReference, of organization: OrganizationID?,
        from network: ClientNetwork, at now: ContinuousClock.Instant? = nil
    ) {
        guard key.isGuessable else { return }
        if isKnown {
            good.remember(key.name, from: network)
        } else {
            _ = misses.take(by: network, at: now)
            // A guess that names no organization is one at each, so there is one budget for all
            // ways to ask.
            for budget in Set([organization, nil]) { _ = guesses.take(by: budget, at: now) }
        }
    }

    private func waitForGuesses(
        of organization: OrganizationID?, at now: ContinuousClock.Instant?
    ) -> Int? {
        guesses.wait(for: organization, at: now) ?? guesses.wait(for: nil, at: now)
    }
}

extension KeyReference {
    /// Whether somebody may find one by trying: each that no issuing key has signed.
    fileprivate var isGuessable: Bool { if case .text = self { true } else { false } }

    /// Stands for a key, so that no key that somebody tries stays in memory.
    fileprivate var name: [UInt8] {
        switch self {
        case .token(_, let digest), .text(let digest): Array(digest.prefix(16))
        }
    }
}

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
    /// What a guess costs is taken before anything is looked up, so that no more are answered at once
    /// than one after another; `settle` gives it back where the key is known.
    ///
    /// - Parameters:
    ///   - key: what is looked up, however it was written.
    ///   - organization: the one that the caller names; nil where callers need not.
    func admit(
        key: KeyReference, of organization: OrganizationID?, from network: ClientNetwork,
        at now: ContinuousClock.Instant? = nil
    ) throws(Problem) -> Guess {
        let digest = key.name
        var guess = Guess(key: key, organization: organization, network: network)
        var seconds: Int?
        if !keys.isUnlimited { seconds = keys.take(by: digest, at: now) }
        if seconds == nil, key.isGuessable {
            if !good.contains(digest, from: network) {
                seconds = misses.take(by: network, at: now)
                guess.hasPaidMiss = seconds == nil
            }
            if seconds == nil, !good.contains(digest), !good.contains(network) {
                for budget in guess.budgets where seconds == nil {
                    seconds = guesses.take(by: budget, at: now)
                    if seconds == nil { guess.paidBudgets.append(budget) }
                }
            }
        }
        if let seconds {
            giveBack(guess, at: now)
            throw .tooMany("too many requests about this license key", after: seconds)
        }
        return guess
    }

    /// Notes whether there is what a network asked for; nil where nobody could tell.
    func settle(
        _ guess: Guess, isKnown: Bool?, at now: ContinuousClock.Instant? = nil
    ) {
        guard guess.key.isGuessable else { return }
        guard isKnown == false else {
            giveBack(guess, at: now)
            if isKnown == true { good.remember(guess.key.name, from: guess.network) }
            return
        }
        // Who was good lately has paid nothing yet.
        if !guess.hasPaidMiss { _ = misses.take(by: guess.network, at: now) }
        for budget in guess.budgets where !guess.paidBudgets.contains(budget) {
            _ = guesses.take(by: budget, at: now)
        }
    }

    private func giveBack(_ guess: Guess, at now: ContinuousClock.Instant?) {
        if guess.hasPaidMiss { misses.giveBack(to: guess.network, at: now) }
        for budget in guess.paidBudgets { guesses.giveBack(to: budget, at: now) }
    }
}

extension KeyLimits {
    /// A key that somebody asks about, with what it has cost so far.
    struct Guess {
        fileprivate let key: KeyReference
        fileprivate let organization: OrganizationID?
        fileprivate let network: ClientNetwork
        fileprivate var hasPaidMiss = false
        fileprivate var paidBudgets: [OrganizationID?] = []

        /// A guess that names no organization is one at each, so there is one budget for all ways to
        /// ask.
        fileprivate var budgets: [OrganizationID?] {
            organization == nil ? [nil] : [organization, nil]
        }
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

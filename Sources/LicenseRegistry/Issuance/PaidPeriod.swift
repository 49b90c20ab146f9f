import LicenseIssuer
import LicenseVerifier

/// For how long a sale pays, as far as that decides when its license ends.
enum PaidPeriod {
    /// It was bought once: as long as the benefit's terms say.
    case terms
    /// It recurs, until somebody ends it.
    case open
    /// It recurs, and ends with its payments, of which nothing was heard yet.
    case unpaid
    /// Until this moment.
    case until(Timestamp)

    /// How long a license is good of whose payment nothing was heard yet: a shop may tell of the grant
    /// before it tells of the payment, and a license without an end would never get one.
    private static let untilPayment: Duration = .seconds(7 * 86_400)

    /// The period of a sale that nothing more is known of.
    init(of sale: Sale?) {
        self = sale?.kind == .subscription ? .open : .terms
    }

    /// Whether what was paid is over, as with a message that comes late; the next one pays for more.
    func isOver(at now: Timestamp) -> Bool {
        switch self {
        case .until(let end): end <= now
        case .terms, .open, .unpaid: false
        }
    }

    /// How long a new license is good.
    func lifetime(of terms: LicenseTerms, at now: Timestamp) -> Lifetime {
        switch self {
        case .terms: terms.lifetime
        case .open: .perpetual
        case .unpaid: .until(now + Self.untilPayment)
        case .until(let end): .until(end)
        }
    }

    /// When a license ends that gets the terms of now.
    func end(
        of terms: LicenseTerms, at now: Timestamp
    ) throws(RegistryError) -> TermsChange.Term<Timestamp> {
        switch self {
        case .open: return .set(nil)
        case .unpaid: return .keep
        case .until(let end): return isOver(at: now) ? .keep : .set(end)
        case .terms:
            if case .until(let end) = terms.lifetime { return .set(end) }
            do throws(IssuerError) {
                return .set(try terms.lifetime.end(issuedAt: now))
            } catch {
                throw .minting(error)
            }
        }
    }
}

import LicenseSync
import LicenseVerifier

extension SyncOutcome {
    /// What the vendor's answer comes to, for the person at the machine.
    var sentence: String {
        switch self {
        case .accepted: "accepted"
        case .stale: "a newer report was there before"
        case .forked: "two copies of this machine's ledger are in use"
        case .noSeat: "all seats of the license are taken"
        case .revoked: "the license was revoked"
        case .suspended: "the license is suspended"
        case .expired: "the license has expired"
        case .unknownLicense: "the vendor does not know this license"
        case .deactivated: "the seat was given back"
        case .conditions: "the license asks for other conditions"
        }
    }

    /// The outcome's name for programs.
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .stale: "stale"
        case .forked: "forked"
        case .noSeat: "no-seat"
        case .revoked: "revoked"
        case .suspended: "suspended"
        case .expired: "expired"
        case .unknownLicense: "unknown-license"
        case .deactivated: "deactivated"
        case .conditions: "conditions"
        }
    }

    /// The code of a finding that speaks of it.
    var code: String { "answer.\(word)" }

    /// What the person at the machine can do about it.
    var nextStep: String {
        switch self {
        case .accepted: "nothing is to be done"
        case .stale, .forked: "use one copy only, and ask the vendor to go on serving it"
        case .noSeat: "give the seat of another machine back, or buy more, and ask again"
        case .revoked: "ask the vendor, or install another license key"
        case .suspended: "ask the vendor what is open, and ask again afterwards"
        case .expired: "renew the license, and install the new key"
        case .unknownLicense: "ask again with `latchkey request --include-license`"
        case .deactivated: "ask for a new seat, where this machine is to go on"
        case .conditions: "ask again, with the conditions that the license asks for"
        }
    }
}

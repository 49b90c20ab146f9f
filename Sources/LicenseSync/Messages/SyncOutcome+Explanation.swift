extension SyncOutcome {
    /// What the vendor's answer means, for the person at the machine.
    package var sentence: String {
        switch self {
        case .accepted: "accepted"
        case .stale: "a newer report was received before"
        case .forked: "two copies of this machine's ledger are in use"
        case .noSeat: "all seats of the license are taken"
        case .revoked: "the license was revoked"
        case .suspended: "the license is suspended"
        case .expired: "the license has expired"
        case .unknownLicense: "the vendor does not know this license"
        case .deactivated: "the seat was given back"
        case .conditions: "the license requires other conditions"
        case .usage: "the report says more than can be counted"
        }
    }

    /// The outcome's name for programs.
    package var name: String {
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
        case .usage: "usage"
        }
    }

    /// The code of a finding that speaks of it.
    package var code: String { "answer.\(name)" }

    /// What the person at the machine can do about it.
    package var nextStep: String {
        switch self {
        case .accepted: "nothing needs to be done"
        case .stale, .forked: "use only one copy, and ask the vendor to keep serving it"
        case .noSeat: "give the seat of another machine back, or buy more, and ask again"
        case .revoked: "ask the vendor, or install another license key"
        case .suspended: "ask the vendor why, and ask again afterwards"
        case .expired: "renew the license, and install the new key"
        case .unknownLicense:
            "ask again with `latchkey request --include-license`, or have the vendor import the key"
        case .deactivated:
            "start again in an empty directory if this machine is still to use the license"
        case .conditions: "ask again, with the conditions that the license requires"
        case .usage: "give this seat back, and ask for a new one with a new ledger"
        }
    }
}

import CBOR
import LicenseRegistry
import LicenseVerifier

extension LicenseDetails {
    /// Its state, in one word.
    func badge(at now: Timestamp) -> Badge {
        switch record.state {
        case .revoked: Badge("revoked", .danger)
        case .disabled: Badge("disabled", .warning)
        case .granted:
            hasEnded(at: now) ? Badge("expired", .neutral) : Badge("active", .good)
        }
    }

    /// Who has it, for people; nil where nobody is named.
    var holder: String? {
        if !customer.name.isEmpty { return customer.name }
        return customer.email
    }

    /// The state that a form was filled from: another one means that somebody was faster.
    var version: String {
        record.version
    }
}

extension LicenseRecord {
    var version: String {
        "\(Hexadecimal.encode(tokenDigest))-\(state.rawValue)-\(stateChangedAt.secondsSinceEpoch)"
    }
}

extension ActivationLimit {
    /// For people.
    var plainText: String {
        switch self {
        case .notUsed: "not used"
        case .unlimited: "unlimited"
        case .seats(let count): counted(count, "device")
        }
    }

    /// As it is typed.
    var typed: String {
        switch self {
        case .notUsed: ""
        case .unlimited: "unlimited"
        case .seats(let count): "\(count)"
        }
    }

    /// Reads what is typed: nothing, `unlimited`, or a number from 1 on.
    init?(typed text: String?) {
        switch text {
        case nil: self = .notUsed
        case "unlimited"?: self = .unlimited
        case let text?:
            guard let count = UInt64(text), (1...UInt64(Limits.maxCount)).contains(count) else {
                return nil
            }
            self = .seats(count)
        }
    }
}

extension KeyReference {
    /// The newest signed key of a license that is read from the registry.
    init(_ record: LicenseRecord) {
        self = .token(record.claims.license, digest: record.tokenDigest)
    }
}

extension LicenseDetails {
    /// How many devices there are and may be.
    var seatsText: String {
        switch claims.activationLimit {
        case .notUsed: "–"
        case .unlimited: seatsTaken.grouped
        case .seats(let limit): "\(seatsTaken.grouped) of \(limit.grouped)"
        }
    }
}

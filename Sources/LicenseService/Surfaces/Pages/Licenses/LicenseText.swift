import CBOR
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

extension LicenseDetails {
    /// Its state, in one word.
    func badge(at now: Timestamp) -> Badge {
        switch record.state {
        case .revoked: Badge("revoked", .danger)
        case .disabled: Badge("disabled", .warning)
        case .granted:
            if !hasEnded(at: now) {
                Badge("active", .good)
            } else if isInGrace(at: now) {
                Badge("expired, in grace", .warning)
            } else {
                Badge("expired", .neutral)
            }
        }
    }

    /// Until when devices that cannot ask go on after its end; nil where its end is the end.
    ///
    /// An end that was set before the signed one is not followed by the grace.
    var graceEnd: Timestamp? {
        guard let signed = claims.expiresAt, signed == end, let grace = claims.grace,
            grace > .zero
        else { return nil }
        return signed + grace
    }

    /// Whether it has ended, and can still be used for a while.
    func isInGrace(at now: Timestamp) -> Bool {
        hasEnded(at: now) && graceEnd.map { now < $0 } ?? false
    }

    /// Who has it, for people; nil where nobody is named.
    var holder: String? { customer.isPlaceholder ? nil : customer.title }

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

    /// What is said of a text that is none.
    static let fault = "\(TypedCount.fault.dropLast()), or “unlimited”."

    /// Reads what is typed: nothing, `unlimited`, or a number from 1 on.
    init?(typed text: String?) {
        switch text?.lowercased() {
        case nil: self = .notUsed
        case "unlimited"?: self = .unlimited
        case let text?:
            guard let count = TypedCount(text) else { return nil }
            self = .seats(count.number)
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

extension CustomerRecord {
    /// Who it is, for people; nil where there is neither a name nor an e-mail address.
    var title: String? {
        if deletedAt != nil { return "a deleted customer" }
        return name.isEmpty ? email : name
    }

    /// Leads to their page, if they have one.
    var cell: Cell {
        let title = title ?? "no name"
        return deletedAt == nil && !isPlaceholder
            ? .link(title, "/admin/customers/\(id)") : .text(isPlaceholder ? "–" : title)
    }
}

extension [Benefit] {
    /// What a benefit is called; nil for one that is not among them.
    func name(of id: BenefitID) -> String? {
        first { $0.id == id }.map { "\($0.name)" }
    }
}

extension BenefitListing {
    /// Leads to its page; one that was deleted has none.
    var cell: Cell {
        deletedAt == nil
            ? .link("\(benefit.name)", "/admin/benefits/\(benefit.id)")
            : .text("\(benefit.name) (deleted)")
    }
}

extension LicenseState {
    /// As lists say it of each license: one that is granted is good until it ends.
    var words: String {
        switch self {
        case .granted: "active or expired"
        case .disabled: "disabled"
        case .revoked: "revoked"
        }
    }
}

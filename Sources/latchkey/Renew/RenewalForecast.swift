import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// What new terms mean for the machines that have the old key, worked out before anything changes.
struct RenewalForecast: Encodable {
    /// A machine with a seat.
    struct Machine: Encodable {
        let activation: String
        let label: String
        let leaseEnd: String?
        /// Until when the old key and the seat serve it without anything new; nil for good.
        let goesOnUntil: String?
    }

    let license: String
    let customer: String?
    /// What is said otherwise than before.
    let changes: [String]
    /// Whether the keys before end with the next status list.
    let formerKeyEndsWithList: Bool
    /// Until when the old key is good; nil for good.
    let formerKeyExpiresAt: String?
    let machines: [Machine]
    /// All of it for people.
    let sentences: [String]

    private static let maxMachines = 20

    init(
        _ request: TermsRequest, of record: LicenseRecord, _ registry: Registry, now: Timestamp
    ) throws {
        let old = record.claims
        let end = record.end
        let terms = try request.change(of: old, endingAt: end, now: now)
        try Issuance.check(terms, of: old, now: now)
        let new = terms.applied(to: old)
        try new.checkPayload()
        license = "\(old.license)"
        customer = record.customer
        changes = Self.changes(from: old, endingAt: end, to: new)
        formerKeyEndsWithList = terms.formerToken(of: old, after: new) != .runsOut
        let last = end.map { $0 + (old.grace ?? .zero) }
        formerKeyExpiresAt = last?.description
        let held = try registry.activations.all(of: old.license)
            .filter { $0.state.holdsSeat(at: now) }
        machines = held.map { activation in
            Machine(
                activation: "\(activation.id)", label: activation.label,
                leaseEnd: activation.leaseEnd?.description,
                goesOnUntil: [activation.leaseEnd, last].compactMap(\.self).min()?.description)
        }
        var sentences = ["license \(license)\(customer.map { " (\($0))" } ?? ""):"]
        sentences[0] += changes.isEmpty ? " the same terms" : " " + changes.joined(separator: "; ")
        sentences.append(
            Self.formerKey(old, endsWithList: formerKeyEndsWithList, last: last, now: now))
        sentences += machines.prefix(Self.maxMachines).map(\.sentence)
        if machines.count > Self.maxMachines {
            sentences.append("and \(machines.count - Self.maxMachines) more machines")
        }
        if case .seats(let seats) = new.activationLimit, UInt64(machines.count) > seats {
            sentences.append(
                "warning: \(machines.count) machines have seats, and the license will have "
                    + "\(seats); they keep theirs until their leases end, or until you free them "
                    + "with `latchkey seats free`")
        }
        if record.state == .disabled {
            sentences.append("warning: the license is suspended, and so is the new key")
        }
        self.sentences = sentences
    }

    /// What the key does that customers have, and how the new one takes its place.
    private static func formerKey(
        _ old: LicenseClaims, endsWithList: Bool, last: Timestamp?, now: Timestamp
    ) -> String {
        let install =
            "`latchkey install` puts the new key in its place; seat and counted units stay"
        if let last, last <= now { return "the old key has ended at \(last); \(install)" }
        let end = last.map { "until \($0)" } ?? "for good, as it has no end"
        guard endsWithList else { return "the old key stays valid \(end); \(install)" }
        guard old.statusIndex != nil else {
            return "warning: the old key has no status index, so no list can end it: it stays "
                + "valid \(end); \(install)"
        }
        return "the old key ends on each machine with the next status list that reaches it, and "
            + "without a list stays valid \(end); \(install)"
    }

    private static func changes(
        from old: LicenseClaims, endingAt end: Timestamp?, to new: LicenseClaims
    ) -> [String] {
        let (before, now) = (TermsReport(old), TermsReport(new))
        var changes: [String] = []
        func add(_ name: String, _ before: String?, _ after: String?) {
            if before != after {
                changes.append("\(name) \(after ?? "none") instead of \(before ?? "none")")
            }
        }
        // An end that was set beside the key stays unless another is given.
        let after = new.expiresAt == old.expiresAt ? end : new.expiresAt
        add("end", end?.description, after?.description)
        add("benefit", "\(old.benefit)", "\(new.benefit)")
        for field in TermsField.allCases {
            let (name, text) = before.text(for: field)
            add(name, text, now.text(for: field).text)
        }
        return changes
    }
}

extension RenewalForecast.Machine {
    fileprivate var sentence: String {
        let name = label.isEmpty ? activation : "\(quoted(label)) (\(activation))"
        return "machine \(name) can use the old key "
            + (goesOnUntil.map { "until \($0)" } ?? "for good")
    }
}

/// What would change, and nothing did.
struct RenewalForecasts: Report {
    let licenses: [RenewalForecast]

    func text(_ style: Style) -> String {
        licenses.flatMap(\.sentences).map(\.spelledOutByLine).joined(separator: "\n")
    }
}

/// A license that was changed, with its new key.
struct RenewedReport: Report {
    let key: String
    let license: LicenseReport
    let forecast: RenewalForecast?

    init(_ record: LicenseRecord, _ forecast: RenewalForecast?) {
        key = LicenseKey.text(prefix: record.claims.prefix, message: record.message)
        license = LicenseReport(record)
        self.forecast = forecast
    }

    func text(_ style: Style) -> String { key }
}

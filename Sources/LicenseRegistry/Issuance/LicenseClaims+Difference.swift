import LicenseIssuer
import LicenseVerifier

extension LicenseClaims {
    /// What the audit log says of a change of terms; empty where none changed.
    ///
    /// Conditions and entitlements are only named: what they say may be a machine's name, and is in the
    /// key.
    func difference(from old: LicenseClaims) -> String {
        var parts: [String] = []
        func add(_ name: String, _ new: String?, _ old: String?) {
            if new != old { parts.append("\(name) \(new ?? "none") instead of \(old ?? "none")") }
        }
        add("end", expiresAt?.description, old.expiresAt?.description)
        add("benefit", "\(benefit)", "\(old.benefit)")
        for field in TermsField.allCases {
            switch field {
            case .lifetime: break
            case .prefix: add("prefix", "\(prefix)", "\(old.prefix)")
            case .activationLimit: add("seats", activationLimit.words, old.activationLimit.words)
            case .usageLimit: add("units", usageLimit?.description, old.usageLimit?.description)
            case .conditions: if conditions != old.conditions { parts.append("other conditions") }
            case .entitlements:
                if entitlements != old.entitlements { parts.append("other entitlements") }
            case .offline: add("offline", offline?.text, old.offline?.text)
            case .grace: add("grace", grace?.text, old.grace?.text)
            case .updates:
                add("updates", updatesUntil?.description, old.updatesUntil?.description)
            case .maxMajorVersion:
                add("versions", maxMajorVersion?.description, old.maxMajorVersion?.description)
            case .enforcement:
                if enforcement != old.enforcement { parts.append("other enforcement") }
            }
        }
        return parts.joined(separator: "; ")
    }
}

extension ActivationLimit {
    fileprivate var words: String? {
        switch self {
        case .notUsed: nil
        case .unlimited: "unlimited"
        case .seats(let seats): "\(seats)"
        }
    }
}

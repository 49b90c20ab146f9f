import LicenseSync

/// What a certificate shows of promises that the registry has forgotten.
struct CertificateFinding {
    /// What is known of the activation.
    enum Activation {
        /// All that the certificate says, or it may not be changed by it.
        case known
        /// Nothing here has this name.
        case unknown(RecordKind)
        /// It was promised more than the registry knows.
        case lost(ActivationState, replacing: ActivationState?)
    }

    var activation = Activation.known
    /// Lists that are out and not known, by the numbers that were signed.
    var lists: [RegistryMark.List] = []
    /// Why the registry is to stand still; nil for no reason, or where it does already.
    var reason: RestoreFinding?

    /// Whether there is anything to be written.
    var isNews: Bool {
        if case .lost = activation { return true }
        return reason != nil || !lists.isEmpty
    }
}

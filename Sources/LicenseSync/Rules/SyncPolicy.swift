/// How a service answers.
public struct SyncPolicy: Equatable, Sendable {
    /// How long a device has its seat without another sync; nil for good.
    public var lease: Duration?
    /// How much it may use until then.
    public var allowance: AllowancePolicy
    /// What becomes of a device whose ledger is in use twice.
    public var onFork: ForkPolicy
    /// The newest status lists, which certificates name.
    public var lists: ListSequences

    /// A policy with seats for good and no list.
    public init(
        lease: Duration? = nil, allowance: AllowancePolicy, onFork: ForkPolicy = .refuse
    ) {
        self.lease = lease
        self.allowance = allowance
        self.onFork = onFork
        lists = ListSequences()
    }
}

/// What becomes of a device whose ledger is in use twice; it gets no more units in either case.
public enum ForkPolicy: Sendable {
    /// Its lease is renewed, and somebody looks into it.
    case warn
    /// It gets no certificate.
    case refuse
}

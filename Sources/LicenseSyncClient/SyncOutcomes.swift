public import LicenseLedger
public import LicenseSync

/// What came of a round.
public struct SyncOutcomes: Sendable {
    /// How many messages were sent.
    public internal(set) var sent = 0
    /// How many messages have to be carried, since the vendor has files and no service.
    public internal(set) var unsent = 0
    /// What was taken, in order.
    public internal(set) var installed: [Result<Installed, LedgerError>] = []
    /// Documents that have not changed since they were fetched last.
    public internal(set) var unchanged: [String] = []
    /// Documents that the service does not have.
    public internal(set) var absent: [String] = []
    /// A web server that said in its own words that it does not have what was asked for, as any
    /// stranger may; nil where there was none.
    var unnamed: String?
    /// Whether the service itself said that it does not have a document.
    var hasRefusal = false
    /// Why a document could not be fetched that may be there.
    public internal(set) var fault: SyncClientError?

    /// Nothing yet.
    public init() {}

    mutating func take(_ results: [Result<Installed, LedgerError>]) { installed += results }

    /// Adds what came of more.
    package mutating func add(_ others: SyncOutcomes) {
        sent += others.sent
        unsent += others.unsent
        installed += others.installed
        unchanged += others.unchanged
        absent += others.absent
        unnamed = unnamed ?? others.unnamed
        hasRefusal = hasRefusal || others.hasRefusal
        fault = fault ?? others.fault
    }

    /// Whether nothing was sent, taken or found.
    var isEmpty: Bool { sent == 0 && installed.isEmpty && unchanged.isEmpty && absent.isEmpty }

    /// Who answered, where nothing shows that it was the vendor's server; nil where something does, or
    /// nobody was asked.
    var stranger: String? {
        let isKnown = sent > 0 || !installed.isEmpty || !unchanged.isEmpty || hasRefusal
        return isKnown ? nil : unnamed
    }

    /// The vendor's answer, where it is no.
    public var denial: SyncOutcome? {
        for case .success(.receipt(let effects, _)) in installed {
            for case .refused(let outcome) in effects { return outcome }
        }
        return nil
    }

    /// The first thing that was refused.
    public var refusal: LedgerError? {
        for case .failure(let error) in installed { return error }
        return nil
    }
}

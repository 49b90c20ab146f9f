import COSE
import LicenseLedger
import LicenseSync
import LicenseVerifier

/// Objects of several files on their way into a ledger, in the order in which one makes the next
/// acceptable.
struct Installation {
    /// Objects that are verified together, such as the signatures of several root keys over one
    /// bundle.
    struct Group {
        /// The file from which the first one came; nil for a text that was typed.
        let name: String?
        let messages: [SignedMessage]

        /// The version that a trust bundle claims; only its position in the order depends on it.
        var claimedVersion: UInt64? {
            guard let first = messages.first, first.header.type == .trustBundle else { return nil }
            return TrustBundle(payload: first.unverifiedPayload)?.version
        }
    }

    private var contents = SignedContents()
    /// The file of the first object of each group.
    private var names: [String?] = []

    /// Adds the objects of one file.
    mutating func add(_ messages: [SignedMessage], from name: String?) {
        for message in messages where contents.add(message) == names.count { names.append(name) }
    }

    /// Gives everything to the ledger, and what was refused again as long as something else was
    /// taken meanwhile: that may have been what it waited for.
    func run(
        _ ledger: Ledger, at now: Timestamp
    ) -> [(group: Group, result: Result<Installed, LedgerError>)] {
        let groups = zip(names, contents.groups).map { Group(name: $0, messages: $1) }
        let sorted = InstallOrder.sorted(groups) { $0.messages.first }
        var outcomes = sorted.map { (group: $0, result: Self.install($0, ledger, now)) }
        var hasNews = outcomes.contains { $0.result.isSuccess }
        while hasNews {
            hasNews = false
            for index in outcomes.indices where !outcomes[index].result.isSuccess {
                outcomes[index].result = Self.install(outcomes[index].group, ledger, now)
                if outcomes[index].result.isSuccess { hasNews = true }
            }
        }
        return outcomes
    }

    private static func install(
        _ group: Group, _ ledger: Ledger, _ now: Timestamp
    ) -> Result<Installed, LedgerError> {
        ledger.install(group.messages, at: now).first ?? .failure(.notAnObject)
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

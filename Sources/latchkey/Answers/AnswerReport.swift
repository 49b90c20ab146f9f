import COSE
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Terminal

/// What `approve` and `accept` have answered.
struct AnswerReport: Report {
    /// The answer in the carrier form, for the machine, with each enclosure on a line of its own.
    let answer: String
    let license: String
    /// What the machine is told; nil for a recorded answer that no key of the registry has signed.
    let outcome: String?
    /// Whether the message was answered before, and this is that answer.
    let isRepeated: Bool
    let signedBy: String
    let activation: String?
    let label: String?
    let leaseEnd: String?
    let unitsUsed: UInt64?
    let unitsAllowed: UInt64?
    let overdraft: UInt64
    /// What shows that two copies of the ledger are in use.
    let forkEvidence: String?
    /// The options that a repeated answer takes no notice of.
    let ignoredOptions: [String]
    /// What goes along with the answer, which the machine does not hold.
    let enclosed: [String]
    /// What was mended to read the machine's text; nil for nothing.
    var repaired: [String]?
    /// The answer in the form that is typed from paper, where that was asked for.
    var typed: String?
    /// The answer's bytes.
    let receiptBytes: [UInt8]

    private enum CodingKeys: CodingKey {
        case answer, license, outcome, isRepeated, signedBy, activation, label, leaseEnd
        case unitsUsed, unitsAllowed, overdraft, forkEvidence, ignoredOptions, enclosed, repaired
        case typed
    }

    init(
        _ answer: DeviceAnswer, _ enclosed: EnclosedAnswer, to license: LicenseID,
        saying receipt: VerifiedReceipt?,
        signedBy signer: KeyID, ignoring options: [String]
    ) {
        receiptBytes = answer.receipt
        self.answer = enclosed.carriers.joined(separator: "\n")
        self.enclosed = enclosed.names
        self.license = license.description
        outcome = (answer.outcome ?? receipt?.receipt.outcome)?.name
        isRepeated = answer.outcome == nil
        signedBy = signer.description
        activation = answer.activation?.id.description
        label = answer.activation?.label?.description
        leaseEnd = answer.activation?.leaseEnd?.description
        unitsUsed = answer.activation?.usage[.units]
        unitsAllowed = answer.activation?.allowance.granted
        overdraft = answer.overdraft
        forkEvidence =
            if case .forked(let evidence) = answer.verdict { evidence.rawValue } else { nil }
        ignoredOptions = options
    }

    func text(_ style: Style) -> String { typed.map { String($0.dropLast()) } ?? answer }
}

extension EnclosedAnswer {
    /// What goes along, each once.
    var names: [String] {
        enclosures.map(\.header.type.name).reduce(into: []) { names, name in
            if names.last != name { names.append(name) }
        }
    }
}

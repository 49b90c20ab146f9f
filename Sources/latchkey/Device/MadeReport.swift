import COSE
import LicenseSync
import LicenseVerifier
import Terminal

/// A message that was made for the vendor: alone as text, with what it is as JSON.
struct MadeReport: Report {
    /// `request` or `report`.
    let made: String
    /// The directory of the ledger that remembers it.
    let device: String
    /// The request's id.
    var request: String?
    /// What is asked for: `activate` or `deactivate`.
    var purpose: String?
    /// The activation whose report it is.
    var activation: String?
    /// The report's number.
    var sequence: UInt64?
    /// What was used in all, as far as the message says so.
    var used: UInt64?
    /// The message in the carrier form.
    let message: String
    /// The message with the portal's address in front, where one is known.
    var address: String?
    /// The message in the form that is typed from paper, where that was asked for.
    var typed: String?

    init(_ report: UsageReport, _ message: SignedMessage, in directory: String) {
        made = "report"
        device = directory
        activation = report.activation.description
        sequence = report.sequence
        used = report.usage[.units]
        self.message = Carrier.encode(message.bytes)
    }

    init(_ request: ActivationRequest, _ message: SignedMessage, in directory: String) {
        made = "request"
        device = directory
        self.request = request.id.description
        switch request.kind {
        case .activate: purpose = "activate"
        case .deactivate(let usage):
            purpose = "deactivate"
            used = usage[.units]
        }
        self.message = Carrier.encode(message.bytes)
    }

    func text(_ style: Style) -> String {
        typed.map { String($0.dropLast()) } ?? address ?? message
    }
}

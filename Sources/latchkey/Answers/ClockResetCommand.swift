import ArgumentParser
import COSE
import CommandSupport
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey clock-reset`: the vendor lets a machine believe its clock again.
struct ClockResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock-reset",
        abstract: "Let a machine trust its clock again after it once ran ahead.",
        discussion: """
            Works once, on one machine, for `latchkey install` there. It takes back what the \
            clock said, never what was signed.

            Examples:
              latchkey clock-reset 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e > reset.txt
              latchkey clock-reset 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --typed
            """)

    @Argument(
        help: ArgumentHelp(
            "The machine's activation, or its first characters, as `latchkey status` shows it "
                + "there.", valueName: "activation"))
    var activation: String

    @Option(help: ArgumentHelp("The time to begin at; default: now.", valueName: "time"))
    var time: Timestamp?

    @Option(help: ArgumentHelp("How long it can be used.", valueName: "span"))
    var expires = Span(.seconds(30 * 86_400))

    @Flag(help: "Print it in the form that is typed from paper.")
    var typed = false

    @OptionGroup var signing: SigningKeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try signing.homeOptions.directory()
        let registry = try home.registry()
        let now = try Clock.now()
        let start = time ?? now
        let activation = try SeatReference.activation(activation, in: registry.activations)
        guard let seat = try registry.activations.find(activation),
            let license = try registry.licenses.find(seat.license)
        else { throw AnswerError.unknownActivation(activation) }
        let key = try signing.key(
            as: .activate, for: license.claims.organization,
            in: KeyRing(home: home, organizations: registry.organizations))
        let number = try registry.activations.nextClockReset(of: activation, now: now)
        let reset = ClockReset(
            of: activation, number: number, time: start, expiresAt: start + expires.duration)
        let message = try reset.signed(by: key)
        var report = ClockResetReport(reset, message)
        if typed { report.typed = TypedForm.text(of: message.bytes) }
        try output.print(report)
    }
}

/// A clock reset that was signed.
struct ClockResetReport: Report {
    /// The text for the machine, in the carrier form.
    let reset: String
    let activation: String
    let number: UInt64
    let time: String
    let expiresAt: String
    let signedBy: String
    /// The text in the form that is typed from paper, where that was asked for.
    var typed: String?

    init(_ reset: ClockReset, _ message: SignedMessage) {
        self.reset = Carrier.encode(message.bytes)
        activation = reset.activation.description
        number = reset.number
        time = reset.time.description
        expiresAt = reset.expiresAt.description
        signedBy = message.header.keyID.description
    }

    func text(_ style: Style) -> String { typed.map { String($0.dropLast()) } ?? reset }
}

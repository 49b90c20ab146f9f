import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkey seats`: the seats that machines have.
struct SeatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seats", abstract: "See the seats that machines have, and take them back.",
        subcommands: [
            SeatsListCommand.self, SeatsShowCommand.self, SeatsFreeCommand.self,
            SeatsVoidUsageCommand.self,
        ])
}

/// `latchkey seats void-usage`: the vendor does not believe a machine.
struct SeatsVoidUsageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void-usage",
        abstract: "Take a machine's seat, its units and all that it reported out of its license.",
        discussion: """
            For a machine that was stolen or lies. It is final: the machine's messages are \
            answered and count for nothing, and it needs a new seat. Until its lease ends, its \
            program may still use the units that it was given.

            Examples:
              latchkey seats void-usage 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e
            """)

    @Argument(
        help: ArgumentHelp(
            "The machine's activation, or its first characters, as `latchkey status` shows it "
                + "there.", valueName: "activation"))
    var activation: String

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let activations = try homeOptions.directory().registry().activations
        let activation = try SeatReference.activation(activation, in: activations)
        guard try activations.find(activation) != nil else {
            throw AnswerError.unknownActivation(activation)
        }
        try output.print(
            VoidedReport(activations.voidUsage(of: activation, now: Clock.now())))
    }
}

/// What came back.
private struct VoidedReport: Report {
    let activation: String
    let license: String
    let unitsReturned: UInt64
    let unitsClaimed: UInt64
    let leaseEnd: String?

    init(_ voided: VoidedActivation) {
        activation = "\(voided.activation.id)"
        license = "\(voided.activation.license)"
        unitsReturned = voided.unitsReturned
        unitsClaimed = voided.unitsClaimed
        leaseEnd = voided.activation.leaseEnd.map { "\($0)" }
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("license", license)
        fields.add("claimed", "\(unitsClaimed) units")
        fields.add("returned", "\(unitsReturned) units")
        fields.add("may go on until", leaseEnd ?? "for good, as it has no lease")
        return "\(style.strong(activation))\n\(fields.text(style))"
    }
}

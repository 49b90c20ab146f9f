import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkey approve`: the vendor answers an activation request.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Answer a machine's activation request.",
        discussion: """
            Prints the answer in the carrier form, for `latchkey install` on the machine; a \
            refusal is an answer too. A seat is taken as long as one is left; a machine that asks \
            again gets its own seat renewed. The same request gets the same answer, exactly as it \
            was signed the first time.

            What the machine does not hold and needs goes along, each on a line of its own: a status \
            list or staple where the license asks for one, a newer trust bundle. `latchkey qr` makes \
            a picture of each.

            The request may come in a mail, folded, in small letters, or in the form that \
            `latchkey request --typed` prints: what was mended is said, and a slip of the fingers \
            is named with its line and group.

            A machine with a new disk or directory has a new key, and asks for a second seat. If \
            it is the same machine, --rebind gives it the seat that it had: see its activation with \
            `latchkey seats list`.

            Examples:
              latchkey approve request.txt --lease 90d > answer.txt
              latchkey approve request.txt --lease none | latchkey qr
              latchkey approve request-as-typed.txt --lease none --typed
              latchkey approve request.txt --lease 90d --rebind 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e
            """)

    @Argument(
        help: ArgumentHelp("The request: a text, a file, or -.", valueName: "request"),
        completion: .file())
    var request: String = "-"

    @Option(
        help: ArgumentHelp(
            "The activation that the same machine had under another key: its seat goes to this one.",
            valueName: "uuid"))
    var rebind: ActivationID?

    @Flag(help: "Let --rebind pass even if the license's seats have moved as often as they may.")
    var beyondMoves = false

    @OptionGroup var options: AnswerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !beyondMoves || rebind != nil else {
            throw ValidationError("--beyond-moves goes with --rebind")
        }
    }

    func run() throws {
        let rebound = rebind.map {
            DeviceMessage.ReplacedSeat($0, beyondMoves: beyondMoves)
        }
        try output.print(VendorAnswer(options, rebinding: rebound).answer(request))
    }
}

/// `latchkey accept`: the vendor takes a machine's report.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Count a machine's report of what it used, and answer it.",
        discussion: """
            Prints the answer in the carrier form, for `latchkey install` on the machine: a new \
            allowance, a renewed lease. The same report gets the same answer.

            Examples:
              latchkey accept report.txt --lease 90d > answer.txt
            """)

    @Argument(
        help: ArgumentHelp("The report: a text, a file, or -.", valueName: "report"),
        completion: .file())
    var report: String = "-"

    @OptionGroup var options: AnswerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(VendorAnswer(options).answer(report))
    }
}

/// How a vendor answers machines.
struct AnswerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How long the seat is valid: 90d, or none.", valueName: "span"))
    var lease: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How many units a machine may use before it reports again. Default: the license's "
                + "units shared out evenly among its seats.", valueName: "units"))
    var allowance: UInt64?

    @Flag(help: "Keep serving a machine although a second copy of its ledger was found.")
    var forgiveCopies = false

    @Flag(help: "Print the answer in the form that is typed from paper.")
    var typed = false

    @OptionGroup var signing: SigningKeyOptions
}

import ArgumentParser
import COSE
import COSESigning
import LicenseSync
import LicenseVerifier

/// `latchkey request`: an isolated machine asks for a seat.
struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "On a customer's machine: ask for a seat, by file or QR code.",
        discussion: """
            Prints the carrier form, to be copied, scanned or typed; `latchkey qr` draws it. The \
            vendor answers with `latchkey approve`.

            Examples:
              latchkey request --key acme.pub --device /var/lib/acme customer.lic > request.txt
              latchkey request --key acme.pub --device /var/lib/acme customer.lic | latchkey qr
            """)

    @OptionGroup var input: LicenseInput
    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Machine") var machine: DeviceOptions

    @Option(help: ArgumentHelp("A name for people, such as the host's.", valueName: "name"))
    var label: String?

    @Flag(help: "Give the seat back instead.")
    var deactivate = false

    func validate() throws {
        guard machine.device != nil else { throw ValidationError("--device is needed") }
    }

    func run() throws {
        let license = try trust.trustedKeys().verify(input.key())
        let key = try DeviceDirectory(path: machine.device ?? "").key()
        var request = ActivationRequest(
            deactivate ? .deactivate : .activate, license: license, nonce: Random.bytes(16),
            issuedAt: try Clock.now())
        request.label = label
        let facts = machine.facts()
        // One fact may change without the seat being lost, where there are enough of them.
        request.fingerprint = Fingerprint(
            facts, threshold: facts.count >= 3 ? facts.count - 1 : facts.count,
            salt: Random.bytes(8))
        Console.say(Carrier.encode(try request.signed(by: key).bytes))
    }
}

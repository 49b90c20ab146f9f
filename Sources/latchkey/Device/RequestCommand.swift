import ArgumentParser
import COSE
import LicenseLedger
import LicenseSync
import LicenseVerifier
import Terminal

/// `latchkey request`: an isolated machine asks for a seat.
struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask for a seat, by file or QR code.",
        discussion: """
            Prints the carrier form, to be copied, scanned or typed; `latchkey qr` draws it. The \
            vendor answers with `latchkey approve`, and `latchkey install` takes the answer.

            Examples:
              latchkey request --device /var/lib/acme --key acme.pub customer.lic > request.txt
              latchkey request --device /var/lib/acme | latchkey qr
              latchkey request --device /var/lib/acme --deactivate
            """)

    @Argument(
        help: ArgumentHelp(
            "The license, where the machine does not have it yet.", valueName: "license"),
        completion: .file())
    var license: String?

    @OptionGroup var ledgerOptions: LedgerOptions

    @Option(help: ArgumentHelp("A name for people, such as the host's.", valueName: "name"))
    var label: DeviceLabel?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A condition that holds here; may be repeated.", valueName: "name=value")
    )
    var condition: [Condition] = []

    @Flag(help: "Give the seat back, for good.")
    var deactivate = false

    @Flag(help: "Carry the whole license, for a vendor's machine that does not know it.")
    var includeLicense = false

    func run() throws {
        let ledger = try ledgerOptions.ledger(making: license != nil)
        let now = try Clock.now()
        if let license {
            for result in ledger.install(try ObjectInput.objects(license), at: now) {
                _ = try result.get()
            }
        }
        let message = try ledger.request(
            deactivate ? .deactivate : .activate, label: label,
            conditions: condition.sorted { $0.key < $1.key }, asProof: !includeLicense, at: now)
        Console.say(Carrier.encode(message.bytes))
    }
}

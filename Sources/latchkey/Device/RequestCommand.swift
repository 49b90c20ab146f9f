import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey request`: an isolated machine asks for a seat.
struct RequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask for a seat, by file or QR code.",
        discussion: """
            Prints the carrier form, to be copied or scanned; `latchkey qr` draws it, and --typed \
            prints it for somebody who types it from paper. The vendor answers with `latchkey approve`, and `latchkey install` takes the answer.

            Examples:
              latchkey request --device /var/lib/acme --key acme.pub customer.lic > request.txt
              latchkey request --device /var/lib/acme | latchkey qr
              latchkey request --device /var/lib/acme --portal https://keys.example.com | latchkey qr
              latchkey request --device /var/lib/acme --typed
              latchkey request --device /var/lib/acme --deactivate
              latchkey request --device /var/lib/acme --key acme.pub --exchange old-key.txt
            """)

    @Argument(
        help: ArgumentHelp(
            "The license, where the machine does not have it yet.", valueName: "license"),
        completion: .file())
    var license: String?

    @Option(
        help: ArgumentHelp(
            "A file with a third-party license key, to be exchanged for a signed one.",
            valueName: "file"), completion: .file())
    var exchange: String?

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

    @Flag(help: "Print the form that is typed from paper: short groups that check themselves.")
    var typed = false

    @OptionGroup var portalOptions: PortalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if exchange != nil, license != nil || deactivate || includeLicense {
            throw ValidationError("--exchange asks for a license, and cannot be combined with one")
        }
    }

    func run() throws {
        let opened = try ledgerOptions.open(making: license != nil || exchange != nil)
        let message = try request(of: opened.ledger, at: Clock.now())
        try opened.remember()
        let address = try portalOptions.address(of: message, on: opened.ledger, at: Clock.now())
        remarkSize(of: address ?? Carrier.encode(message.bytes), hasAddress: address != nil)
        let request = try ActivationRequest.verify(message).request
        var report = MadeReport(request, message, in: opened.ledger.directory)
        report.address = address
        if typed { report.typed = TypedForm.text(of: message.bytes) }
        try output.print(report)
    }

    private func request(of ledger: Ledger, at now: Timestamp) throws -> SignedMessage {
        let conditions = condition.sorted { $0.key < $1.key }
        if let exchange {
            return try ledger.request(
                exchanging: Self.legacyKey(exchange), label: label, conditions: conditions,
                at: now)
        }
        if let license {
            var installation = Installation()
            installation.add(try ObjectInput.objects(license), from: license)
            for outcome in installation.run(ledger, at: now) { _ = try outcome.result.get() }
        }
        return try ledger.request(
            deactivate ? .deactivate : .activate, label: label, conditions: conditions,
            asProof: !includeLicense, at: now)
    }

    private static func legacyKey(_ path: String) throws -> LegacyKey {
        let bytes = try InputFile(path: path).bytes(limit: 4096)
        let text = ReceivedText.decoded(bytes)
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.count == 1, let key = LegacyKey(String(lines[0])) else {
            if let foreign = ForeignInput.refusal(of: bytes, wanted: "a license key") {
                throw foreign
            }
            throw CommandFailure(
                .malformed, code: "request.exchange",
                "the file does not contain exactly one license key",
                nextStep: "put the key alone on its first line")
        }
        return key
    }
}

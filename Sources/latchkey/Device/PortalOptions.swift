import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseVerifier
import Terminal

/// Whose portal answers a machine's messages; named once, then remembered beside its ledger.
struct PortalOptions: ParsableArguments {
    /// What `--portal` says.
    enum Choice: ExpressibleByArgument {
        case address(PortalAddress)
        case forget

        init?(argument: String) {
            if argument == "none" {
                self = .forget
            } else if let address = PortalAddress(argument) {
                self = .address(address)
            } else {
                return nil
            }
        }
    }

    private static let fileName = "portal"

    @Option(
        help: ArgumentHelp(
            "The address of the vendor's portal, such as https://keys.example.com, to be put in "
                + "front of the text: a phone that scans its QR code opens the answer. Named once, "
                + "then remembered; none forgets it.", valueName: "address"))
    var portal: Choice?

    /// The message as people carry it: with the portal's address in front, where one is known.
    func address(of message: SignedMessage, in directory: String) throws -> String? {
        let path = "\(directory)/\(Self.fileName)"
        switch portal {
        case .address(let address):
            try OutputFile.write(address.origin + "\n", to: path, for: .owner)
            return address.address(of: Carrier.encode(message.bytes))
        case .forget:
            // An empty file names nothing.
            try OutputFile.write("", to: path, for: .owner)
            return nil
        case nil:
            return try remembered(path)?.address(of: Carrier.encode(message.bytes))
        }
    }

    private func remembered(_ path: String) throws -> PortalAddress? {
        let file = InputFile(path: path)
        guard file.exists else { return nil }
        let text = String(decoding: try file.bytes(limit: 1024), as: UTF8.self)
        guard !text.isEmpty else { return nil }
        guard let address = PortalAddress(text.trimmingWhiteSpace) else {
            throw CommandFailure(
                .configuration, code: "ledger.portal", "\(path) does not contain an address",
                nextStep: "name the portal again with --portal, or none")
        }
        return address
    }
}

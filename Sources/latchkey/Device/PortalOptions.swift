import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// Whose portal answers a machine's messages: one that was named once and is remembered beside the
/// ledger, and else the service that the vendor's trust bundle names.
struct PortalOptions: ParsableArguments {
    /// What `--portal` says.
    enum Choice: ExpressibleByArgument {
        case address(PortalAddress)
        /// The service of the vendor's trust bundle.
        case automatic
        case nowhere

        init?(argument: String) {
            switch argument {
            case "none": self = .nowhere
            case "auto": self = .automatic
            default:
                guard let address = PortalAddress(argument) else { return nil }
                self = .address(address)
            }
        }

        /// How it is remembered, in a line; an empty one names nothing.
        fileprivate var text: String {
            switch self {
            case .address(let address): address.origin + "\n"
            case .automatic: "auto\n"
            case .nowhere: ""
            }
        }
    }

    private static let fileName = "portal"

    @Option(
        help: ArgumentHelp(
            "The address of the vendor's portal, such as https://keys.example.com, to be put in "
                + "front of the text: a phone that scans its QR code opens the answer. Named once, "
                + "then remembered; auto takes the address of the vendor's service, where the "
                + "machine has a trust bundle that names one, as without this option; none puts "
                + "no address in front.", valueName: "address"))
    var portal: Choice?

    /// The message as people carry it: with the portal's address in front, where one is known.
    func address(of message: SignedMessage, on ledger: Ledger, at now: Timestamp) throws -> String?
    {
        let path = "\(ledger.directory)/\(Self.fileName)"
        if let portal { try OutputFile.write(portal.text, to: path, for: .owner) }
        let address: PortalAddress? =
            switch try portal ?? remembered(path) {
            case .address(let address): address
            case .automatic: Self.service(of: ledger, at: now)
            case .nowhere: nil
            }
        return address?.address(of: Carrier.encode(message.bytes))
    }

    /// The first service of the vendor's newest trust bundle that a phone can open.
    private static func service(of ledger: Ledger, at now: Timestamp) -> PortalAddress? {
        let services = ledger.summary(at: now).bundle?.serviceURLs ?? []
        return services.lazy.filter { $0.hasPrefix("https://") }
            .compactMap { PortalAddress($0) }.first
    }

    private func remembered(_ path: String) throws -> Choice {
        let file = InputFile(path: path)
        guard file.exists else { return .automatic }
        let text = String(decoding: try file.bytes(limit: 1024), as: UTF8.self)
        guard !text.isEmpty else { return .nowhere }
        guard let choice = Choice(argument: text.trimmingWhiteSpace) else {
            throw CommandFailure(
                .configuration, code: "ledger.portal", "\(path) does not contain an address",
                nextStep: "name the portal again with --portal, or auto or none")
        }
        return choice
    }
}

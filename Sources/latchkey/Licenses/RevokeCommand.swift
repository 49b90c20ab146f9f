import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey revoke`: a license is taken back for good.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a license.",
        discussion: """
            Devices learn of it from the next status list that reaches them.

            Examples:
              latchkey revoke 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --reason refunded
              latchkey revoke customer.lic --reason 'key found on a forum'
            """)

    @OptionGroup var change: StateChange

    func run() throws { try change.run(to: .revoked) }
}

/// `latchkey suspend`: a license is taken back for a while.
struct SuspendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Suspend a license for a while.",
        discussion: """
            Examples:
              latchkey suspend 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --reason unpaid
            """)

    @OptionGroup var change: StateChange

    func run() throws { try change.run(to: .disabled) }
}

/// `latchkey reinstate`: a license is given back.
struct ReinstateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reinstate",
        abstract: "Make a suspended or revoked license valid again.",
        discussion: """
            Examples:
              latchkey reinstate 3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e --reason paid
            """)

    @OptionGroup var change: StateChange

    func run() throws { try change.run(to: .granted) }
}

/// Which license changes its state, and why.
struct StateChange: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The license's id or its first characters, its key, a file with it, or the customer.",
            valueName: "license"),
        completion: .file())
    var license: String

    @Option(help: ArgumentHelp("Why, for the audit log.", valueName: "text"))
    var reason = ""

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run(to state: LicenseState) throws {
        let registry = try homeOptions.directory().registry()
        let record = try LicenseReference.license(license, in: registry)
        let id = record.claims.license
        if state != .granted, record.claims.statusIndex == nil {
            Console.remark(
                "warning: the license has no status index, so no device can learn of this")
        }
        try registry.issuance.setState(of: id, to: state, reason: reason, now: Clock.now())
        guard let changed = try registry.licenses.find(id) else {
            throw RegistryError.missing(kind: .license)
        }
        try output.print(LicenseReport(changed))
    }
}

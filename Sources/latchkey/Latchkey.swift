import ArgumentParser
import CommandSupport
// The rows of the table of exit statuses for the registry's errors.
import RegistryCommandSupport

/// The command tree.
@main
struct Latchkey: Program {
    static let configuration = CommandConfiguration(
        commandName: "latchkey",
        abstract: "Issue license keys, and verify them without a network.",
        discussion: """
            To begin:

              latchkey keys new --organization "ACME Ltd"
              latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3
              latchkey issue --benefit pro
              latchkey verify ACME_0oRS…

            An issuer's files are in one directory: LATCHKEY_HOME, or ~/.latchkey. Verifying needs \
            only a public key.
            """,
        version: "latchkey 1.0.0, token format 1",
        groupedSubcommands: [
            CommandGroup(
                name: "Issue",
                subcommands: [
                    KeysCommand.self, BenefitsCommand<OrganizationOptions>.self, IssueCommand.self,
                    RenewCommand.self,
                    ChangeCommand.self, LicensesCommand.self, RevokeCommand.self,
                    SuspendCommand.self, ReinstateCommand.self,
                    StatusCommand.self, TrustCommand.self, PackCommand.self, QRCommand.self,
                    SignCommand.self, RegistryCommand.self,
                ]),
            CommandGroup(
                name: "Verify",
                subcommands: [
                    VerifyCommand.self, ExplainCommand.self, InspectCommand.self,
                    NewAppCommand.self,
                ]),
            CommandGroup(
                name: "On a customer's machine",
                subcommands: [
                    InstallCommand.self, RequestCommand.self, UseCommand.self, ReportCommand.self,
                ]),
            CommandGroup(
                name: "Answer customers' machines",
                subcommands: [
                    ApproveCommand.self, AcceptCommand.self, ClockResetCommand.self,
                    SeatsCommand.self,
                ]),
            CommandGroup(name: "Learn", subcommands: [DemoCommand.self]),
        ])
}

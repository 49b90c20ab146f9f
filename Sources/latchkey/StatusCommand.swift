import ArgumentParser

/// `latchkey status`: the signed lists of what was revoked and suspended; and, with `--device`, what
/// a customer's machine knows.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "What a machine is licensed for; or sign and publish the lists of what is revoked.",
        discussion: """
            Examples:
              latchkey status --device /var/lib/acme
              latchkey status publish /srv/www/lists
            """,
        subcommands: [
            StatusPublishCommand.self, StatusBuildCommand.self, StatusShowCommand.self,
            StatusDiffCommand.self, StatusStapleCommand.self, DeviceStatusCommand.self,
        ], defaultSubcommand: DeviceStatusCommand.self)
}

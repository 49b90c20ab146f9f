import ArgumentParser

/// `latchkey status`: the signed lists of what was revoked and suspended.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Sign, publish and compare the lists of revoked licenses.",
        subcommands: [
            StatusPublishCommand.self, StatusBuildCommand.self, StatusShowCommand.self,
            StatusDiffCommand.self, StatusStapleCommand.self,
        ])
}

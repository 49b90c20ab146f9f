import ArgumentParser
import CommandSupport

/// The command tree.
@main
struct LatchkeySync: Program {
    static let configuration = CommandConfiguration(
        commandName: "latchkey-sync",
        abstract: "Synchronize a machine's license with its vendor.",
        discussion: """
            The licensed program needs no network; this one uses it when there is any. It sends \
            what was used, takes the answer, and fetches the newest list of revoked licenses. \
            Everything is verified before it replaces anything.

            Examples:
              latchkey-sync join --device /var/lib/acme --root acme-root.pub customer.lic
              latchkey-sync once --device /var/lib/acme
              latchkey-sync run --device /var/lib/acme --service https://licenses.acme.example
              latchkey-sync push --service https://licenses.acme.example report.txt
            """,
        version: "latchkey-sync 1.0.0",
        subcommands: [
            JoinCommand.self, OnceCommand.self, RunCommand.self, PushCommand.self, PullCommand.self,
            SystemdCommand.self,
        ])
}

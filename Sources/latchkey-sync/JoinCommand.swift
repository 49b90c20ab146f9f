import ArgumentParser
import CommandSupport
import LicenseSyncClient
import Terminal

/// `latchkey-sync join`: from a license to a machine that is in step with its vendor.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Connect a machine to its vendor, with one command.",
        discussion: """
            Takes the license, fetches the vendor's trust bundle, asks for a seat where the license \
            has seats, and fetches the status list. One thing is pinned: the vendor's root key. The \
            license file that came from a service says where it is; otherwise --service does.

            A machine that was set up with the vendor's license key alone is led over to the root \
            key that is named, if a trust bundle of that root vouches for the key.

            Examples:
              latchkey-sync join --device /var/lib/acme --root acme-root.pub customer.lic
              latchkey-sync join --device /var/lib/acme --root acme-root.pub \
                --service https://licenses.acme.example ACME_0oRQ…

            Exit status: 0 done, 1 the vendor or the ledger refused, 69 not reachable. What was \
            taken stays; `latchkey-sync once` goes on from there.
            """)

    @Argument(
        help: ArgumentHelp(
            "License keys, .lic files or trust bundles; none for a machine that has its license.",
            valueName: "license"), completion: .file())
    var given: [String] = []

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var serviceOptions: ServiceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let objects = try given.flatMap { try ObjectInput.objects($0) }
        let (opened, report) = try await serviceOptions.withClient { client in
            let opened = try await Joining(options: ledgerOptions, client: client).open(objects)
            return (opened, try await SyncRun(opened).round(client))
        }
        try output.print(report)
        try report.failure(trusting: opened.pinned)?.endAfterReport()
    }
}

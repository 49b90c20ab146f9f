import ArgumentParser
import CommandSupport
import Foundation
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier
import Terminal

/// `latchkey-sync once`: one round, then the end.
struct OnceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "once", abstract: "Synchronize once.",
        discussion: """
            The machine's trust bundle says where the service is; --service names another address. \
            Where the vendor has a web server with files and no service, lists and bundles are \
            fetched from there, and messages are carried by file. What is named is taken first, so \
            that an empty directory is connected as by `latchkey-sync join`.

            Exit status: 0 done, 1 the vendor or the ledger refused, 69 not reachable.
            """)

    @Argument(
        help: ArgumentHelp(
            "License keys, .lic files or trust bundles that came since; none for a round alone.",
            valueName: "license"), completion: .file())
    var given: [String] = []

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var serviceOptions: ServiceOptions

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let objects = try given.flatMap { try ObjectInput.objects($0) }
        let (opened, outcome) = try await serviceOptions.withClient { client in
            let opened =
                objects.isEmpty
                ? try ledgerOptions.open()
                : try await Joining(options: ledgerOptions, client: client).open(objects)
            return (opened, try await SyncRun(opened).round(client))
        }
        try output.print(outcome)
        try outcome.failure(trusting: opened.pinned)?.endAfterReport()
    }
}

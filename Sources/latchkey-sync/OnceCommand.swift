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
            fetched from there, and messages are carried by file.

            Exit status: 0 done, 1 the vendor or the ledger refused, 69 not reachable.
            """)

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var serviceOptions: ServiceOptions

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let opened = try ledgerOptions.open()
        let outcome = try await serviceOptions.withClient { client in
            try await SyncRun(opened).round(client)
        }
        try output.print(outcome)
        try outcome.failure(trusting: opened.pinned)?.endAfterReport()
    }
}

import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseSyncClient
import LicenseVerifier
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
            let opened = try await open(objects, client)
            return (opened, try await SyncRun(opened).round(client))
        }
        try output.print(report)
        try report.failure(trusting: opened.pinned)?.endAfterReport()
    }

    /// The ledger with the license in it, and the vendor remembered.
    private func open(
        _ objects: [SignedMessage], _ client: SyncClient
    ) async throws -> OpenedLedger {
        let opened: OpenedLedger
        do {
            opened = try ledgerOptions.open(making: !objects.isEmpty, vouching: objects)
        } catch let failure as CommandFailure where failure.code == LedgerOptions.otherVendor {
            // A newer bundle may lead from the keys that are held to those that are named.
            guard let bundle = try await client.pullTrust() else { throw failure }
            opened = try ledgerOptions.open(
                making: false, vouching: try Self.messages(bundle) + objects)
        }
        try await install(objects, in: opened, client)
        try opened.remember()
        return opened
    }

    private func install(
        _ objects: [SignedMessage], in opened: OpenedLedger, _ client: SyncClient
    ) async throws {
        let refused = opened.ledger.install(objects, at: try Clock.now()).compactMap(\.refusal)
        guard let first = refused.first else { return }
        // Only keys that are not known yet can become known.
        guard case .root = opened.pinned, refused.contains(where: \.awaitsTrust) else {
            throw first
        }
        try await SyncRun(opened).fetchTrust(client)
        for result in opened.ledger.install(objects, at: try Clock.now()) { _ = try result.get() }
    }

    private static func messages(_ bundle: [UInt8]) throws -> [SignedMessage] {
        do throws(COSEError) {
            return try SignedMessage.sequence(bundle, maxPayload: Limits.maxObjectBytes)
        } catch {
            throw SyncClientError.answer
        }
    }
}

extension Result where Failure == LedgerError {
    fileprivate var refusal: LedgerError? {
        if case .failure(let error) = self { error } else { nil }
    }
}

extension LedgerError {
    /// Whether a newer trust bundle may change the verdict.
    fileprivate var awaitsTrust: Bool {
        switch self {
        case .noBundle, .license(.unknownKey): true
        default: false
        }
    }
}

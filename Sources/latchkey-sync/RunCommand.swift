import ArgumentParser
import CommandSupport
import Dispatch
import Foundation
import LicenseSyncClient
import Terminal

/// `latchkey-sync run`: rounds until it is stopped.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Synchronize again and again.",
        discussion: """
            A round that fails is said on standard error and tried again at the next interval; \
            nothing of it is lost. SIGTERM and SIGINT end the program between two rounds.
            """)

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var serviceOptions: ServiceOptions

    @Option(
        help: ArgumentHelp(
            "The time between two rounds, a tenth more or less.", valueName: "minutes"))
    var interval = 60

    func validate() throws {
        guard (1...100_000).contains(interval) else {
            throw ValidationError("--interval is at least 1 minute")
        }
    }

    func run() async throws {
        let opened = try ledgerOptions.open()
        let rounds = SyncRun(opened)
        try await serviceOptions.withClient { client in
            let work = Task {
                var generator = SystemRandomNumberGenerator()
                while !Task.isCancelled {
                    do {
                        let report = try await rounds.round(client)
                        try report.say(json: false)
                        if let failure = report.failure(trusting: opened.pinned) {
                            Self.remark(failure)
                        }
                    } catch {
                        guard let failure = CommandFailure(error) else { throw error }
                        Self.remark(failure)
                    }
                    let pause = RetrySchedule.interval(
                        .seconds(Int64(interval) * 60), using: &generator)
                    // Cancelled means stopped, which ends the loop.
                    try? await Task.sleep(for: pause)
                }
            }
            let signals = [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number)
                source.setEventHandler { work.cancel() }
                source.resume()
                return source
            }
            defer { for source in signals { source.cancel() } }
            try await work.value
        }
    }

    private static func remark(_ failure: CommandFailure) {
        Console.remark(
            (failure.descriptions + [failure.nextStep, failure.code]).joined(separator: "; "))
    }
}

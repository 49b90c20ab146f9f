import ArgumentParser
import CommandSupport
import LicenseService
import Logging
import Terminal

/// `latchkeyd serve`: answers until it is told to end.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer devices and API clients until stopped.",
        discussion: """
            SIGTERM and SIGINT stop it when its requests are finished; SIGHUP reloads certificate, \
            trust bundle and webhook secrets.

            Examples:
              latchkeyd serve --home /var/lib/latchkeyd
              latchkeyd serve --config /etc/latchkeyd.json --host 0.0.0.0 --port 443
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try ServiceConfiguration(options.sources())
        let logger = Logger(label: "latchkeyd") { _ in
            LineLogHandler(level: configuration.logLevel, format: configuration.logFormat)
        }
        do {
            try await ServiceRunner.run(configuration, logger: logger) { port in
                logger.notice("listening", metadata: ["port": "\(port)"])
            }
        } catch  where CommandFailure(error) == nil {
            throw CommandFailure(
                .unavailable, "the service cannot listen: \(error)",
                nextStep: "check address, port and certificate")
        }
        logger.notice("ended")
    }
}

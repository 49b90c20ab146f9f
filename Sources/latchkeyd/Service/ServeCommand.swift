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
        let (sources, now) = (try options.sources(), try Clock.now())
        let preparation: Preparation
        do throws(ConfigurationMistakes) {
            preparation = try Preparation.start(sources, now: now)
        } catch {
            throw error.shortFailure
        }
        let configuration = preparation.configuration
        let logger = Logger(label: "latchkeyd") { _ in
            LineLogHandler(level: configuration.logLevel, format: configuration.logFormat)
        }
        do {
            try await ServiceRunner.run(preparation, logger: logger) { port in
                logger.notice("listening", metadata: ["port": "\(port)"])
            }
        } catch  where CommandFailure(error) == nil {
            // What a framework says is for those who program with it.
            logger.debug("ended by an error", metadata: ["error": "\(error)"])
            throw CommandFailure(
                .unavailable, "the service ended because of an error that it does not know",
                nextStep: "run it with --set log.level=debug, and report what it says then")
        }
        logger.notice("ended")
    }
}

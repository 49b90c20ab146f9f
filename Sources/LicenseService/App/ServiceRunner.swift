import COSE
import Glibc
import Hummingbird
import HummingbirdCore
import LicenseRegistry
public import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Runs a service until it is told to end.
public enum ServiceRunner {
    /// Listens with what was prepared, and finishes what is under way at SIGTERM or SIGINT.
    ///
    /// SIGHUP reads certificate, trust bundle and the secrets of webhooks again.
    ///
    /// - Parameter onRunning: told the port once requests are answered.
    public static func run(
        _ preparation: Preparation, logger: Logger,
        onRunning: @escaping @Sendable (Int) -> Void
    ) async throws {
        // A limit on the size of files is handled as a disk that fails, not as a reason to end.
        signal(SIGXFSZ, SIG_IGN)
        let configuration = preparation.configuration
        let clock = ServiceClock.system()
        let parts = try parts(preparation, logger, clock)
        let service = try LatchkeyService(parts, clock: clock)
        let certificate = preparation.certificate
        let http = LatchkeyService.http(configuration.limits)
        let application = service.application(
            at: .hostname(configuration.host, port: configuration.port),
            server: certificate?.server(http) ?? .http1(configuration: http),
            limits: configuration.limits, logger: logger,
            onRunning: { channel in onRunning(channel.localAddress?.port ?? configuration.port) })
        var reloading = Reloading(logger: logger)
        reloading.add(certificate)
        reloading.add(
            service.trust, service.publisher, service.presence, of: configuration)
        reloading.add(service.receivers, configuration.shopSettings)
        reloading.add(configuration.webhooks.endpoint, parts.registry, service.runtime)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [reloading] + service.jobs + [application],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet(logger)))
        do {
            try await group.run()
        } catch let error as IOError {
            // The port was free when it was checked.
            throw ListenFault(error, host: configuration.host, port: configuration.port)
        }
        try await service.shutDown()
    }

    private static func parts(
        _ preparation: Preparation, _ logger: Logger, _ clock: ServiceClock
    ) throws -> ServiceParts {
        let configuration = preparation.configuration
        guard let opened = preparation.registry, let keys = preparation.keys else {
            throw ConfigurationMistakes(preparation.mistakes)
        }
        let registry = try opened.marked(
            in: configuration.marks, each: .seconds(1), clock: { clock.now() })
        var parts = ServiceParts(
            registry: registry, keys: keys, publishing: configuration.publishing, logger: logger)
        parts.devices = configuration.devices
        parts.marks = configuration.marks
        parts.node = configuration.nodeName
        parts.reference = { try registry.serverTime() }
        parts.webhooks = configuration.webhooks
        (parts.shops, parts.mail) = (preparation.shops, configuration.mail)
        parts.proxySignIn = configuration.proxySignIn
        parts.limits = configuration.limits
        parts.threads = configuration.threads
        parts.waiting = configuration.waiting
        parts.trustBundle = preparation.trustBundle
        parts.trustBundlePath = configuration.trustBundlePath
        parts.acceptedBundle = configuration.acceptedBundle
        parts.affirmations = preparation.affirmations
        parts.otherBundles = preparation.otherBundles
        return parts
    }

    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return logger
    }
}

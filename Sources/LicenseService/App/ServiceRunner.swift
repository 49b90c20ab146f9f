import COSE
import Foundation
import Hummingbird
import HummingbirdCore
import LicensePostgres
import LicenseRegistry
public import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Runs a service until it is told to end.
public enum ServiceRunner {
    /// Opens registry and keys, listens, and finishes what is under way at SIGTERM or SIGINT.
    ///
    /// SIGHUP reads certificate, trust bundle and the secrets of webhooks again.
    ///
    /// - Parameter onRunning: told the port once requests are answered.
    public static func run(
        _ configuration: ServiceConfiguration, logger: Logger,
        onRunning: @escaping @Sendable (Int) -> Void
    ) async throws {
        // A limit on the size of files is handled as a disk that fails, not as a reason to end.
        signal(SIGXFSZ, SIG_IGN)
        let clock = ServiceClock.system()
        let parts = try parts(configuration, logger, clock)
        let service = try LatchkeyService(parts, clock: clock)
        let certificate = try configuration.tls.map { try TLSCertificate($0) }
        let http = LatchkeyService.http(configuration.limits)
        let application = service.application(
            at: .hostname(configuration.host, port: configuration.port),
            server: certificate?.server(http) ?? .http1(configuration: http),
            limits: configuration.limits, logger: logger,
            onRunning: { channel in onRunning(channel.localAddress?.port ?? configuration.port) })
        var reloading = Reloading(logger: logger)
        reloading.add(certificate)
        reloading.add(
            service.trust, at: configuration.trustBundlePath,
            affirmations: configuration.affirmationPaths)
        reloading.add(service.receivers, configuration.shopSettings)
        reloading.add(configuration.webhooks.endpoint, parts.registry, service.runtime)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [reloading] + service.jobs + [application],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet(logger)))
        try await group.run()
        try await service.shutDown()
    }

    private static func parts(
        _ configuration: ServiceConfiguration, _ logger: Logger, _ clock: ServiceClock
    ) throws -> ServiceParts {
        try configuration.database.checkDirectory()
        // A migration may take longer than any request, so it goes first and without a limit.
        try RegistrySchema.migrate(configuration.database.open(connections: 1), now: clock.now())
        let registry = try Registry(
            existing: configuration.database.open(
                connections: configuration.threads,
                statementLimit: configuration.statementLimit), actor: "latchkeyd"
        ).marked(in: configuration.marks, each: .seconds(1), clock: { clock.now() })
        let home = ServiceHome(
            configuration.home, passphraseFile: configuration.passphraseFile)
        var parts = ServiceParts(
            registry: registry,
            keys: try home.keys(minting: configuration.minting, registry.organizations),
            publishing: configuration.publishing, logger: logger)
        parts.devices = configuration.devices
        parts.marks = configuration.marks
        parts.webhooks = configuration.webhooks
        (parts.shops, parts.mail) = (try configuration.shops(), configuration.mail)
        parts.limits = configuration.limits
        parts.threads = configuration.threads
        parts.waiting = configuration.waiting
        parts.trustBundle = try configuration.trustBundlePath.map { try bytes(of: $0) }
        parts.affirmations = try configuration.affirmationPaths.map { try bytes(of: $0) }
        return parts
    }

    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return logger
    }

    static func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

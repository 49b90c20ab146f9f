import LicenseRegistry
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads files again at SIGHUP, each by itself: where one cannot be used, its former content stays in
/// use, and the others are read all the same.
struct Reloading: Service {
    private struct File {
        /// The setting that names it.
        let setting: String
        let read: @Sendable () async throws -> Void
    }

    private let logger: Logger
    private var files: [File] = []

    init(logger: Logger) {
        self.logger = logger
    }

    mutating func add(_ certificate: TLSCertificate?) {
        guard let certificate else { return }
        files.append(File(setting: "tls.certificate") { try certificate.reload() })
    }

    /// A bundle may wait for lists that it takes, so they are published with it.
    mutating func add(
        _ trust: ServedTrust, _ publisher: StatusListPublisher, _ presence: NodePresence,
        of configuration: ServiceConfiguration
    ) {
        for (number, path) in configuration.bundlePaths.enumerated() {
            guard number < trust.files.count else { return }
            files.append(
                File(setting: configuration.bundleSetting(path)) {
                    let file = try TrustFile(number, of: configuration)
                    try await trust.files[number].load(
                        file.bundle, affirmations: file.affirmations)
                    await publisher.round()
                    await presence.round()
                })
        }
    }

    mutating func add(_ receivers: [ShopWebhookReceiver], _ shops: [ShopSettings]) {
        for receiver in receivers {
            guard let shop = shops.first(where: { $0.shop == receiver.policy.shop }) else {
                continue
            }
            files.append(
                File(setting: shop.secretSetting) {
                    receiver.secrets.replace(try shop.secrets())
                })
        }
    }

    mutating func add(
        _ endpoint: ConfiguredWebhook?, _ registry: Registry, _ runtime: ServiceRuntime
    ) {
        guard let endpoint else { return }
        files.append(
            File(setting: "webhooks.secret-file") {
                try await runtime.pool.run {
                    try ConfiguredWebhook.apply(
                        endpoint, to: registry.acting(as: "latchkeyd"), now: runtime.clock.now())
                }
            })
    }

    /// Not the error itself, which may quote the file; but why a bundle is not handed out.
    private static func metadata(of error: any Error, _ setting: String) -> Logger.Metadata {
        guard let refusal = error as? BundleRefusal else { return ["setting": "\(setting)"] }
        return [
            "setting": "\(setting)", "code": "\(refusal.code)", "reason": "\(refusal)",
            "hint": "\(refusal.nextStep)",
        ]
    }

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            var isWhole = true
            for file in files {
                do {
                    try await file.read()
                } catch {
                    logger.error(
                        "reload failed; what was read before stays in use",
                        metadata: Self.metadata(of: error, file.setting))
                    isWhole = false
                }
            }
            if isWhole { logger.notice("reloaded") }
        }
    }
}

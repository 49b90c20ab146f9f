import LicenseRegistry
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads files again at SIGHUP, each by itself: one that cannot be used leaves what it held before,
/// and stands in nobody's way.
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

    mutating func add(_ trust: ServedTrust, at path: String?) {
        guard let path else { return }
        files.append(
            File(setting: "trust.bundle") { trust.replace(try ServiceRunner.bytes(of: path)) })
    }

    mutating func add(_ desks: [ShopWebhookReceiver], _ shops: [ShopSettings]) {
        for desk in desks {
            guard let shop = shops.first(where: { $0.shop == desk.policy.shop }) else { continue }
            files.append(
                File(setting: shop.secretSetting) { desk.secrets.replace(try shop.secrets()) })
        }
    }

    mutating func add(
        _ endpoint: ConfiguredWebhook?, _ registry: Registry, pool: BlockingPool,
        clock: ServiceClock
    ) {
        guard let endpoint else { return }
        files.append(
            File(setting: "webhooks.secret-file") {
                try await pool.run {
                    try ConfiguredWebhook.apply(
                        endpoint, to: registry.acting(as: "latchkeyd"), now: clock.now())
                }
            })
    }

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            var isWhole = true
            for file in files {
                do {
                    try await file.read()
                } catch {
                    // Not the error itself, which may quote what stands in the file.
                    logger.error(
                        "reload failed; what was read before stays",
                        metadata: ["setting": "\(file.setting)"])
                    isWhole = false
                }
            }
            if isWhole { logger.notice("reloaded") }
        }
    }
}

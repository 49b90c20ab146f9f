import LicenseRegistry
import Logging

/// Takes what shops had said of products before these were mapped, wherever the mapping came from:
/// the settings, the Sales page, or the import of a list.
final class WaitingMessages: PeriodicService {
    let interval = Duration.seconds(15)

    private let receivers: [ShopWebhookReceiver]
    private let runtime: ServiceRuntime

    init(_ receivers: [ShopWebhookReceiver], runtime: ServiceRuntime) {
        self.receivers = receivers
        self.runtime = runtime
    }

    func round() async {
        for receiver in receivers {
            do {
                let taken = try await receiver.takeMapped()
                guard taken > 0 else { continue }
                runtime.logger.info(
                    "hook: messages that had waited were taken",
                    metadata: ["shop": "\(receiver.policy.shop.name)", "count": "\(taken)"])
            } catch {
                runtime.logger.error(
                    "hook: messages that wait could not be taken",
                    metadata: [
                        "shop": "\(receiver.policy.shop.name)", "code": "\(Problem(error).code)",
                    ])
            }
        }
    }
}

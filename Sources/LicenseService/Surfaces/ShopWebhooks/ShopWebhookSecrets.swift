import Synchronization

/// The secrets that a shop's messages are checked with; replaced when their file is read again.
final class ShopWebhookSecrets: Sendable {
    private let secrets: Mutex<[ShopWebhookSecret]>

    init(_ secrets: [ShopWebhookSecret]) {
        self.secrets = Mutex(secrets)
    }

    var current: [ShopWebhookSecret] { secrets.withLock { $0 } }

    func replace(_ new: [ShopWebhookSecret]) {
        secrets.withLock { $0 = new }
    }
}

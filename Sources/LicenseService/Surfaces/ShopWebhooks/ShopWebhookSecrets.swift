import Synchronization

/// What a shop's messages are checked against, replaced when the file is read again.
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

import Synchronization

/// What a shop's messages are checked against, replaced when the file is read again.
final class HookSecrets: Sendable {
    private let secrets: Mutex<[HookSecret]>

    init(_ secrets: [HookSecret]) {
        self.secrets = Mutex(secrets)
    }

    var current: [HookSecret] { secrets.withLock { $0 } }

    func replace(_ new: [HookSecret]) {
        secrets.withLock { $0 = new }
    }
}

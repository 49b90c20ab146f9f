/// Who names a license key to the service.
enum KeyCaller: Sendable {
    /// Somebody with a credential, who may look up as many keys as its requests name.
    case authenticated
    /// Anybody, whose look-ups are limited and whose misses are counted.
    case anonymous(ClientNetwork)

    /// Whether it is the vendor's own program, and not whoever has the key.
    var isVendor: Bool { if case .authenticated = self { true } else { false } }
}

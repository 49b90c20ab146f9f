import Synchronization

/// The trust bundle that the service hands out, replaced when its file is read again.
///
/// The service does not judge it: devices verify it by the root keys that they pin.
final class ServedTrust: Sendable {
    private let document = Mutex<StaticDocument?>(nil)

    var current: StaticDocument? { document.withLock { $0 } }

    func replace(_ bundle: [UInt8]) {
        let new = StaticDocument(bundle, mediaType: "application/cose", lifetime: .seconds(3600))
        document.withLock { $0 = new }
    }
}

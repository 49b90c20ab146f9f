import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The trust bundle that the service hands out, replaced when its file is read again.
///
/// Devices verify it by the root keys that they pin. The service believes what the bundle takes away:
/// a key that it calls stolen, or out of its time, opens nothing here either.
final class ServedTrust: Sendable {
    private let document = Mutex<StaticDocument?>(nil)
    private let licenses: LicenseCache

    init(honoredBy licenses: LicenseCache) {
        self.licenses = licenses
    }

    var current: StaticDocument? { document.withLock { $0 } }

    func replace(_ bundle: [UInt8]) {
        let new = StaticDocument(bundle, mediaType: "application/cose", lifetime: .seconds(3600))
        document.withLock { $0 = new }
        licenses.honor(TrustBundle(served: bundle))
    }
}

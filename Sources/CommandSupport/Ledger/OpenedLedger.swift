import COSE
package import LicenseLedger
import LicenseVerifier

/// A ledger with the vendor's keys that it was opened with.
package struct OpenedLedger {
    /// The ledger.
    package let ledger: Ledger
    /// The vendor's keys, as they were named.
    package let pinned: PinnedTrust
    private let isRemembered: Bool
    private let pins: LedgerPins

    init(_ ledger: Ledger, _ pinned: PinnedTrust, isRemembered: Bool, _ pins: LedgerPins) {
        self.ledger = ledger
        self.pinned = pinned
        self.isRemembered = isRemembered
        self.pins = pins
    }

    /// Remembers the vendor's keys when they were named for the first time.
    ///
    /// To be called when the command has succeeded: a mistyped name must not become the vendor for
    /// good.
    package func remember() throws {
        if !isRemembered { try pins.write(pinned) }
    }
}

extension PinnedTrust {
    /// Whether both name the same keys, in whatever order.
    func isSame(as other: PinnedTrust) -> Bool {
        func names(_ keys: [VerificationKey]) -> Set<String> { Set(keys.map(\.hexadecimal)) }
        return switch (self, other) {
        case (.keys(let keys), .keys(let others)): names(keys) == names(others)
        case (.root(let root), .root(let other)):
            root.threshold == other.threshold && names(root.keys) == names(other.keys)
        case (.keys, .root), (.root, .keys): false
        }
    }
}

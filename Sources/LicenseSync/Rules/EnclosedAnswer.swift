public import COSE
import LicenseVerifier

/// What a device is sent: the answer to its message, and what it needs beside it (Device-Messages §8).
public struct EnclosedAnswer: Equatable, Sendable {
    /// The signed answer.
    public let receipt: [UInt8]
    /// What makes the answer enough; none where the device has all that it needs.
    public var enclosures: [SignedMessage]

    /// An answer with what goes along.
    public init(_ receipt: [UInt8], enclosing enclosures: [SignedMessage] = []) {
        self.receipt = receipt
        self.enclosures = enclosures
    }

    /// All objects end to end, the answer first.
    public var octets: [UInt8] { receipt + enclosures.flatMap(\.bytes) }

    /// Each object in the carrier form, in an order in which a device can take them one by one: the
    /// answer's key may be new to it, and the answer may bring the license key that a staple is about.
    public var carriers: [String] {
        let trust = enclosures.filter { $0.isOfTrust }
        let others = enclosures.filter { !$0.isOfTrust }
        return (trust.map(\.bytes) + [receipt] + others.map(\.bytes)).map { Carrier.encode($0) }
    }
}

extension SignedMessage {
    fileprivate var isOfTrust: Bool { [.trustBundle, .affirmation].contains(header.type) }
}

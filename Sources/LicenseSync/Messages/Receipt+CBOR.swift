package import CBOR
package import COSE
import LicenseVerifier

private enum Label {
    static let activation: Int64 = 1
    static let sequence: Int64 = 2
    static let outcome: Int64 = 3
    static let certificate: Int64 = 4
    static let replacement: Int64 = 5
    static let usage: Int64 = 6
    static let request: Int64 = 7
}

extension Receipt {
    static let form = MessageForm(
        type: .receipt, label: -65543, shared: [SharedLabel.issuedAt], lastLabel: 7)

    init(_ claims: MessageClaims) throws(SyncError) {
        do throws(SyncClaimFault) {
            let own = claims.own
            self.init(
                to: try own.required(Label.request, .request),
                try own.required(Label.outcome, .outcome),
                issuedAt: try claims.shared.required(SharedLabel.issuedAt, .issuedAt))
            sequence = try own.value(Label.sequence, .sequence)
            usage = try own.value(Label.usage, .usage) ?? UsageTotal()
            certificate = try own.value(Label.certificate, .certificate) {
                // Which fault of form it has helps nobody: the service made it.
                $0.bytes.flatMap {
                    try? SignedMessage(Array($0), maxPayload: SyncLimits.maxMessage)
                }
            }
            // A certificate names the activation, so the receipt does not name it again.
            let named: ActivationID? = try own.value(Label.activation, .activation)
            if certificate != nil, named != nil { throw .outOfRange(.activation) }
            activation = named ?? certificate.flatMap(Self.activation)
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        guard let octets = claims.own.map[Label.replacement] else { return }
        guard let octets = octets.bytes else { throw .claims(.outOfRange(.replacement)) }
        replacement = try licenseKey(octets)
    }

    /// What the types of the single claims cannot say; reading ends with it, writing begins.
    func checkRanges() throws(SyncClaimFault) {
        if let sequence, !(1...UInt64(Limits.maxCount)).contains(sequence) {
            throw .outOfRange(.sequence)
        }
        if let certificate, Self.activation(of: certificate) != activation {
            throw .outOfRange(.certificate)
        }
        if sequence != nil, activation == nil { throw .missing(.activation) }
        guard usage.isInClaimRange else { throw .outOfRange(.usage) }
    }

    /// The activation that a certificate claims to be of; nil for anything but a certificate.
    private static func activation(of certificate: SignedMessage) -> ActivationID? {
        // Its signature is checked with the receipt's; until then nobody sees the receipt.
        guard certificate.header.type == .activationCertificate,
            let claims = try? ActivationCertificate.form.claims(
                in: certificate.unverifiedPayload)
        else { return nil }
        return try? claims.shared.value(SharedLabel.id, .id)
    }

    /// What the wire says of this receipt, or why it cannot be said.
    func payload() throws(SyncError) -> [UInt8] {
        do throws(SyncClaimFault) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        return Self.form.payload(
            shared: [(SharedLabel.issuedAt, issuedAt)],
            own: [
                (Label.activation, certificate == nil ? activation : nil),
                (Label.sequence, sequence), (Label.outcome, outcome),
                (Label.certificate, certificate?.bytes[...]),
                (Label.replacement, replacement?.message.bytes[...]),
                (Label.usage, usage.isZero ? nil : usage), (Label.request, request),
            ])
    }
}

extension SyncOutcome: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let number = item.integer else { return nil }
        self.init(rawValue: number)
    }

    package var claim: CBORItem { .integer(rawValue) }
}

extension Receipt {
    /// Reads a receipt that the caller itself has signed; of any other it proves nothing.
    package init(ownMessage bytes: [UInt8]) throws(SyncError) {
        let message = try SignedMessage(deviceMessage: bytes)
        try self.init(Self.form.claims(in: message.unverifiedPayload))
    }
}

extension ActivationCertificate {
    /// Reads a certificate that the caller itself has signed; of any other it proves nothing.
    package init(ownMessage message: SignedMessage) throws(SyncError) {
        try self.init(Self.form.claims(in: message.unverifiedPayload))
    }
}

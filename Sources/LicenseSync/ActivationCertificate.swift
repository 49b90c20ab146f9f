import CBOR
public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// The proof that a device has a seat.
    public static let activationCertificate = MessageType.mediaType(
        "application/vnd.latchkey.activation+cwt")
}

/// The proof that a device has a seat of a license (Device-Messages §4).
public struct ActivationCertificate: Equatable, Sendable {
    /// The activation.
    public var activation: ActivationID
    /// The license.
    public var license: LicenseID
    /// Who sold it.
    public var organization: OrganizationID
    /// The device's own key: who holds it has the seat.
    public var device: VerificationKey
    /// The machine, if it is bound to one.
    public var fingerprint: Fingerprint?
    /// Up to which total this device may count usage; nil where it is not metered.
    public var allowance: UInt64?
    /// A name for people.
    public var label: String?
    /// The conditions that were presented.
    public var conditions: [Condition]
    /// When it was signed.
    public var issuedAt: Timestamp
    /// The end of the lease, this moment excluded; nil for none.
    public var leaseEnd: Timestamp?

    /// A certificate without a lease, an allowance or a machine.
    public init(
        _ activation: ActivationID, of license: LicenseID, organization: OrganizationID,
        device: VerificationKey, issuedAt: Timestamp
    ) {
        self.activation = activation
        self.license = license
        self.organization = organization
        self.device = device
        self.issuedAt = issuedAt
        conditions = []
    }

    private static let claim: Int64 = -65540

    /// Signs the certificate with a key of the role *activate*.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        guard let payload else { throw .outOfRange }
        do throws(SigningKeyError) {
            return try key.sign(payload: payload, type: .activationCertificate)
        } catch {
            throw .outOfRange
        }
    }

    private var payload: [UInt8]? {
        guard label.map(DeviceMessage.isLabel) ?? true, leaseEnd.map({ $0 > issuedAt }) ?? true,
            (allowance ?? 0) <= UInt64(Limits.maxCount), conditions.count <= Limits.maxConditions
        else { return nil }
        var own: [CBORMap.Entry] = [
            .init(.integer(1), .bytes(license.bytes[...])),
            .init(.integer(2), .bytes(organization.bytes[...])),
        ]
        if let fingerprint { own.append(.init(.integer(3), fingerprint.item)) }
        if let allowance { own.append(.init(.integer(4), .integer(Int64(allowance)))) }
        if let label { own.append(.init(.integer(5), .text(label))) }
        if !conditions.isEmpty {
            guard let item = DeviceMessage.item(conditions) else { return nil }
            own.append(.init(.integer(6), item))
        }
        guard let own = CBORMap(own) else { return nil }
        var all: [CBORMap.Entry] = [
            .init(.integer(DeviceMessage.Label.issuedAt), .integer(issuedAt.secondsSinceEpoch)),
            .init(.integer(DeviceMessage.Label.id), .bytes(activation.bytes[...])),
            .init(.integer(DeviceMessage.Label.confirmation), DeviceMessage.confirmation(device)),
            .init(.integer(Self.claim), .map(own)),
        ]
        if let leaseEnd {
            all.append(
                .init(
                    .integer(DeviceMessage.Label.expiresAt), .integer(leaseEnd.secondsSinceEpoch)))
        }
        return CBORMap(all).map { CBORItem.map($0).encoded }
    }

    fileprivate init(payload: ArraySlice<UInt8>) throws(SyncError) {
        let map = try DeviceMessage.map(
            payload,
            required: [
                DeviceMessage.Label.issuedAt, DeviceMessage.Label.id,
                DeviceMessage.Label.confirmation, Self.claim,
            ], optional: [DeviceMessage.Label.expiresAt])
        guard let issuedAt = DeviceMessage.time(map[DeviceMessage.Label.issuedAt]),
            let activation = map[DeviceMessage.Label.id]?.bytes.flatMap({ ActivationID($0) }),
            let device = DeviceMessage.key(confirmedBy: map[DeviceMessage.Label.confirmation]),
            let own = map[Self.claim]?.map, own.has([1, 2], [3, 4, 5, 6]),
            let license = own[1]?.bytes.flatMap({ LicenseID($0) }),
            let organization = own[2]?.bytes.flatMap({ OrganizationID($0) })
        else { throw .content }
        self.init(
            activation, of: license, organization: organization, device: device,
            issuedAt: issuedAt)
        leaseEnd = try map.optional(DeviceMessage.Label.expiresAt) {
            DeviceMessage.time($0).flatMap { $0 > issuedAt ? $0 : nil }
        }
        fingerprint = try own.optional(3) { Fingerprint(item: $0) }
        allowance = try own.optional(4) { item in
            item.integer.flatMap { (0...Limits.maxCount).contains($0) ? UInt64($0) : nil }
        }
        label = try own.optional(5, DeviceMessage.label)
        conditions = try own.optional(6, DeviceMessage.conditions) ?? []
    }
}

/// The public keys whose activation certificates a program accepts.
public struct ActivationKeys: Sendable {
    private let keys: [KeyID: VerificationKey]

    /// Pins keys; nil when two of them have one key id.
    public init?(pinning keys: [VerificationKey]) {
        guard Set(keys.map(\.keyID)).count == Set(keys).count else { return nil }
        self.keys = Dictionary(keys.map { ($0.keyID, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes the activating keys of a trust bundle that are not compromised.
    public init(_ bundle: VerifiedTrustBundle) {
        let usable = bundle.bundle.keys.filter { $0.role == .activate && $0.compromisedAt == nil }
        keys = Dictionary(
            usable.map { ($0.key.keyID, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    /// Checks who signed a certificate and that it is one.
    public func verify(
        _ message: SignedMessage
    ) throws(SyncError) -> VerifiedActivationCertificate {
        guard message.header.type == .activationCertificate else {
            throw .type(message.header.type)
        }
        guard let key = keys[message.header.keyID] else {
            throw .unknownKey(message.header.keyID)
        }
        let verified: VerifiedMessage
        do throws(COSEError) {
            verified = try message.verified(by: key)
        } catch {
            throw .message(error)
        }
        return VerifiedActivationCertificate(
            certificate: try ActivationCertificate(payload: verified.payload), message: message)
    }
}

/// A certificate that a trusted key has signed.
///
/// Only `ActivationKeys.verify` makes one.
public struct VerifiedActivationCertificate: Equatable, Sendable {
    /// What it says.
    public let certificate: ActivationCertificate
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(certificate: ActivationCertificate, message: SignedMessage) {
        self.certificate = certificate
        self.message = message
    }
}

import CBOR
public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// A device's request to activate or deactivate.
    public static let activationRequest = MessageType.mediaType(
        "application/vnd.latchkey.request+cwt")
}

/// What a device asks for (Device-Messages §3).
public struct ActivationRequest: Equatable, Sendable {
    /// What is asked for.
    public enum Kind: Int64, Sendable {
        /// A seat for this device.
        case activate = 1
        /// This device's seat back.
        case deactivate = 2
    }

    /// The license's signed object.
    public var license: [UInt8]
    /// What is asked for.
    public var kind: Kind
    /// The machine.
    public var fingerprint: Fingerprint?
    /// A name for people, such as the host's.
    public var label: String?
    /// The conditions that hold there.
    public var conditions: [Condition]
    /// Makes the answer to this request unlike the answer to another; 16 unpredictable bytes.
    public var nonce: [UInt8]
    /// When it was made, by the device's clock.
    public var issuedAt: Timestamp

    /// A request about a license.
    public init(
        _ kind: Kind, license: VerifiedLicense, nonce: [UInt8], issuedAt: Timestamp
    ) {
        self.kind = kind
        self.license = license.message.bytes
        self.nonce = nonce
        self.issuedAt = issuedAt
        conditions = []
    }

    /// Signs the request with the device's own key, which it thereby proves to hold.
    public func signed(by device: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        let key = device.verificationKey
        guard let payload = payload(of: key), payload.count <= DeviceMessage.maxPayload else {
            throw .outOfRange
        }
        do throws(SigningKeyError) {
            return try device.sign(payload: payload, type: .activationRequest)
        } catch {
            throw .outOfRange
        }
    }

    private static let claim: Int64 = -65541

    private func payload(of key: VerificationKey) -> [UInt8]? {
        guard nonce.count == 16, label.map(DeviceMessage.isLabel) ?? true,
            conditions.count <= Limits.maxConditions
        else { return nil }
        var own: [CBORMap.Entry] = [
            .init(.integer(1), .bytes(license[...])), .init(.integer(2), .integer(kind.rawValue)),
        ]
        if let fingerprint { own.append(.init(.integer(3), fingerprint.item)) }
        if let label { own.append(.init(.integer(4), .text(label))) }
        if !conditions.isEmpty {
            guard let item = DeviceMessage.item(conditions) else { return nil }
            own.append(.init(.integer(5), item))
        }
        return CBORMap(own).flatMap { own in
            CBORMap([
                .init(
                    .integer(DeviceMessage.Label.issuedAt), .integer(issuedAt.secondsSinceEpoch)),
                .init(.integer(DeviceMessage.Label.id), .bytes(nonce[...])),
                .init(
                    .integer(DeviceMessage.Label.confirmation), DeviceMessage.confirmation(key)),
                .init(.integer(Self.claim), .map(own)),
            ]).map { CBORItem.map($0).encoded }
        }
    }

    fileprivate init(_ map: CBORMap) throws(SyncError) {
        guard let issuedAt = DeviceMessage.time(map[DeviceMessage.Label.issuedAt]),
            let nonce = map[DeviceMessage.Label.id]?.bytes, nonce.count == 16,
            let own = map[Self.claim]?.map, own.has([1, 2], [3, 4, 5]),
            let license = own[1]?.bytes, let kind = own[2]?.integer.flatMap(Kind.init(rawValue:))
        else { throw .content }
        self.license = Array(license)
        self.kind = kind
        self.nonce = Array(nonce)
        self.issuedAt = issuedAt
        fingerprint = try own.optional(3) { Fingerprint(item: $0) }
        label = try own.optional(4, DeviceMessage.label)
        conditions = try own.optional(5, DeviceMessage.conditions) ?? []
    }
}

/// A request that was signed with the key that it names.
///
/// That proves that the sender holds the key, and nothing else. Only
/// `VerifiedActivationRequest(_:)` makes one.
public struct VerifiedActivationRequest: Equatable, Sendable {
    /// What the device asks for.
    public let request: ActivationRequest
    /// The device's public key.
    public let device: VerificationKey
    /// The first 16 bytes of SHA-256 over the message, which an answer repeats.
    public let digest: [UInt8]

    /// Checks that the message is signed with the key in its `cnf` (RFC 8747 §3).
    public init(_ message: SignedMessage) throws(SyncError) {
        guard message.header.type == .activationRequest else { throw .type(message.header.type) }
        let map = try DeviceMessage.map(
            message.unverifiedPayload,
            required: [
                DeviceMessage.Label.issuedAt, DeviceMessage.Label.id,
                DeviceMessage.Label.confirmation, -65541,
            ])
        guard
            let device = DeviceMessage.key(confirmedBy: map[DeviceMessage.Label.confirmation])
        else { throw .content }
        do throws(COSEError) {
            _ = try message.verified(by: device)
        } catch {
            throw .message(error)
        }
        request = try ActivationRequest(map)
        self.device = device
        digest = Array(SHA256.digest(of: message.bytes).prefix(16))
    }
}

import CBOR
public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// A one-time order to believe the clock again.
    public static let clockReset = MessageType.mediaType("application/vnd.latchkey.reset+cwt")
}

/// What a service or the root keys say of the time to one device whose clock ran ahead
/// (Device-Messages §9).
///
/// It takes back the soft mark of the latest local reading, never the hard one of signed times.
public struct ClockReset: Equatable, Sendable {
    /// For which activation.
    public var activation: ActivationID
    /// Each number works once, and only upward.
    public var number: UInt64
    /// The time to which the soft mark goes back.
    public var time: Timestamp
    /// Until when it can be used, by the device's own clock, this moment excluded.
    public var expiresAt: Timestamp

    /// Names everything, all of which is required.
    public init(
        of activation: ActivationID, number: UInt64, time: Timestamp, expiresAt: Timestamp
    ) {
        self.activation = activation
        self.number = number
        self.time = time
        self.expiresAt = expiresAt
    }

    /// Signs the reset with a service key of the role `activate`, or with a root key.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try sign(payload(), as: Self.form, by: key)
    }
}

extension ActivationKeys {
    /// Checks that a service key has signed a reset, in its window.
    public func verifyReset(_ message: SignedMessage) throws(SyncError) -> VerifiedClockReset {
        let claims = try claims(of: message, as: ClockReset.form)
        let reset = try ClockReset(claims)
        try check(message, issuedAt: reset.time, organization: nil)
        return VerifiedClockReset(reset: reset, message: message)
    }
}

extension TrustRoot {
    /// Checks that enough root keys have signed one and the same reset, for vendors without a
    /// service.
    public func verifyReset(_ messages: [SignedMessage]) throws(SyncError) -> VerifiedClockReset {
        for message in messages { try ClockReset.form.check(message) }
        let first: SignedMessage
        do throws(TrustError) {
            first = try checkSignatures(messages, type: .clockReset)
        } catch {
            throw .roots(error)
        }
        let claims = try ClockReset.form.claims(in: first.unverifiedPayload)
        return VerifiedClockReset(reset: try ClockReset(claims), message: first)
    }
}

/// A clock reset that a trusted key has signed.
///
/// Only `ActivationKeys` and `TrustRoot` make one.
public struct VerifiedClockReset: Equatable, Sendable {
    /// What the key asserts.
    public let reset: ClockReset
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(reset: ClockReset, message: SignedMessage) {
        self.reset = reset
        self.message = message
    }

    /// Whether a device may use the reset now (step 9).
    ///
    /// - Parameters:
    ///   - activation: the device's own.
    ///   - used: the highest number that it has used; 0 for none.
    ///   - reading: what its clock says.
    public func check(
        activation: ActivationID, used: UInt64, at reading: Timestamp
    ) throws(SyncError) {
        guard reset.activation == activation else { throw .otherActivation }
        guard reset.number > used else { throw .resetUsed(number: reset.number) }
        guard reading < reset.expiresAt else { throw .resetExpired(at: reset.expiresAt) }
    }
}

// MARK: - Wire form

private enum Label {
    static let activation: Int64 = 1
    static let number: Int64 = 2
    static let time: Int64 = 3
}

extension ClockReset {
    static let form = MessageForm(
        type: .clockReset, label: -65545, shared: [SharedLabel.expiresAt], lastLabel: 3)

    fileprivate init(_ claims: MessageClaims) throws(SyncError) {
        do throws(SyncClaimFault) {
            self.init(
                of: try claims.own.required(Label.activation, .activation),
                number: try claims.own.required(Label.number, .resetNumber),
                time: try claims.own.required(Label.time, .time),
                expiresAt: try claims.shared.required(SharedLabel.expiresAt, .expiresAt))
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    private func checkRanges() throws(SyncClaimFault) {
        guard (1...UInt64(Limits.maxCount)).contains(number) else {
            throw .outOfRange(.resetNumber)
        }
        guard time < expiresAt else { throw .outOfRange(.expiresAt) }
    }

    fileprivate func payload() throws(SyncError) -> [UInt8] {
        do throws(SyncClaimFault) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        return Self.form.payload(
            shared: [(SharedLabel.expiresAt, expiresAt)],
            own: [(Label.activation, activation), (Label.number, number), (Label.time, time)])
    }
}

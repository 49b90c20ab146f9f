public import LicenseSync
public import LicenseVerifier

/// A device's message with what it is answered by.
public enum DeviceMessage: Sendable {
    /// A request for a seat, or to give one back.
    public struct Request: Sendable {
        /// What the device asks; the caller has checked its signature.
        public let request: VerifiedActivationRequest
        /// The license that it is about.
        public let license: LicenseID
        /// The digest of the token that the device holds, if it is known.
        public let token: [UInt8]?
        /// Whether the device gets the signed key for a third-party one.
        public let isExchange: Bool
        /// Names the activation, if the device has none yet.
        public let id: ActivationID
        /// The seat that the same machine had under another key, as whoever answers has found: the
        /// device itself cannot say so.
        public let replaces: ReplacedSeat?
        /// How it is answered.
        public let policy: SyncPolicy

        /// Takes all of it.
        public init(
            _ request: VerifiedActivationRequest, about license: LicenseID, token: [UInt8]?,
            isExchange: Bool, id: ActivationID, replaces: ReplacedSeat? = nil,
            policy: SyncPolicy
        ) {
            self.request = request
            self.license = license
            self.token = token
            self.isExchange = isExchange
            self.id = id
            self.replaces = replaces
            self.policy = policy
        }
    }

    /// A seat that goes to its machine's new key.
    public struct ReplacedSeat: Sendable {
        /// The activation that ends.
        public let activation: ActivationID
        /// Whether it goes there even if the license's seats have moved as often as they may.
        public let beyondMoves: Bool

        /// Takes both.
        public init(_ activation: ActivationID, beyondMoves: Bool = false) {
            self.activation = activation
            self.beyondMoves = beyondMoves
        }
    }

    /// A request.
    case request(Request)
    /// A report, answered by a policy that depends on what the license says.
    case report(VerifiedUsageReport, @Sendable (LicenseClaims) -> SyncPolicy)
}

extension DeviceMessage {
    /// The request, where it gives a seat back.
    var release: Request? {
        guard case .request(let asked) = self, case .deactivate = asked.request.request.kind else {
            return nil
        }
        return asked
    }
}

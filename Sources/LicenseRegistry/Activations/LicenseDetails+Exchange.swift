public import LicenseSync
public import LicenseVerifier

extension LicenseDetails {
    /// What a device is told that exchanges a third-party key of a license which needs no seat: the
    /// signed license alone, or why it is not handed out.
    public func receipt(
        exchanging request: VerifiedActivationRequest, at now: Timestamp
    ) throws(LicenseError) -> Receipt {
        let outcome: SyncOutcome =
            switch refusal(at: now) {
            case nil: .accepted
            case .notGranted(.revoked): .revoked
            case .notGranted: .suspended
            // A license alone is refused for its state or its end only.
            case .expired, .unknown, .seatsNotUsed, .seatsTaken, .seatMoves, .unknownSeat,
                .conditions, .otherBenefit, .otherCustomer, .units:
                .expired
            }
        var receipt = Receipt(to: request.digest, outcome, issuedAt: now)
        if outcome == .accepted { receipt.replacement = try LicenseKey(record.message) }
        return receipt
    }
}

import CBOR
import COSE
import LicenseVerifier

private enum Label {
    static let license: Int64 = 1
    static let organization: Int64 = 2
    static let fingerprint: Int64 = 3
    static let allowance: Int64 = 4
    static let label: Int64 = 5
    static let conditions: Int64 = 6
    static let expiryOverride: Int64 = 7
    static let lists: Int64 = 8
}

extension ActivationCertificate {
    static let form = MessageForm(
        type: .activationCertificate, label: -65540,
        shared: [
            SharedLabel.expiresAt, SharedLabel.issuedAt, SharedLabel.id, SharedLabel.confirmation,
        ], lastLabel: 8)

    init(_ claims: MessageClaims) throws(SyncError) {
        let device = try claims.deviceKey()
        do throws(SyncClaimFault) {
            let (shared, own) = (claims.shared, claims.own)
            self.init(
                try shared.required(SharedLabel.id, .activation),
                of: try own.required(Label.license, .license),
                organization: try own.required(Label.organization, .organization),
                device: device, issuedAt: try shared.required(SharedLabel.issuedAt, .issuedAt))
            leaseEnd = try shared.value(SharedLabel.expiresAt, .expiresAt)
            fingerprint = try own.value(Label.fingerprint, .fingerprint)
            allowance = try own.value(Label.allowance, .allowance)
            label = try own.value(Label.label, .label)
            conditions = try own.conditions(Label.conditions, .conditions)
            expiryOverride = try own.value(Label.expiryOverride, .expiryOverride)
            lists = try own.value(Label.lists, .lists) ?? ListSequences()
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    /// What the types of the single claims cannot say; reading ends with it, writing begins.
    func checkRanges() throws(SyncClaimFault) {
        if let leaseEnd, leaseEnd <= issuedAt { throw .outOfRange(.expiresAt) }
        if let allowance, !allowance.isInClaimRange { throw .outOfRange(.allowance) }
        guard conditions.isInClaimRange else { throw .outOfRange(.conditions) }
        guard lists.isInClaimRange else { throw .outOfRange(.lists) }
    }

    /// What the wire says of this certificate, or why it cannot be said.
    func payload() throws(SyncError) -> [UInt8] {
        do throws(SyncClaimFault) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        return Self.form.payload(
            shared: [
                (SharedLabel.expiresAt, leaseEnd), (SharedLabel.issuedAt, issuedAt),
                (SharedLabel.id, activation), (SharedLabel.confirmation, device.confirmation),
            ],
            own: [
                (Label.license, license), (Label.organization, organization),
                (Label.fingerprint, fingerprint), (Label.allowance, allowance),
                (Label.label, label), (Label.conditions, conditions.claim),
                (Label.expiryOverride, expiryOverride),
                (Label.lists, lists.isEmpty ? nil : lists),
            ])
    }
}

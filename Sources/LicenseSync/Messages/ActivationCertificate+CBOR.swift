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
                try shared.required(SharedLabel.id, .activation, identifier),
                of: try own.required(Label.license, .license, identifier),
                organization: try own.required(Label.organization, .organization, identifier),
                device: device,
                issuedAt: try shared.required(SharedLabel.issuedAt, .issuedAt, timestamp))
            leaseEnd = try shared.value(SharedLabel.expiresAt, .expiresAt, timestamp)
            fingerprint = try own.value(Label.fingerprint, .fingerprint) { Fingerprint($0) }
            allowance = try own.value(Label.allowance, .allowance, count)
            label = try own.value(Label.label, .label) { $0.text.flatMap { DeviceLabel($0) } }
            conditions = try own.value(Label.conditions, .conditions, LicenseSync.conditions) ?? []
            expiryOverride = try own.value(Label.expiryOverride, .expiryOverride, timestamp)
            lists = try own.value(Label.lists, .lists, listSequences) ?? ListSequences()
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    /// What the types of the single claims cannot say; reading ends with it, writing begins.
    private func checkRanges() throws(SyncClaimFault) {
        if let leaseEnd, leaseEnd <= issuedAt { throw .outOfRange(.expiresAt) }
        if let allowance, allowance > UInt64(Limits.maxCount) { throw .outOfRange(.allowance) }
        guard isSound(conditions) else { throw .outOfRange(.conditions) }
        guard lists.isSound else { throw .outOfRange(.lists) }
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
                (SharedLabel.expiresAt, leaseEnd.map { CBORItem($0) }),
                (SharedLabel.issuedAt, CBORItem(issuedAt)),
                (SharedLabel.id, CBORItem(activation)),
                (SharedLabel.confirmation, CBORItem(confirming: device)),
            ],
            own: [
                (Label.license, CBORItem(license)),
                (Label.organization, CBORItem(organization)),
                (Label.fingerprint, fingerprint?.item),
                (Label.allowance, allowance.map { CBORItem($0) }),
                (Label.label, label.map { CBORItem($0) }),
                (Label.conditions, item(conditions)),
                (Label.expiryOverride, expiryOverride.map { CBORItem($0) }),
                (Label.lists, item(lists)),
            ])
    }
}

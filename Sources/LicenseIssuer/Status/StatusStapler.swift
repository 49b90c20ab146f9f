public import COSESigning
public import LicenseVerifier

extension VerifiedStatusList {
    /// Signs what this list says of one license, for a machine that takes no whole list.
    ///
    /// The staple is as old as the list, whenever it is made, and expires with it.
    public func staple(
        for license: VerifiedLicense, signedBy key: borrowing SigningKey
    ) throws(IssuerError) -> VerifiedStatusStaple {
        guard let index = license.claims.statusIndex,
            license.claims.organization == claims.organization
        else { throw .statusList(.otherOrganization) }
        let status: LicenseStatus
        do throws(StatusError) {
            status = try self.status(of: index)
        } catch {
            throw .statusList(error)
        }
        let payload = StatusStapleClaims(
            digest: license.digest, status: status, shard: claims.shard,
            sequence: claims.sequence, issuedAt: claims.issuedAt, expiresAt: claims.expiresAt
        ).payload
        return try key.signed(payload, as: .statusStaple) { (keys, message) throws(StatusError) in
            try keys.verifyStaple(message)
        }
    }
}

import COSE
import LicenseVerifier
import SQLDatabase

/// Tokens of a license that is recorded, minted elsewhere: devices that have one are known by it.
struct ImportedTokenChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Takes another token of a license; false for one that the license has or had.
    ///
    /// The token that was issued last becomes the license's. An older one is good for as long as it
    /// says, and its device gets the newest with its next answer.
    func take(
        _ license: VerifiedLicense, of known: LicenseRecord
    ) throws(RegistryError) -> Bool {
        let claims = license.claims
        if try KeyQueries(change).had(license.digest, known) { return false }
        if let index = claims.statusIndex {
            try StatusIndexChanges(change).checkFree(
                index, of: claims.organization, butFor: claims.license)
        }
        let isNewer = claims.issuedAt > known.claims.issuedAt
        if isNewer { try replaceToken(by: license) }
        let former = isNewer ? (known.tokenDigest, known.claims) : (license.digest, claims)
        let newest = isNewer ? claims : known.claims
        // A position in a status list belongs to one row: the newest token's, where two share it.
        let index = former.1.statusIndex == newest.statusIndex ? nil : former.1.statusIndex
        try change.run(
            """
            INSERT INTO former_token
                (digest, license_id, organization_id, status_index, is_void, replaced_at,
                is_known)
            VALUES ($1, $2, $3, $4, 0, $5, 1)
            """,
            [
                .blob(former.0), .id(claims.license), .id(claims.organization),
                .optional(index.map { Int64($0.value) }), .time(change.now),
            ])
        if let shard = claims.statusIndex?.shard {
            try StatusIndexChanges(change).close(importing: shard, of: claims.organization)
        }
        try StatusLogChanges(change).note(claims.license)
        try change.audit(.licenseImport, of: claims.license, "another token")
        return true
    }

    private func replaceToken(by license: VerifiedLicense) throws(RegistryError) {
        let claims = license.claims
        let owner = try BenefitQueries(change).benefit(claims.benefit)?.organization
        guard owner == claims.organization else { throw .missing(kind: .benefit) }
        try change.run(
            """
            UPDATE license SET answers = answers + 1, octets = $2, issued_at = $3, expires_at = $4, status_index = $5,
                benefit_id = $6, changed_at = $7
            WHERE id = $1
            """,
            [
                .id(claims.license), .blob(license.message.bytes), .time(claims.issuedAt),
                .time(claims.expiresAt), .optional(claims.statusIndex.map { Int64($0.value) }),
                .id(claims.benefit), .time(change.now),
            ])
        try EventChanges(change).record(.updated, of: claims.license)
    }
}

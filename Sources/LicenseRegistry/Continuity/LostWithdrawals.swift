import COSE
import LicenseVerifier
import SQLDatabase

/// What was taken away from people after the state to which the registry went back.
struct LostWithdrawals {
    private let change: Change
    /// The last audit record of before the restore; nil where it is not known.
    private let restoredRecords: Int64?

    init(_ change: Change) {
        self.change = change
        restoredRecords = change.registryStatus?.restoredRecords
    }

    /// Takes it away again, as far as the mark knows of it.
    func restore(
        _ marked: MarkedCredentials?, _ resumption: inout Resumption
    ) throws(RegistryError) {
        try endSessions()
        guard let marked else {
            resumption.areCredentialsKnown = false
            return
        }
        for token in try TokenQueries(change).all() where token.revokedAt == nil {
            guard marked.wasGood(token) == false, try !isChangedSince(token.id) else { continue }
            // One that another has made ends with it.
            guard try TokenQueries(change).token(token.id)?.revokedAt == nil else { continue }
            try TokenChanges(change).revoke(token.id)
            resumption.revokedTokens.append(token.name)
        }
        for key in try OrganizationQueries(change).signingKeys()
        where key.retiredAt == nil && marked.retiredKeys.contains(key.publicKey.keyID) {
            try OrganizationChanges(change).retireSigningKey(named: key.name)
            resumption.retiredKeys.append(key.name)
        }
    }

    /// Who was signed out since, or whose link was used, is not signed in again.
    private func endSessions() throws(RegistryError) {
        for table in ["page_session", "sign_in_link", "customer_session"] {
            try change.run("DELETE FROM \(table)")
        }
    }

    /// A secret that was given since the restore is newer than the mark.
    private func isChangedSince(_ id: APITokenID) throws(RegistryError) -> Bool {
        guard let restoredRecords else { return false }
        return try change.exists(
            """
            SELECT 1 AS found FROM audit_record
            WHERE subject = $1 AND sequence > $2 AND action = $3 LIMIT 1
            """,
            [
                .text("\(id)"), .integer(restoredRecords),
                .text(AuditAction.tokenRotate.rawValue),
            ])
    }
}

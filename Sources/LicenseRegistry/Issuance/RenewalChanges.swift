import COSE
import LicenseVerifier
import SQLDatabase

/// New tokens of licenses that are recorded.
struct RenewalChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Replaces the token that a license has; throws `busy` where that is not the former one.
    func replace(
        _ former: LicenseRecord, by minted: LicenseRecord, former fate: FormerToken,
        end: FormerEnd, text: KeyText? = nil
    ) throws(RegistryError) {
        try change.registryStatus?.requireCurrent()
        let id = former.claims.license
        try write(minted, over: former, end)
        try keep(former, fate, replacedBy: minted)
        // Older ones that were to run out would still be good.
        if fate != .runsOut {
            try change.run(
                "UPDATE former_token SET is_void = 1 WHERE license_id = $1", [.id(id)])
        }
        if fate == .isVoid { try forgetKeys(of: id) }
        if let text {
            try KeyTextChanges(change).replace(of: id, by: text, of: former.claims.organization)
        }
        try StatusLogChanges(change).note(id)
        try EventChanges(change).record(.updated, of: id) { snapshot in
            snapshot.changed = minted.claims.changes(from: former.claims)
        }
        try change.audit(
            fate == .isVoid ? .licenseRotate : .licenseRenew, of: id,
            minted.claims.difference(from: former.claims))
    }

    private func write(
        _ minted: LicenseRecord, over former: LicenseRecord, _ end: FormerEnd
    ) throws(RegistryError) {
        let claims = minted.claims
        let count = try change.run(
            """
            UPDATE license SET answers = answers + 1, octets = $3, issued_at = $4,
                expires_at = $5,
                status_index = $6, benefit_id = $7, changed_at = $8\(end.assignment)
            WHERE id = $1 AND octets = $2
            """,
            [
                .id(former.claims.license), .blob(former.message.bytes),
                .blob(minted.message.bytes), .time(claims.issuedAt), .time(claims.expiresAt),
                .optional(claims.statusIndex.map { Int64($0.value) }), .id(claims.benefit),
                .time(change.now),
            ])
        guard count == 1 else { throw .database(.busy) }
    }

    /// Lets no key that the license has had name it any more.
    private func forgetKeys(of license: LicenseID) throws(RegistryError) {
        try change.run(
            "UPDATE former_token SET is_known = 0 WHERE license_id = $1", [.id(license)])
        try KeyTextChanges(change).forget(license)
    }

    /// Remembers a token that another one has replaced.
    func keep(
        _ former: LicenseRecord, _ fate: FormerToken, replacedBy minted: LicenseRecord
    ) throws(RegistryError) {
        // A position that the new token has taken over must not be marked as void.
        let position = former.claims.statusIndex.flatMap {
            $0 == minted.claims.statusIndex ? nil : $0
        }
        try change.run(
            """
            INSERT INTO former_token
                (digest, license_id, organization_id, status_index, is_void, replaced_at,
                is_known, octets)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .blob(former.tokenDigest), .id(former.claims.license),
                .id(former.claims.organization),
                .optional(position.map { Int64($0.value) }),
                .flag(fate != .runsOut), .time(change.now), .flag(fate != .isVoid),
                fate == .isVoid ? .null : .blob(former.message.bytes),
            ])
    }
}

extension FormerEnd {
    fileprivate var assignment: String {
        switch self {
        case .isForgotten: ", ended_at = NULL"
        case .isKept: ""
        }
    }
}

extension LicenseClaims {
    /// What is another one than before; the key always is.
    fileprivate func changes(from old: LicenseClaims) -> [ChangedMember] {
        var changes: [ChangedMember] = [.key]
        if expiresAt != old.expiresAt { changes.append(.expiresAt) }
        if activationLimit != old.activationLimit { changes.append(.activationLimit) }
        if usageLimit != old.usageLimit { changes.append(.usageLimit) }
        if benefit != old.benefit { changes.append(.benefit) }
        return changes
    }
}

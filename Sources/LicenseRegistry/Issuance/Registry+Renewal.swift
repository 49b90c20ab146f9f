import COSE
public import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

/// What becomes of the token that a new one replaces.
public enum FormerToken: Sendable {
    /// It stays good until it expires, as long as its license does.
    case runsOut
    /// It is invalid from now on, and for ever, and so is every one before it; but whoever shows it
    /// online is taken for the holder of the license.
    case isOutdated
    /// It is invalid from now on, and for ever, and so is every one before it; and it names nothing.
    case isVoid
}

/// What becomes of an end that was set before the signed one when a license gets a new token.
public enum FormerEnd: Sendable {
    /// It counts no longer.
    case isForgotten
    /// It goes on counting.
    case isKept

    fileprivate var assignment: String {
        switch self {
        case .isForgotten: ", ended_at = NULL"
        case .isKept: ""
        }
    }
}

extension Registry {
    /// Puts a new token of a license in the place of the one that it has.
    ///
    /// - Parameters:
    ///   - former: the token that the caller has seen; throws `busy` when another program has
    ///     replaced it meanwhile.
    ///   - end: what becomes of an end that was set before the signed one.
    ///   - text: a new text for people, in the place of the one that the license has.
    public func replaceToken(
        _ former: LicenseRecord, by minted: MintedLicense, former fate: FormerToken,
        end: FormerEnd = .isForgotten, text: String? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            try Self.replaceToken(
                former, by: minted, former: fate, end: end, text: text, actor: actor, now: now,
                writer)
        }
    }

    static func replaceToken(
        _ former: LicenseRecord, by minted: MintedLicense, former fate: FormerToken,
        end: FormerEnd = .isForgotten, text: String? = nil, actor: String, now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        let id = former.claims.license
        let count = try writer.run(
            """
            UPDATE license SET octets = $3, issued_at = $4, expires_at = $5,
                status_index = $6, benefit_id = $7, changed_at = $8\(end.assignment)
            WHERE id = $1 AND octets = $2
            """,
            [
                .blob(id.bytes), .blob(former.message.bytes), .blob(minted.message.bytes),
                .integer(minted.claims.issuedAt.secondsSinceEpoch),
                .optional(minted.claims.expiresAt?.secondsSinceEpoch),
                .optional(minted.claims.statusIndex.map { Int64($0.value) }),
                .blob(minted.claims.benefit.bytes), .integer(now.secondsSinceEpoch),
            ])
        guard count == 1 else { throw .database(.busy) }
        try keep(former, fate, now, writer)
        // Older ones that were to run out would still be good.
        if fate != .runsOut {
            try writer.run(
                "UPDATE former_token SET is_void = 1 WHERE license_id = $1", [.blob(id.bytes)])
        }
        if fate == .isVoid { try forgetKeys(of: id, writer) }
        if let text { try replaceText(of: id, by: text, former.claims.organization, writer) }
        try logStatusChange(of: id, writer)
        try emit(.updated, of: id, now: now, writer) { snapshot in
            snapshot.changed = minted.claims.changes(from: former.claims)
        }
        try writer.audit(fate == .isVoid ? .licenseRotate : .licenseRenew, of: id)
    }

    /// Lets no key that the license has had name it any more.
    private static func forgetKeys(
        of license: LicenseID, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            "UPDATE former_token SET is_known = 0 WHERE license_id = $1", [.blob(license.bytes)])
        try writer.run(
            "DELETE FROM license_text WHERE license_id = $1", [.blob(license.bytes)])
    }

    private static func keep(
        _ former: LicenseRecord, _ fate: FormerToken, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO former_token
                (digest, license_id, organization_id, status_index, is_void, replaced_at,
                is_known)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .blob(former.tokenDigest),
                .blob(former.claims.license.bytes), .blob(former.claims.organization.bytes),
                .optional(former.claims.statusIndex.map { Int64($0.value) }),
                .integer(fate == .runsOut ? 0 : 1), .integer(now.secondsSinceEpoch),
                .integer(fate == .isVoid ? 0 : 1),
            ])
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

import COSE
import LicenseVerifier
import SQLDatabase

/// License keys that the registry has lost.
struct UnknownTokens {
    /// How many are kept of one organization, so that none takes the others' room; a machine that
    /// shows more has to wait.
    private static let maxKept: Int64 = 10_000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Only a registry that was restored has lost any; others belong to another registry.
    func keep(_ license: VerifiedLicense) throws(RegistryError) {
        guard let status = change.registryStatus, status.epoch > 0 else { return }
        // A device shows the same one with each message.
        guard
            try !change.exists(
                "SELECT 1 AS kept FROM unknown_token WHERE digest = $1", [.blob(license.digest)])
        else { return }
        let kept = try change.value(
            Int64.self, "SELECT count(*) AS kept FROM unknown_token WHERE organization_id = $1",
            [.id(license.claims.organization)])
        guard kept ?? 0 < Self.maxKept else { return }
        try change.run(
            """
            INSERT INTO unknown_token (digest, organization_id, license_id, octets, seen_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """,
            [
                .blob(license.digest), .id(license.claims.organization),
                .id(license.claims.license), .blob(license.message.bytes), .time(change.now),
            ])
    }

    func adopt(_ license: VerifiedLicense) throws(RegistryError) -> Bool {
        let claims = license.claims
        try change.run("DELETE FROM unknown_token WHERE digest = $1", [.blob(license.digest)])
        guard let held = try LicenseQueries(change).license(claims.license) else {
            return try insert(license)
        }
        if try KeyQueries(change).had(license.digest, held) { return false }
        let listed = try claims.statusIndex.flatMapOrNil { (index) throws(RegistryError) in
            try LostStatuses(change).take(index, of: claims.organization)
        }
        if claims.issuedAt > held.claims.issuedAt {
            try succeed(held, license, listed)
        } else {
            try RenewalChanges(change).keep(
                LicenseRecord(claims: claims, message: license.message),
                listed == .revoked ? .isVoid : .runsOut, replacedBy: held)
        }
        try StatusLogChanges(change).note(claims.license)
        try change.audit(.licenseAdopt, of: claims.license)
        return true
    }

    private func insert(_ license: VerifiedLicense) throws(RegistryError) -> Bool {
        let claims = license.claims
        guard try IssuanceChanges(change).importLicense(license, customer: nil) else {
            return false
        }
        // Nobody knows what devices were promised of it.
        try change.run(
            "UPDATE license SET answers = answers + 1, epoch = 0 WHERE id = $1",
            [.id(claims.license)])
        if let index = claims.statusIndex,
            let state = try LostStatuses(change).take(index, of: claims.organization)
        {
            try LicenseStateChanges(change).set(
                state, of: claims.license, reason: LostStatuses.reason)
        }
        try change.audit(.licenseAdopt, of: claims.license)
        return true
    }

    /// Lets the license have its later token again.
    ///
    /// A list that called the former one invalid meant that token, if it was the list that the license
    /// has its state from. Whether it was outdated or rotated away, which may have been for a thief, no
    /// list says: it names nothing any more.
    private func succeed(
        _ held: LicenseRecord, _ license: VerifiedLicense, _ listed: LicenseState?
    ) throws(RegistryError) {
        let isListed = held.stateReason == LostStatuses.reason && held.state == .revoked
        try RenewalChanges(change).replace(
            held, by: LicenseRecord(claims: license.claims, message: license.message),
            former: isListed ? .isVoid : .runsOut, end: .isKept)
        if isListed || listed != nil {
            try LicenseStateChanges(change).set(
                listed ?? .granted, of: license.claims.license, reason: LostStatuses.reason)
        }
    }
}

extension Optional {
    fileprivate func flatMapOrNil<Value>(
        _ body: (Wrapped) throws(RegistryError) -> Value?
    ) throws(RegistryError) -> Value? {
        guard let self else { return nil }
        return try body(self)
    }
}

import LicenseIssuer
import LicenseVerifier

/// Terms that are asked for licenses, worked out and given within one change.
struct TermsRequestChanges {
    private let change: Change
    private let issuer: Issuer

    init(_ change: Change, by issuer: Issuer) {
        self.change = change
        self.issuer = issuer
    }

    /// Gives each license what is asked for it, and returns them in the same order.
    func apply(_ requests: [TermsRequest]) throws(RegistryError) -> [LicenseRecord] {
        let reminting = Reminting(change, by: issuer)
        for request in requests {
            let record = try license(request.license)
            let end = [
                record.claims.expiresAt,
                try UsageAndEndChanges(change).earlierEnd(of: request.license),
            ].compactMap(\.self).min()
            try reminting.apply(
                Self.terms(request, of: record.claims, endingAt: end, now: change.now), to: record)
        }
        return try licenses(requests)
    }

    /// The same as a batch, which is made once however often it is asked for.
    func apply(
        _ requests: [TermsRequest], as batch: Batch
    ) throws(RegistryError) -> [LicenseRecord] {
        let batches = BatchChanges(change)
        let begun = try batches.begin(batch, of: issuer.organization)
        guard begun.finishedAt == nil else { return try licenses(requests) }
        let changed = try apply(requests)
        try batches.finish(begun.id)
        return changed
    }

    /// What a request comes to for a license.
    private static func terms(
        _ request: TermsRequest, of claims: LicenseClaims, endingAt end: Timestamp?,
        now: Timestamp
    ) throws(RegistryError) -> TermsChange {
        do throws(IssuerError) {
            return try request.change(of: claims, endingAt: end, now: now)
        } catch {
            throw .minting(error)
        }
    }

    private func licenses(
        _ requests: [TermsRequest]
    ) throws(RegistryError) -> [LicenseRecord] {
        try requests.map { request throws(RegistryError) in try license(request.license) }
    }

    private func license(_ id: LicenseID) throws(RegistryError) -> LicenseRecord {
        guard let record = try LicenseQueries(change).license(id) else {
            throw .missing(kind: .license)
        }
        return record
    }
}

public import LicenseIssuer
public import LicenseVerifier

extension Issuance {
    /// Mints a license and records it, in one transaction.
    ///
    /// Throws `exists` where the sale has given the benefit already, or the text stands for another
    /// license of the organization.
    @discardableResult
    public func mint(
        _ order: LicenseOrder, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> MintedLicense {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try Minting(change, by: issuer).mint(order)
        }
    }

    /// Mints a license that a vendor gives by hand, and finds or adds its customer, in one
    /// transaction.
    @discardableResult
    public func mint(
        _ order: ManualOrder, of benefit: Benefit, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> MintedLicense {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try Minting(change, by: issuer).mint(order, of: benefit)
        }
    }

    /// Gives a license other terms, in a new token where one is needed (Token-Format §3).
    ///
    /// Its former key works until it expires, unless it would then allow more than it should.
    /// Throws `licenseEnded` where no new token can be dated before its end.
    public func change(
        _ license: LicenseID, to terms: TermsChange, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            _ = try Reminting(change, by: issuer).apply(
                terms, to: record(of: license, change))
        }
    }

    /// Throws what giving a license other terms would, and gives it none.
    public static func check(
        _ terms: TermsChange, of license: LicenseClaims, now: Timestamp
    ) throws(RegistryError) {
        try Reminting.check(terms, of: license, at: now)
    }

    /// Gives licenses the terms that are asked for, all of them or none; returns them as they are
    /// then.
    ///
    /// - Parameter batch: makes it once however often it is asked for; throws `batchDiffers` where
    ///   the name belongs to other input.
    public func change(
        _ requests: [TermsRequest], as batch: Batch? = nil, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) -> [LicenseRecord] {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let changes = TermsRequestChanges(change, by: issuer)
            guard let batch else { return try changes.apply(requests) }
            return try changes.apply(requests, as: batch)
        }
    }

    /// Gives a license a new key; the keys before stop working.
    ///
    /// Throws `rotatedTooOften` where the limit is reached, and `issuedAhead` where keys follow one
    /// another so fast that the next one would be dated into the future.
    ///
    /// - Parameters:
    ///   - prefix: the brand of the new key; nil for the one that it has.
    ///   - limit: how often it may be done, where the customer asks; nil for the vendor.
    public func rotate(
        _ license: LicenseID, prefix: LicensePrefix? = nil, limit: RotationLimit? = nil,
        by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try Reminting(change, by: issuer).rotate(
                record(of: license, change), prefix: prefix, limit: limit)
        }
    }

    /// Gives a license the terms that its benefit has now.
    ///
    /// What a subscription pays for ends with it, so its license has no end of its own.
    ///
    /// - Parameter sale: through what the license was given; nil for none.
    public func renewTerms(
        of license: LicenseID, through sale: Sale?, by issuer: Issuer, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try Reminting(change, by: issuer).renewTerms(
                of: record(of: license, change), PaidPeriod(of: sale))
        }
    }

    /// A license with its newest token, which nobody replaces within the change.
    private func record(
        of license: LicenseID, _ change: Change
    ) throws(RegistryError) -> LicenseRecord {
        guard let record = try LicenseQueries(change).license(license) else {
            throw .missing(kind: .license)
        }
        return record
    }
}

public import LicenseVerifier
import SQLDatabase

extension Continuity {
    /// Takes back what a certificate proves that this registry has promised to a device.
    ///
    /// In a registry that goes on where it was it changes nothing, and writes nothing; one that does
    /// not know it was restored stands still from then on. Throws `missing` for an unknown license,
    /// once that is durable. Returns whether something was missing.
    @discardableResult
    public func restore(_ proof: CertificateProof, now: Timestamp) throws(RegistryError) -> Bool {
        var finding = try transactions.read { (reading) throws(RegistryError) in
            try LostActivations(reading, at: now).finding(proof)
        }
        if finding.isNews {
            finding = try transactions.change(at: now) { (change) throws(RegistryError) in
                try LostActivations(change, at: now).learn(proof, change)
            }
        }
        switch finding.activation {
        case .known: return false
        case .unknown(let kind): throw .missing(kind: kind)
        case .lost: return true
        }
    }

    /// Keeps a license key that a key of the organization signed and the registry does not know, for
    /// somebody to adopt; it is not believed.
    public func keep(_ license: VerifiedLicense, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try UnknownTokens(change).keep(license)
        }
    }

    /// The license keys that were kept, the oldest first; not trusted before they are verified.
    public func unknownTokens(limit: Int) throws(RegistryError) -> [UnknownToken] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                UnknownToken.self,
                """
                SELECT digest, organization_id, license_id, octets, seen_at FROM unknown_token
                ORDER BY seen_at, digest LIMIT $1
                """, [.integer(Int64(limit))])
        }
    }

    /// Takes a license key in that the registry has lost; whether it is new.
    ///
    /// What lists have said of it since counts. Throws `missing` without its benefit.
    public func adopt(_ license: VerifiedLicense, now: Timestamp) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try UnknownTokens(change).adopt(license)
        }
    }

    /// Says that all is known that was promised of a license, or with nil of all licenses.
    ///
    /// Seats and units that nobody has proven come back into the pool. Returns how many licenses it
    /// changes.
    @discardableResult
    public func settle(_ license: LicenseID?, now: Timestamp) throws(RegistryError) -> Int {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let count = try change.run(
                """
                UPDATE license SET answers = answers + 1, epoch = \(EpochSQL.current)
                WHERE epoch < \(EpochSQL.current)\(license == nil ? "" : " AND id = $1")
                """, license.map { [.id($0)] } ?? [])
            if count > 0 {
                try change.audit(
                    .licenseSettle, of: license.map { "\($0)" } ?? "all", "\(count) licenses")
            }
            return count
        }
    }
}

import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier

/// Licenses to measure with.
enum Sample {
    /// Organization, benefit, license id, expiry, two limits, status index.
    static func minimalTerms() -> LicenseTerms {
        guard let prefix = LicensePrefix("ACME") else { preconditionFailure("a valid prefix") }
        var terms = LicenseTerms(prefix: prefix)
        terms.lifetime = .years(1)
        terms.activationLimit = .seats(3)
        terms.usageLimit = 10_000
        return terms
    }

    static let issuedAt: Timestamp = {
        guard let moment = Timestamp("2027-01-01") else { preconditionFailure("a valid date") }
        return moment
    }()

    static func issuer(seed: [UInt8]) throws -> Issuer {
        var generator = SplitMix64(seed: 1)
        return Issuer(.random(using: &generator), key: try SigningKey.derive(seed: seed))
    }

    static func grant() -> Grant {
        var generator = SplitMix64(seed: 2)
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(543_210)
        return grant
    }

    static func minimal(seed: [UInt8]) throws -> MintedLicense {
        var generator = SplitMix64(seed: 3)
        return try issuer(seed: seed).mint(
            minimalTerms(), for: grant(), issuedAt: issuedAt, using: &generator)
    }
}

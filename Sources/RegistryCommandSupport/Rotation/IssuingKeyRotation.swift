import COSE
import COSESigning
package import LicenseIssuer
import LicenseRegistry
package import LicenseVerifier

/// The issuing key that a service mints with, being replaced.
///
/// The setting `keys.minting` says which one mints, so a person puts the next one in its place.
package struct IssuingKeyRotation: KeyReplacement {
    /// The key that mints here.
    package let name: KeyName
    private let site: RotationSite

    /// Looks at the key that `keys.minting` names.
    package init(of name: KeyName, at site: RotationSite) {
        self.name = name
        self.site = site
    }

    package func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan {
        RotationPlan(try state(), isKnown: isKnown, at: now)
    }

    package func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep] {
        let step = try state().step(isKnown: isKnown, at: now)
        switch step {
        case .make: try make(now)
        case .discard where isKnown || site.bundle != nil: try discard(now)
        case .discard, .exchange, .bring, .vouch, .serve, .restart, .retire: return []
        }
        return [step]
    }

    /// The name of the successor.
    package var next: KeyName? { succession.next }

    private var succession: KeySuccession { KeySuccession(of: name) }

    private func state() throws -> RotationState {
        let present = try site.record(name)
        let successor = try next.flatMap { try site.organizations.signingKey(named: "\($0)") }
        let isHere = next.map { site.keys.has($0) } ?? false
        let predecessor = try succession.former.flatMap {
            try site.organizations.signingKey(named: "\($0)")
        }
        return RotationState(
            role: .issue, present: present.publicKey, next: isHere ? successor?.publicKey : nil,
            former: predecessor.flatMap { $0.retiredAt == nil ? $0.publicKey : nil },
            newest: successor?.publicKey, at: site)
    }

    private func make(_ now: Timestamp) throws {
        guard let next else { throw site.missing(name) }
        try site.make(next, after: site.record(name), now)
    }

    private func discard(_ now: Timestamp) throws {
        guard let former = succession.former else { return }
        try site.organizations.retireSigningKey(named: "\(former)", now: now)
    }
}

extension RotationSite {
    func record(_ name: KeyName) throws -> SigningKeyRecord {
        guard let record = try organizations.signingKey(named: "\(name)") else {
            throw missing(name)
        }
        return record
    }

    /// Makes an issuing key's successor; one whose making was broken off lies there already, and is
    /// taken as it is.
    func make(_ next: KeyName, after present: SigningKeyRecord, _ now: Timestamp) throws {
        let key = keys.has(next) ? try keys.open(next).verificationKey : try keys.make(next)
        try organizations.addSigningKey(
            SigningKeyRecord(
                name: "\(next)", publicKey: key, organization: present.organization,
                createdAt: now))
    }
}

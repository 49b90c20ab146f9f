import COSE
import COSESigning
public import LicenseIssuer
public import LicenseRegistry
public import LicenseVerifier

/// The issuing key that a service mints with, being replaced.
///
/// The successor of `issuer` is called `issuer.2`, and that of `issuer.2` is `issuer.3`: by these names
/// every node knows them, and no other issuing key is ever taken for one of them. The setting
/// `keys.minting` says which one mints, so a person puts the next one in its place.
public struct IssuingKeyRotation: KeyReplacement {
    /// The key that mints here.
    public let name: KeyName
    private let site: RotationSite

    /// Looks at the key that `keys.minting` names.
    ///
    /// - Parameter bundle: the trust bundle that is served, as its file holds it.
    public init(
        of name: KeyName, in home: ServiceHome, _ organizations: Organizations, bundle: [UInt8]?
    ) throws(TrustError) {
        self.name = name
        site = try RotationSite(home, organizations, bundle: bundle)
    }

    /// Looks, and changes nothing.
    public func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan {
        RotationPlan(try state(), isKnown: isKnown, at: now)
    }

    /// Takes the steps that can be taken here and now.
    public func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep] {
        let step = try state().step(isKnown: isKnown, at: now)
        switch step {
        case .make: try make(now)
        case .discard where isKnown || site.bundle != nil: try discard(now)
        case .discard, .exchange, .bring, .vouch, .retire: return []
        }
        return [step]
    }

    /// The name of the successor.
    public var next: KeyName? { KeyName("\(stem).\(number + 1)") }

    private var former: KeyName? {
        switch number {
        case 1: nil
        case 2: KeyName(stem)
        default: KeyName("\(stem).\(number - 1)")
        }
    }

    /// The name without a number of ours.
    private var stem: String {
        let text = name.description
        guard number > 1, let dot = text.lastIndex(of: ".") else { return text }
        return String(text[..<dot])
    }

    private var number: Int {
        let parts = name.description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let number = parts.last.flatMap({ Int($0) }), number > 1,
            number < 10_000, parts.last == "\(number)"
        else { return 1 }
        return number
    }

    private func state() throws -> RotationState {
        let present = try record(name)
        let successor = try next.flatMap { try site.organizations.signingKey(named: "\($0)") }
        let isHere = next.map { site.has($0) } ?? false
        let predecessor = try former.flatMap { try site.organizations.signingKey(named: "\($0)") }
        return RotationState(
            role: .issue, present: present.publicKey, next: isHere ? successor?.publicKey : nil,
            former: predecessor.flatMap { $0.retiredAt == nil ? $0.publicKey : nil },
            newest: successor?.publicKey, bundle: site.bundle)
    }

    private func record(_ name: KeyName) throws -> SigningKeyRecord {
        guard let record = try site.organizations.signingKey(named: "\(name)") else {
            throw ServiceHomeError.noSuchKey("\(name)")
        }
        return record
    }

    /// A key whose making was broken off lies there already, and is taken as it is.
    private func make(_ now: Timestamp) throws {
        guard let next else { throw ServiceHomeError.noSuchKey("\(name)") }
        let owner = try record(name).organization
        let isHere = site.has(next)
        let key = isHere ? try site.home.open(next).verificationKey : try site.home.writeKey(next)
        try site.organizations.addSigningKey(
            SigningKeyRecord(
                name: "\(next)", publicKey: key, organization: owner, createdAt: now))
    }

    private func discard(_ now: Timestamp) throws {
        guard let former else { return }
        try site.organizations.retireSigningKey(named: "\(former)", now: now)
    }
}

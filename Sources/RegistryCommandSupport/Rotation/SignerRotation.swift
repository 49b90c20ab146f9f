import COSE
import COSESigning
package import LicenseIssuer
import LicenseRegistry
package import LicenseVerifier

/// A key with which an issuer's commands sign, being replaced.
///
/// All keys of an issuer are in its registry, by name, and its bundle says what each may sign. The
/// next one signs as soon as the present one is retired in the registry, where what it has signed stays
/// good; the bundle ends its time later, when machines have had time to come.
package struct SignerRotation: KeyReplacement {
    private let stem: String
    private let role: KeyRole
    private let site: RotationSite

    /// - Parameter name: a key of the succession; the one that is not retired is replaced.
    package init(of name: KeyName, as role: KeyRole, at site: RotationSite) {
        stem = KeySuccession(of: name).stem
        self.role = role
        self.site = site
    }

    package func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan {
        RotationPlan(try state(now), isKnown: isKnown, at: now)
    }

    package func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep] {
        var taken: [RotationStep] = []
        while true {
            let step = try state(now).step(isKnown: isKnown, at: now)
            switch step {
            case .make where taken.isEmpty: try make(now)
            case .exchange: try exchange(now)
            case .make, .discard, .bring, .vouch, .serve, .restart, .retire: return taken
            }
            taken.append(step)
        }
    }

    /// The name of the successor; nil where there is room for none.
    package func next() throws -> KeyName? { try members().present.succession.next }

    private typealias Member = (record: SigningKeyRecord, succession: KeySuccession)

    /// The key that signs, and those before and after it.
    private func members() throws -> (former: Member?, present: Member, next: Member?) {
        let all = try site.organizations.signingKeys().compactMap { record -> Member? in
            guard let name = KeyName(record.name) else { return nil }
            let succession = KeySuccession(of: name)
            return succession.stem == stem ? (record, succession) : nil
        }.sorted { $0.succession.number < $1.succession.number }
        guard let index = all.firstIndex(where: { $0.record.retiredAt == nil }) else {
            guard let name = KeyName(stem) else { throw site.missing(.issuer) }
            throw site.missing(name)
        }
        let next = all.indices.contains(index + 1) ? all[index + 1] : nil
        return (index > 0 ? all[index - 1] : nil, all[index], next)
    }

    private func state(_ now: Timestamp) throws -> RotationState {
        let (former, present, next) = try members()
        let isHere = next.flatMap { KeyName($0.record.name) }.map { site.keys.has($0) } ?? false
        let key = former?.record.publicKey
        return RotationState(
            role: role, present: present.record.publicKey,
            next: isHere ? next?.record.publicKey : nil,
            // What the bundle has ended, or never named, needs nothing more.
            former: key.flatMap { key in
                let named = site.bundle?.keys.first { $0.key == key }
                let isOpen = named.map { $0.notAfter > now && $0.compromisedAt == nil } ?? false
                return isOpen ? key : nil
            },
            newest: next?.record.publicKey, at: site)
    }

    private func make(_ now: Timestamp) throws {
        let present = try members().present
        guard let name = KeyName(present.record.name), let next = present.succession.next else {
            throw site.missing(.issuer)
        }
        try site.checkIsFile(name, successor: next)
        try site.make(next, after: present.record, now)
    }

    private func exchange(_ now: Timestamp) throws {
        try site.organizations.retireSigningKey(named: members().present.record.name, now: now)
    }
}

import COSE
import COSESigning
import Foundation
import Glibc
package import LicenseIssuer
import LicenseRegistry
package import LicenseVerifier

/// A key that a service signs with, being replaced at one node.
///
/// The next key lies beside the present one, as `service.next.key`, and the former one stays as
/// `service.former.key` until the bundle ends its time. The registry has the public half of each, by
/// which the other nodes hear of it. Every step may be taken again, wherever it was broken off.
package struct ServiceKeyRotation: KeyReplacement {
    private let key: ServiceKey
    private let site: RotationSite

    /// Looks at a key of a directory.
    package init(of key: ServiceKey, at site: RotationSite) {
        self.key = key
        self.site = site
    }

    package func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan {
        RotationPlan(try state(), isKnown: isKnown, at: now)
    }

    package func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep] {
        try mend(now)
        var taken: [RotationStep] = []
        while true {
            let step = try state().step(isKnown: isKnown, at: now)
            switch step {
            case .make where taken.isEmpty: try make(now)
            case .exchange: try exchange()
            // The running services sign with the former key until they are started again.
            case .discard where taken.isEmpty: try discard()
            case .make, .discard, .bring, .vouch, .serve, .restart, .retire: return taken
            }
            taken.append(step)
        }
    }

    // MARK: - What there is

    private var name: KeyName { key.name }
    private var next: KeyName { name.beside("next") }
    private var former: KeyName { name.beside("former") }

    private func state() throws -> RotationState {
        RotationState(
            role: key.role, present: try site.keys.open(name).verificationKey,
            next: try publicHalf(of: next), former: try publicHalf(of: former),
            newest: try known().last?.publicKey, at: site)
    }

    private func publicHalf(of name: KeyName) throws -> VerificationKey? {
        guard site.keys.has(name) else { return nil }
        return try site.keys.open(name).verificationKey
    }

    private func known() throws -> [ServiceKeyRecord] {
        try site.organizations.serviceKeys().filter { $0.role == key.role }
    }

    // MARK: - Steps

    /// What was broken off half-way, completed: a key without its package half or unknown to the
    /// registry, or a new key with the former one's package half beside it.
    private func mend(_ now: Timestamp) throws {
        if let made = try publicHalf(of: next) {
            try writePublicKey(made, of: next)
            try register(made, now)
        } else {
            try writePublicKey(try site.keys.open(name).verificationKey, of: name)
            unlink(site.keys.layout.publicKeyPath(next))
        }
    }

    private func make(_ now: Timestamp) throws {
        try site.checkIsFile(name, successor: next)
        try register(site.keys.make(next), now)
    }

    private func register(_ made: VerificationKey, _ now: Timestamp) throws {
        let all = try known()
        guard !all.contains(where: { $0.publicKey == made }) else { return }
        // Later than those that are there, whatever this node's clock says: the last is the next.
        let moment = all.last.map { max(now, $0.createdAt + .seconds(1)) } ?? now
        try site.organizations.addServiceKey(
            ServiceKeyRecord(role: key.role, publicKey: made, createdAt: moment))
    }

    /// The former key first gets its second name, then loses the first in one step: at no moment is
    /// there no key, and never is one lost.
    private func exchange() throws {
        let layout = site.keys.layout
        let (present, kept) = (layout.privateKeyPath(name), layout.privateKeyPath(former))
        try writePublicKey(try site.keys.open(name).verificationKey, of: former)
        guard link(present, kept) == 0 || errno == EEXIST else {
            throw site.cannotWrite(kept)
        }
        guard rename(layout.privateKeyPath(next), present) == 0 else {
            throw site.cannotWrite(present)
        }
        try writePublicKey(try site.keys.open(name).verificationKey, of: name)
        unlink(layout.publicKeyPath(next))
    }

    private func discard() throws {
        for path in [
            site.keys.layout.privateKeyPath(former), site.keys.layout.publicKeyPath(former),
        ] {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw site.cannotWrite(path)
            }
        }
    }

    /// Writes the package half where another, or none, lies.
    private func writePublicKey(_ key: VerificationKey, of name: KeyName) throws(KeyFileError) {
        let path = site.keys.layout.publicKeyPath(name)
        if let text = try? String(contentsOfFile: path, encoding: .utf8), text == key.pem { return }
        unlink(path)
        try KeyFile.writePublicKey(key, to: path)
    }
}

/// A key that a service signs with.
package enum ServiceKey: String, CaseIterable, Sendable {
    /// Signs answers to devices.
    case service
    /// Signs status lists.
    case status

    /// The name of its file.
    package var name: KeyName { self == .service ? .service : .status }
    /// What it may sign.
    package var role: KeyRole { self == .service ? .activate : .status }
}

extension KeyName {
    /// The name of a key that lies beside this one.
    fileprivate func beside(_ ending: String) -> KeyName {
        // Both names of services' keys are short, so there is always one.
        KeyName("\(self).\(ending)") ?? self
    }
}

import COSE
import COSESigning
import Foundation
import Glibc
public import LicenseIssuer
public import LicenseRegistry
public import LicenseVerifier

/// A key that a service signs with, being replaced at one node.
///
/// The next key lies beside the present one, as `service.next.key`, and the former one stays as
/// `service.former.key` until the bundle ends its time. The registry has the public half of each, by
/// which the other nodes hear of it. Every step may be taken again, wherever it was broken off.
public struct KeyRotation: KeyReplacement {
    private let key: ServiceKey
    private let site: RotationSite

    /// Looks at a key of a directory.
    ///
    /// - Parameter bundle: the trust bundle that is served, as its file holds it.
    public init(
        of key: ServiceKey, in home: ServiceHome, _ organizations: Organizations, bundle: [UInt8]?
    ) throws(TrustError) {
        self.key = key
        site = try RotationSite(home, organizations, bundle: bundle)
    }

    /// Looks, and changes nothing.
    public func plan(isKnown: Bool, now: Timestamp) throws -> RotationPlan {
        RotationPlan(try state(), isKnown: isKnown, at: now)
    }

    /// Takes the steps that can be taken here and now.
    public func advance(isKnown: Bool, now: Timestamp) throws -> [RotationStep] {
        try mend(now)
        var taken: [RotationStep] = []
        while true {
            let step = try state().step(isKnown: isKnown, at: now)
            switch step {
            case .make where taken.isEmpty: try make(now)
            case .exchange: try exchange()
            // The running services sign with the former key until they are started again.
            case .discard where taken.isEmpty: try discard()
            case .make, .discard, .bring, .vouch, .retire: return taken
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
            role: key.role, present: try site.home.open(name).verificationKey,
            next: try publicHalf(of: next), former: try publicHalf(of: former),
            newest: try known().last?.publicKey, bundle: site.bundle)
    }

    private func publicHalf(of name: KeyName) throws -> VerificationKey? {
        guard site.has(name) else { return nil }
        return try site.home.open(name).verificationKey
    }

    private func known() throws -> [ServiceKeyRecord] {
        try site.organizations.serviceKeys().filter { $0.role == key.role }
    }

    // MARK: - Steps

    /// What was broken off half-way, completed: a key without its public half or unknown to the
    /// registry, or a new key with the former one's public half beside it.
    private func mend(_ now: Timestamp) throws {
        if let made = try publicHalf(of: next) {
            try writePublicKey(made, of: next)
            try register(made, now)
        } else {
            try writePublicKey(try site.home.open(name).verificationKey, of: name)
            unlink(site.home.layout.publicKeyPath(next))
        }
    }

    private func make(_ now: Timestamp) throws {
        guard access(site.home.layout.referencePath(name), F_OK) != 0 else {
            throw ServiceHomeError.deviceKey("\(name)")
        }
        try register(site.home.writeKey(next), now)
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
        let layout = site.home.layout
        let (present, kept) = (layout.privateKeyPath(name), layout.privateKeyPath(former))
        try writePublicKey(try site.home.open(name).verificationKey, of: former)
        guard link(present, kept) == 0 || errno == EEXIST else {
            throw ServiceHomeError.cannotCreate(path: kept, code: errno)
        }
        guard rename(layout.privateKeyPath(next), present) == 0 else {
            throw ServiceHomeError.cannotCreate(path: present, code: errno)
        }
        try writePublicKey(try site.home.open(name).verificationKey, of: name)
        unlink(layout.publicKeyPath(next))
    }

    private func discard() throws {
        for path in [
            site.home.layout.privateKeyPath(former), site.home.layout.publicKeyPath(former),
        ] {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw ServiceHomeError.cannotCreate(path: path, code: errno)
            }
        }
    }

    /// Writes the public half where another, or none, lies.
    private func writePublicKey(_ key: VerificationKey, of name: KeyName) throws(KeyFileError) {
        let path = site.home.layout.publicKeyPath(name)
        if let text = try? String(contentsOfFile: path, encoding: .utf8), text == key.pem { return }
        unlink(path)
        try KeyFile.writePublicKey(key, to: path)
    }
}

/// A key that a service signs with.
public enum ServiceKey: String, CaseIterable, Sendable {
    /// Signs answers to devices.
    case service
    /// Signs status lists.
    case status

    /// The name of its file.
    public var name: KeyName { self == .service ? .service : .status }
    /// What it may sign.
    public var role: KeyRole { self == .service ? .activate : .status }
}

extension KeyName {
    /// The name of a key that lies beside this one.
    fileprivate func beside(_ ending: String) -> KeyName {
        // Both names of services' keys are short, so there is always one.
        KeyName("\(self).\(ending)") ?? self
    }
}

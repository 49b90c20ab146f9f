import COSE
package import COSESigning
import Glibc
public import LicenseIssuer
import LicensePostgres
public import LicenseRegistry
public import LicenseVerifier
public import SQLDatabase

/// Why a home directory cannot be used.
public enum ServiceHomeError: Error, Equatable, Sendable {
    /// The directory cannot be made.
    case cannotCreate(path: String, code: Int32)
    /// There is no such directory.
    case noHome(path: String)
    /// There is no issuing key of that name.
    case noSuchKey(String)
    /// The private key is not the one of the registry.
    case otherKey(String)
    /// The registry has a service key of that name, and the directory does not.
    case keyElsewhere(String)
    /// The registry has an organization already, with another id.
    case otherOrganization(OrganizationID)
    /// The registry has organizations already, and none of that name.
    case noSuchOrganization(String, known: [String])
}

extension ServiceHomeError: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .cannotCreate(let path, let code):
            "\(path) cannot be made: \(String(cString: strerror(code)))"
        case .noHome(let path): "there is no directory \(path)"
        case .noSuchKey(let name): "the registry has no issuing key called \(name)"
        case .otherKey(let name): "the private key of \(name) is not the one in the registry"
        case .keyElsewhere(let name):
            "the registry has a key \(name), and it is not in this directory"
        case .otherOrganization(let id):
            "the registry has an organization already, with the id \(id), which stays what it is"
        case .noSuchOrganization(let name, let known):
            "the registry has \(known.joined(separator: ", ")), and no organization called \(name)"
        }
    }

    /// What to do about it.
    public var nextStep: String {
        switch self {
        case .cannotCreate: "make the directory above it, or name another directory with --home"
        case .noHome: "make it with `latchkeyd init`, or name another directory with --home"
        case .noSuchKey: "make one with `latchkeyd keys new`, or leave keys.minting out"
        case .otherKey: "restore its file from a backup"
        case .keyElsewhere(let name):
            "copy keys/\(name).key and .pub from the node that has them, or add --new-keys and "
                + "tell devices by a trust bundle"
        case .otherOrganization:
            "leave --organization-id out, or add another organization through the management API"
        case .noSuchOrganization:
            "leave --organization out, or add another organization with POST "
                + "/manage/v1/organizations, and make its token with `latchkeyd token new`"
        }
    }
}

/// An issuer's directory with what a service needs in it.
public struct ServiceHome: Sendable {
    /// Where things lie.
    public let layout: HomeLayout
    private let passphraseFile: String?

    /// A directory, which need not exist yet.
    ///
    /// - Parameter passphraseFile: a file whose first line opens the keys; without one, new keys are
    ///   written as they are.
    public init(_ layout: HomeLayout, passphraseFile: String?) {
        self.layout = layout
        self.passphraseFile = passphraseFile
    }

    /// What `initialize` has done.
    public struct Made: Sendable {
        /// The organization that was made; nil where there was one.
        public var organization: Organization?
        /// The keys that were made.
        public var keys: [KeyName] = []
        /// The first bearer token; nil where there was one.
        public var token: BearerToken?
        /// Whether the registry was there already, and this directory is a further node's.
        public var hasJoined = false
    }

    /// Makes the directories where they are not there yet.
    public func create() throws {
        try Self.createDirectory(layout.path)
        try Self.createDirectory(layout.keysPath)
        try layout.checkDirectories()
    }

    /// Makes what is missing: directory, registry, organization, keys, first token.
    ///
    /// A further node joins the registry that is there with the keys that are in use: throws
    /// `keyElsewhere` where the directory does not have them, as devices know no others.
    ///
    /// - Parameters:
    ///   - id: the organization's, where programs have it compiled in; throws `otherOrganization`
    ///     where the registry has one with another id, and `noSuchOrganization` where none of those
    ///     that it has is called so.
    ///   - makesNewKeys: makes new keys all the same, which devices have to be told.
    public func initialize(
        organization name: String?, id: OrganizationID? = nil, database: DatabaseURL,
        makesNewKeys: Bool = false, now: Timestamp
    ) throws -> Made {
        try create()
        try database.checkDirectory()
        let marks = MarkDirectory(of: layout, registry: database)
        let registry = try Registry.open(
            database, beside: marks, actor: "latchkeyd init", now: now)
        var made = Made()
        made.hasJoined = try join(registry, marks, now)
        if let first = try registry.organizations.first() {
            if let id, try registry.organizations.find(id) == nil {
                throw ServiceHomeError.otherOrganization(first)
            }
            let known = try registry.organizations.all().map(\.name)
            if let name, !known.contains(name) {
                throw ServiceHomeError.noSuchOrganization(name, known: known)
            }
        } else {
            let organization = Organization(
                id: id ?? .random(), name: name ?? "My organization")
            try registry.organizations.add(organization, now: now)
            made.organization = organization
        }
        let roles = [(KeyName.service, KeyRole.activate), (.status, .status)]
        for (key, role) in roles
        where access(layout.privateKeyPath(key), F_OK) != 0
            && access(layout.referencePath(key), F_OK) != 0
        {
            let isInUse = try registry.organizations.serviceKeys().contains { $0.role == role }
            guard !isInUse || makesNewKeys else { throw ServiceHomeError.keyElsewhere("\(key)") }
            try makeKey(key, role, registry.organizations, now)
            made.keys.append(key)
        }
        if makesNewKeys {
            for (key, role) in roles where !made.keys.contains(key) {
                try addPresentKey(key, role, registry.organizations, now)
            }
        }
        if try registry.tokens.all().isEmpty {
            made.token = try BearerToken.make(
                "first", scopes: Set(TokenScope.allCases), organization: nil, expiresAt: nil,
                registry.tokens, now)
        }
        return made
    }

    /// Lets this directory mark the registry: from its first moment, or because another node that is
    /// running vouches for it.
    ///
    /// A registry that nobody vouches for may have been restored.
    private func join(
        _ registry: Registry, _ marks: MarkDirectory, _ now: Timestamp
    ) throws -> Bool {
        do throws(RegistryError) {
            try registry.maintenance.continuity.check(marks, now: now)
            return false
        } catch {
            guard error.isOfMarkAlone,
                try registry.nodes.leases.isTaken(StatusListPublisher.leaseName, now: now)
            else { throw error }
            try registry.maintenance.continuity.join(marks, now: now)
            return true
        }
    }

    /// Opens an issuing key of the registry.
    public func issuer(_ name: KeyName, _ organizations: Organizations) throws -> Issuer {
        guard let record = try organizations.signingKey(named: "\(name)") else {
            throw ServiceHomeError.noSuchKey("\(name)")
        }
        let key = try open(name)
        guard key.verificationKey == record.publicKey else {
            throw ServiceHomeError.otherKey("\(name)")
        }
        return Issuer(record.organization, key: key)
    }

    /// Opens a key by its name alone.
    package func open(_ name: KeyName) throws(KeyFileError) -> SigningKey {
        try layout.privateKey(name) { () throws(KeyFileError) in
            guard let passphraseFile else { throw .noTerminal(errno: ENOTTY) }
            return try .read(file: passphraseFile)
        }
    }

    private func makeKey(
        _ name: KeyName, _ role: KeyRole, _ organizations: Organizations, _ now: Timestamp
    ) throws {
        try organizations.addServiceKey(
            ServiceKeyRecord(role: role, publicKey: try writeKey(name), createdAt: now))
    }

    /// Lets the registry know a key that somebody has put here.
    private func addPresentKey(
        _ name: KeyName, _ role: KeyRole, _ organizations: Organizations, _ now: Timestamp
    ) throws {
        let key = try open(name).verificationKey
        let known = try organizations.serviceKeys()
        guard !known.contains(where: { $0.role == role && $0.publicKey == key }) else { return }
        try organizations.addServiceKey(
            ServiceKeyRecord(role: role, publicKey: key, createdAt: now))
    }

    /// Makes a key, which is in no registry yet.
    func writeKey(_ name: KeyName) throws -> VerificationKey {
        try layout.makeKey(name, passphraseFile: passphraseFile)
    }

    private static func createDirectory(_ path: String) throws(ServiceHomeError) {
        if mkdir(path, 0o700) == 0 {
            // The process's mask may have taken bits away.
            guard chmod(path, 0o700) == 0 else { throw .cannotCreate(path: path, code: errno) }
        } else if errno != EEXIST {
            throw .cannotCreate(path: path, code: errno)
        }
    }
}

extension RegistryError {
    /// Whether a node lacks its mark, and nothing is known against the registry.
    fileprivate var isOfMarkAlone: Bool {
        if case .markDamaged = self { return true }
        return self == .markMissing
    }
}

import COSE
import COSESigning
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
    /// There is no issuing key of that name.
    case noSuchKey(String)
    /// The private key is not the one of the registry.
    case otherKey(String)
    /// The key does not leave its device, so none is made for it here.
    case deviceKey(String)
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
    }

    /// Makes what is missing: directory, registry, organization, keys, first token.
    public func initialize(
        organization name: String?, database: DatabaseURL, now: Timestamp
    ) throws -> Made {
        try Self.createDirectory(layout.path)
        try Self.createDirectory(layout.keysPath)
        try layout.checkDirectories()
        try database.checkDirectory()
        let registry = try Registry.open(database, actor: "latchkeyd init", now: now)
        var made = Made()
        if try registry.organizations.first() == nil {
            let organization = Organization(
                id: .random(), name: name ?? "My organization")
            try registry.organizations.add(organization, now: now)
            made.organization = organization
        }
        for (key, role) in [(KeyName.service, KeyRole.activate), (.status, .status)]
        where access(layout.privateKeyPath(key), F_OK) != 0
            && access(layout.referencePath(key), F_OK) != 0
        {
            try makeKey(key, role, registry.organizations, now)
            made.keys.append(key)
        }
        if try registry.tokens.all().isEmpty {
            made.token = try BearerToken.make(
                "first", scopes: Set(TokenScope.allCases), organization: nil, expiresAt: nil,
                registry.tokens, now)
        }
        return made
    }

    /// Opens the keys that the service signs with.
    public func keys(
        minting: (key: KeyName, benefits: Set<BenefitID>)?, _ organizations: Organizations
    ) throws -> ServiceKeys {
        let answers = try open(.service)
        let lists = try open(.status)
        guard let minting else { return ServiceKeys(answers: answers, lists: lists) }
        return ServiceKeys(
            answers: answers, lists: lists,
            minting: MintingKey(
                try issuer(minting.key, organizations), benefits: minting.benefits))
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
    func open(_ name: KeyName) throws(KeyFileError) -> SigningKey {
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

    /// Makes a key, which is in no registry yet.
    func writeKey(_ name: KeyName) throws -> VerificationKey {
        let key = try SigningKey.generate()
        if let passphraseFile {
            let passphrase = try Passphrase.read(file: passphraseFile)
            try KeyFile.write(key, to: layout.privateKeyPath(name), passphrase: passphrase)
        } else {
            try KeyFile.writeUnencrypted(key, to: layout.privateKeyPath(name))
        }
        try KeyFile.writePublicKey(key.verificationKey, to: layout.publicKeyPath(name))
        return key.verificationKey
    }

    private static func createDirectory(_ path: String) throws(ServiceHomeError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .cannotCreate(path: path, code: errno)
        }
    }
}

import COSE
package import COSESigning
package import CommandSupport
import Glibc
package import LicenseIssuer
package import LicenseRegistry
package import LicenseVerifier
import Terminal

/// The issuing keys of a home directory: the private halves in files, the public ones also in the
/// registry, which says whose they are.
package struct KeyRing {
    package let home: HomeLayout
    package let organizations: Organizations
    /// The id of the organization that a new key makes; nil for a new id.
    private let newID: OrganizationID?

    /// - Parameter newID: the id of the organization that a new key makes, where programs that were
    ///   shipped contain one.
    package init(
        home: HomeLayout, organizations: Organizations, newID: OrganizationID? = nil
    ) {
        self.home = home
        self.organizations = organizations
        self.newID = newID
    }

    /// Refuses a name that is taken, before anybody types a passphrase.
    package func checkIsFree(_ name: KeyName) throws {
        let taken = try organizations.signingKey(named: name.description) != nil
        for path in [home.privateKeyPath(name), home.publicKeyPath(name), home.referencePath(name)]
        where taken || access(path, F_OK) == 0 {
            throw CommandFailure(
                .cannotCreate, "there is already a key called \(name)",
                nextStep: "choose another name; a key is never overwritten")
        }
    }

    package func add(
        _ key: borrowing SigningKey, named name: KeyName, passphrase: borrowing Passphrase,
        to organization: String?
    ) throws {
        try KeyFile.write(key, to: home.privateKeyPath(name), passphrase: passphrase)
        try register(key.verificationKey, named: name, of: organization)
    }

    package func addUnencrypted(
        _ key: borrowing SigningKey, named name: KeyName, to organization: String?
    ) throws {
        try KeyFile.writeUnencrypted(key, to: home.privateKeyPath(name))
        try register(key.verificationKey, named: name, of: organization)
    }

    /// Remembers where a key lies that cannot leave its device, and that it works.
    package func addReference(
        to uri: String, named name: KeyName, of organization: String?,
        passphrase options: PassphraseOptions
    ) throws {
        let key = try KeyFile.load(uri: uri) { () throws(KeyFileError) in
            try options.passphrase(for: name.description)
        }
        try OutputFile.write(uri + "\n", to: home.referencePath(name), for: .owner)
        try register(key.verificationKey, named: name, of: organization)
    }

    /// Opens a private key.
    package func signingKey(
        _ name: KeyName, passphrase options: PassphraseOptions
    ) throws -> SigningKey {
        try home.privateKey(name) { () throws(KeyFileError) in
            try options.passphrase(for: name.description)
        }
    }

    /// Opens the private key of a record, and sees that it is the one that was recorded: damage to
    /// a key file can give another key that works.
    package func signingKey(
        of record: SigningKeyRecord, passphrase options: PassphraseOptions
    ) throws -> SigningKey {
        guard record.retiredAt == nil else {
            throw CommandFailure(
                .notPermitted, code: "key.retired", "the key \(record.name) is retired",
                nextStep: "name another key with --signing-key: see them with "
                    + "`\(Console.program) keys list`")
        }
        guard let name = KeyName(record.name) else {
            throw CommandFailure(
                .configuration, "the registry holds a key with an invalid name",
                nextStep: "see the names with `\(Console.program) keys list`")
        }
        let key = try signingKey(name, passphrase: options)
        guard key.verificationKey == record.publicKey else {
            throw CommandFailure(
                .configuration, "the private key of \(name) is not the one in the registry",
                nextStep: "restore the file \(home.privateKeyPath(name)) from a backup")
        }
        return key
    }

    /// The record of a key; with no name the only one there is, or the one that others are to replace
    /// (`KeySuccession`).
    package func record(_ name: KeyName?) throws -> SigningKeyRecord {
        guard let name else {
            let records = try organizations.signingKeys().filter { $0.retiredAt == nil }
            guard !records.isEmpty else {
                throw CommandFailure(
                    .configuration, "there is no issuing key",
                    nextStep: "make one with `\(Console.program) keys new`")
            }
            return try Self.only(records)
        }
        guard let record = try organizations.signingKey(named: name.description) else {
            throw CommandFailure(
                .noInput, "there is no key called \(name)",
                nextStep: "see the names with `\(Console.program) keys list`")
        }
        return record
    }

    /// The only one of some keys, or the one that the others are to replace.
    private static func only(_ records: [SigningKeyRecord]) throws -> SigningKeyRecord {
        if records.count == 1, let only = records.first { return only }
        guard let first = KeySuccession.first(of: records) else {
            throw CommandFailure(
                .usage, "there are several issuing keys",
                nextStep: "name one: \(records.map(\.name).joined(separator: ", "))")
        }
        return first
    }

    /// The record of a key that signs for an organization; with no name the only one that does.
    ///
    /// What another organization's key signs, no machine of this one takes.
    package func record(
        _ name: KeyName?, for organization: OrganizationID
    ) throws -> SigningKeyRecord {
        if name == nil {
            let own = try organizations.signingKeys().filter {
                $0.organization == organization && $0.retiredAt == nil
            }
            guard !own.isEmpty else {
                throw CommandFailure(
                    .configuration, "the organization \(organization) has no issuing key here",
                    nextStep: "make one with `\(Console.program) keys new NAME --organization "
                        + "\(organization)`, or run this where its key is")
            }
            return try Self.only(own)
        }
        let record = try record(name)
        guard record.organization == organization else {
            throw CommandFailure(
                .notPermitted, code: "answer.other-organization",
                "the license belongs to the organization \(organization), and the key "
                    + "\(record.name) does not",
                nextStep: "name a key of that organization with --signing-key: see them with "
                    + "`\(Console.program) keys list`")
        }
        return record
    }

    /// The record of a key that may sign in a role; with no name the only one that may.
    ///
    /// - Parameter organization: whose key it must be; nil for any.
    package func record(
        _ name: KeyName?, as role: KeyRole, for organization: OrganizationID? = nil
    ) throws -> SigningKeyRecord {
        let bundle = try IssuerBundle(of: home)
        let now = try Clock.now()
        if name == nil, let bundle {
            let own = try organizations.signingKeys().filter {
                $0.retiredAt == nil && $0.organization == (organization ?? $0.organization)
            }
            let able = own.filter { bundle.fault(of: $0, as: role, at: now) == nil }
            if !able.isEmpty { return try Self.only(able) }
            // What is wrong with the only one is said below.
            if own.count > 1 { throw Self.noneMay(role, among: own) }
        }
        let record =
            if let organization { try self.record(name, for: organization) } else {
                try self.record(name)
            }
        guard let bundle, let fault = bundle.fault(of: record, as: role, at: now) else {
            return record
        }
        throw CommandFailure(
            .notPermitted, code: "key.no-role",
            "devices would refuse what the key \(record.name) signs: \(fault.sentence(on: role))",
            nextStep: "name another key with --signing-key, or have the bundle changed and give it "
                + "with `\(Console.program) trust use`")
    }

    /// To name one would not help: devices would refuse each.
    private static func noneMay(
        _ role: KeyRole, among records: [SigningKeyRecord]
    ) -> CommandFailure {
        let names = records.map(\.name).joined(separator: ", ")
        return CommandFailure(
            .notPermitted, code: "key.no-role",
            "no key here may \(role.deed): the trust bundle in use lets none of \(names) do so now",
            nextStep: "make one with `\(Console.program) keys new`, put it into the bundle with "
                + "`\(Console.program) trust add-key --role \(role)`, and give that with "
                + "`\(Console.program) trust use`")
    }

    /// A key that the registry does not know would be left over and in the way, so its files go
    /// when the registry fails.
    private func register(
        _ key: VerificationKey, named name: KeyName, of organization: String?
    ) throws {
        do {
            try OutputFile.write(key.pem, to: home.publicKeyPath(name), for: .everyone)
            let now = try Clock.now()
            let owner = try self.organization(named: organization, at: now)
            try organizations.addSigningKey(
                SigningKeyRecord(
                    name: name.description, publicKey: key, organization: owner.id,
                    createdAt: now))
        } catch {
            for path in [
                home.publicKeyPath(name), home.privateKeyPath(name), home.referencePath(name),
            ] {
                unlink(path)
            }
            throw error
        }
    }

    /// The organization of a name or id, made where the name is new; with no name the only one there
    /// is.
    private func organization(named name: String?, at now: Timestamp) throws -> Organization {
        let all = try organizations.all()
        if let name, let known = all.first(where: { $0.name == name || "\($0.id)" == name }) {
            return try checked(known)
        }
        if name == nil, let only = all.first {
            guard all.count == 1 else {
                throw CommandFailure(
                    .usage, "there are several organizations",
                    nextStep: "name one with --organization")
            }
            return try checked(only)
        }
        let organization = Organization(
            id: newID ?? .random(), name: name ?? "My organization")
        try organizations.add(organization, now: now)
        if name == nil {
            Console.remark(
                "made the organization `\(organization.name)`, as none was named with "
                    + "--organization")
        }
        return organization
    }

    /// An organization that is there keeps its id.
    private func checked(_ known: Organization) throws -> Organization {
        guard newID == nil || newID == known.id else {
            throw CommandFailure(
                .usage, code: "key.organization-id",
                "the organization \(quoted(known.name)) has the id \(known.id), which stays what it is",
                nextStep: "leave --organization-id out, or name a new organization")
        }
        return known
    }
}

extension KeyRole {
    /// What a key of the role does.
    fileprivate var deed: String {
        switch self {
        case .issue: "issue licenses"
        case .activate: "answer machines"
        case .status: "sign status lists"
        }
    }
}

extension IssuerFault {
    /// What speaks against a key, without a full stop.
    fileprivate func sentence(on role: KeyRole) -> String {
        switch self {
        case .window: "the trust bundle does not let it sign now"
        case .compromised: "the trust bundle says that it was stolen"
        default: "in the trust bundle it does not have the role \(role)"
        }
    }
}

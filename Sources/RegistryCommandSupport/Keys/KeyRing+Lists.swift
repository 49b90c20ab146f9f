package import COSE
package import COSESigning
package import CommandSupport
package import LicenseIssuer
package import LicenseRegistry
package import LicenseVerifier
import Terminal

/// Which key signs the lists and staples of an organization.
///
/// Where a service works on the registry too, that is the service's own: devices know it by its role,
/// and those that pin it take no list of an issuing key.
extension KeyRing {
    /// The keys that services sign an organization's lists with, now or next, as far as its vendor's
    /// bundle lets them; none where no service works on the registry.
    package func serviceListKeys(for organization: OrganizationID) throws -> [VerificationKey] {
        let bundle = try IssuerBundle(of: home)
        let now = try Clock.now()
        return try organizations.listKeysOfServices()
            .map(\.publicKey)
            .filter { bundle?.fault(of: $0, of: organization, as: .status, at: now) == nil }
    }

    /// Opens the key that signs an organization's lists; with no name the one whose role that is.
    package func listKey(
        _ name: KeyName?, for organization: OrganizationID, passphrase options: PassphraseOptions
    ) throws -> SigningKey {
        let services = try serviceListKeys(for: organization)
        guard !services.isEmpty, try isService(name) else {
            return try signingKey(
                of: record(name, as: .status, for: organization), passphrase: options)
        }
        guard HomeKeys(home, .person(options, encrypts: false)).has(.status) else {
            throw CommandFailure(
                .configuration, code: "key.elsewhere",
                "a service signs the lists of this registry, and its key status is not in \(home.keysPath)",
                nextStep: "run this where keys/status.key is, or take the lists that the service "
                    + "publishes; --signing-key signs with an issuing key all the same")
        }
        let key = try signingKey(.status, passphrase: options)
        guard services.contains(key.verificationKey) else {
            throw CommandFailure(
                .configuration, "the private key of status is not the one in the registry",
                nextStep: "restore the file \(home.privateKeyPath(.status)) from a backup")
        }
        return key
    }

    /// Whether a name, or none, means the service's key: an issuing key may be called so too.
    package func isService(_ name: KeyName?) throws -> Bool {
        guard let name else { return true }
        return try name == .status && organizations.signingKey(named: "\(name)") == nil
    }
}

extension Organizations {
    /// The keys that services sign lists with, now or next; none where no service works on the
    /// registry.
    package func listKeysOfServices() throws(RegistryError) -> [ServiceKeyRecord] {
        try serviceKeys().filter { $0.role == .status && $0.retiredAt == nil }
    }
}

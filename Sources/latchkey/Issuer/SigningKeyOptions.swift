import ArgumentParser
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport

/// Which of the issuer's keys signs, and where it lies.
struct SigningKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The signing key's name; optional if there is only one.", valueName: "name"))
    var signingKey: KeyName?

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var homeOptions: HomeOptions

    /// Opens the key; without a name the only one of the organization that has the role.
    func key(
        as role: KeyRole, for organization: OrganizationID, in ring: KeyRing
    ) throws -> SigningKey {
        try ring.signingKey(
            of: ring.record(signingKey, as: role, for: organization), passphrase: passphraseOptions)
    }
}

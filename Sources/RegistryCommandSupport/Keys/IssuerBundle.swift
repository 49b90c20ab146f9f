package import COSE
import CommandSupport
package import LicenseIssuer
package import LicenseRegistry
package import LicenseVerifier
import Terminal

/// The trust bundle by which devices know an issuer's keys, kept beside the registry.
///
/// What it takes away, devices take away: so no command signs with such a key either.
package struct IssuerBundle {
    /// What it says.
    package let served: ServedBundle
    /// The signatures, and the affirmation lists that go with them.
    package let objects: [SignedMessage]

    /// The bundle of a home directory; nil for an issuer whose programs pin its keys.
    package init?(of home: HomeLayout) throws {
        let file = InputFile(path: home.bundlePath)
        guard file.exists else { return nil }
        do {
            try self.init(
                SignedMessage.sequence(
                    file.bytes(limit: Limits.maxFileBytes),
                    maxPayload: VerifiedAffirmationList.maxPayload))
        } catch is COSEError {
            throw Self.damaged(home)
        } catch is TrustError {
            throw Self.damaged(home)
        }
    }

    /// A bundle whose root keys the caller has checked.
    package init(_ objects: [SignedMessage]) throws(TrustError) {
        let bundle = objects.filter { $0.header.type == .trustBundle }
        served = try ServedBundle(
            bundle.flatMap(\.bytes),
            affirmations: objects.signatures(of: .affirmation).map { $0.flatMap(\.bytes) })
        self.objects = objects
    }

    /// Keeps it in place of the one before.
    package func keep(in home: HomeLayout) throws {
        try OutputFile.write(objects.flatMap(\.bytes), to: home.bundlePath, for: .everyone)
    }

    /// Why a key must not sign now; nil where nothing speaks against it.
    ///
    /// Devices that take the bundle know no other keys, so one that it leaves out has no role.
    func fault(
        of key: SigningKeyRecord, as role: KeyRole, at now: Timestamp
    ) -> IssuerFault? {
        fault(of: key.publicKey, of: key.organization, as: role, at: now)
    }

    /// The same of a key that signs for an organization.
    func fault(
        of key: VerificationKey, of organization: OrganizationID, as role: KeyRole,
        at now: Timestamp
    ) -> IssuerFault? {
        guard served.bundle.organization == organization else { return nil }
        let id = key.keyID
        guard served.bundle.keys.contains(where: { $0.key.keyID == id }) else { return .role }
        return served.fault(of: id, as: role, at: now)
    }

    private static func damaged(_ home: HomeLayout) -> CommandFailure {
        CommandFailure(
            .configuration, "\(home.bundlePath) is not a trust bundle with its affirmation lists",
            nextStep: "give it again with `latchkey trust use`")
    }
}

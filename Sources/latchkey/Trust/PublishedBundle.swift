import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// The trust bundle that is published beside the lists.
struct PublishedBundleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also publish this trust bundle, with the affirmation lists in its file.",
            valueName: "file"), completion: .file())
    var bundle: String?

    @OptionGroup var roots: RootOptions

    func validate() throws {
        guard bundle == nil || !roots.roots.isEmpty else {
            throw ValidationError("--bundle needs the root keys that signed it: --root")
        }
        guard bundle != nil || roots.roots.isEmpty else {
            throw ValidationError("--root is for --bundle alone")
        }
    }

    /// The bundle, which the root keys have signed; nil where none is to be published.
    func published() throws -> PublishedBundle? {
        guard let bundle else { return nil }
        return try PublishedBundle(ObjectInput.objects(bundle), root: roots.root())
    }
}

/// A trust bundle that machines will believe.
struct PublishedBundle {
    private let objects: [SignedMessage]
    let bundle: TrustBundle

    /// The signatures, and the affirmation lists behind them.
    var octets: [UInt8] { objects.flatMap(\.bytes) }

    init(_ objects: [SignedMessage], root: TrustRoot) throws {
        guard objects.allSatisfy({ [.trustBundle, .affirmation].contains($0.header.type) }) else {
            throw CommandFailure(
                .malformed, code: "object.type",
                "the file of --bundle holds more than a trust bundle and affirmation lists",
                nextStep: "give the file that `latchkey trust sign` wrote")
        }
        bundle = try root.verify(objects.filter { $0.header.type == .trustBundle }).bundle
        for signatures in objects.signatures(of: .affirmation) {
            _ = try root.verifyAffirmation(signatures)
        }
        self.objects = objects
    }

    /// Keeps it beside the registry, in place of an older one.
    func keep(in home: HomeLayout) throws {
        let held = try IssuerBundle(of: home)?.served.bundle
        if let held, held.organization == bundle.organization, held.version > bundle.version {
            throw CommandFailure(
                .malformed, code: "trust.older",
                "this is version \(bundle.version) of the trust bundle, and version \(held.version) is used",
                nextStep: "give the newest one")
        }
        try IssuerBundle(objects).keep(in: home)
    }

    /// Refuses a bundle by which machines would refuse the lists beside it.
    ///
    /// - Parameter key: what signs them.
    func check(
        listsSignedBy key: KeyID, of organization: OrganizationID, at now: Timestamp
    ) throws {
        guard bundle.organization == organization,
            bundle.keys.contains(where: {
                $0.key.keyID == key && $0.role == .status && $0.compromisedAt == nil
                    && $0.covers(now)
            })
        else {
            throw CommandFailure(
                .configuration, code: "trust.no-role",
                "this trust bundle does not let the key \(key) sign status lists now",
                nextStep: "add it with `latchkey trust add-key`, or sign with another key")
        }
    }
}

import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import Terminal

/// Whose licenses are accepted.
struct TrustOptions: ParsableArguments {
    @Option(
        name: .customLong("key"), parsing: .singleValue,
        help: ArgumentHelp(
            "A public key to trust: a PEM file, 64 hexadecimal digits, or 43 characters of "
                + "base64url. May be repeated. Default: all public keys in the issuer's directory.",
            valueName: "public-key"),
        completion: .file())
    var keys: [String] = []

    @Option(
        help: ArgumentHelp(
            "A trust bundle, whose keys are trusted as far as it says.", valueName: "file"),
        completion: .file())
    var bundle: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A list of licenses that stay valid although their key was stolen; may be repeated.",
            valueName: "file"),
        completion: .file())
    var affirmation: [String] = []

    @OptionGroup var roots: RootOptions
    @OptionGroup var homeOptions: HomeOptions

    func validate() throws {
        guard bundle == nil || keys.isEmpty else {
            throw ValidationError("--bundle and --key exclude each other")
        }
        guard affirmation.isEmpty || bundle != nil else {
            throw ValidationError("--affirmation goes with --bundle")
        }
        guard (bundle == nil) == roots.roots.isEmpty else {
            throw ValidationError("--bundle and --root go together")
        }
    }

    /// The bundle, if one was given, as the root keys vouch for it.
    private func verifiedBundle() throws -> VerifiedTrustBundle? {
        guard let bundle else { return nil }
        var memory = TrustMemory(pinning: try roots.root())
        return try memory.accept(
            TrustFile(path: bundle).readSigned().messages, at: Clock.now())
    }

    /// Says once for each command that a newer bundle is due.
    func remarkExpiry() throws {
        guard let bundle = try verifiedBundle()?.bundle, try Clock.now() >= bundle.expiresAt
        else { return }
        Console.remark("warning: the trust bundle expired on \(bundle.expiresAt)")
    }

    /// What says which keys are trusted.
    func trustFact() throws -> TrustFact {
        try verifiedBundle().map { TrustFact($0.bundle) } ?? .pinned
    }

    /// Whose licenses are accepted.
    func trustedKeys() throws -> TrustedKeys {
        if let bundle = try verifiedBundle() {
            let root = try roots.root()
            let lists = try affirmation.map { path in
                let messages = try ObjectInput.objects(path)
                do throws(TrustError) {
                    return try root.verifyAffirmation(messages)
                } catch {
                    throw AffirmationError(error)
                }
            }
            return TrustedKeys(bundle, affirmations: lists)
        }
        return try Self.distinct(TrustedKeys(pinning: pinnedKeys()))
    }

    /// Whose status lists are accepted: the same keys, which then sign both.
    func statusKeys() throws -> StatusKeys {
        if let bundle = try verifiedBundle() { return StatusKeys(bundle) }
        return try Self.distinct(StatusKeys(pinning: pinnedKeys()))
    }

    /// Whether the person named any key.
    var isGiven: Bool { !keys.isEmpty || bundle != nil }

    /// Whose activation certificates are accepted: the same keys, or those of the bundle's role.
    func activationKeys() throws -> ActivationKeys {
        if let bundle = try verifiedBundle() { return ActivationKeys(bundle) }
        return try Self.distinct(ActivationKeys(pinning: pinnedKeys()))
    }

    /// The keys that were named, or else the issuer's own.
    private func pinnedKeys() throws -> [VerificationKey] {
        try keys.isEmpty ? ownKeys() : keys.map(VerificationKey.init(given:))
    }

    private static func distinct<Keys>(_ keys: Keys?) throws -> Keys {
        guard let keys else {
            throw CommandFailure(
                .configuration, "two of the public keys have the same key id",
                nextStep: "name only one of them with --key")
        }
        return keys
    }

    private func ownKeys() throws -> [VerificationKey] {
        let home = try homeOptions.directory()
        let keys = try home.publicKeyNames().map {
            try VerificationKey(given: home.publicKeyPath($0))
        }
        guard !keys.isEmpty else {
            throw CommandFailure(
                .configuration, "there is no public key to verify with",
                nextStep: "name the vendor's public key with --key, as a file or as text")
        }
        return keys
    }
}

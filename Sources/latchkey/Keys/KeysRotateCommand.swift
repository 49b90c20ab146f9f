import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey keys rotate`: another key takes the place of one that commands sign with.
struct KeysRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace a key that commands sign with, step by step.",
        discussion: """
            Each call takes the steps that can be taken now, and says what comes next; call it again \
            after that. A call that was broken off is called again.

            1. It makes the next key: that of issuer is issuer.2. It signs nothing yet.
            2. The holders of the root keys add it to the trust bundle: latchkey trust add-key. Give \
            the signed bundle with latchkey trust use.
            3. Once the bundle names the key, commands sign with it, and the former one is retired \
            here. What that has signed stays good.
            4. When machines have the bundle, end the former key's time in it: latchkey trust \
            retire-key. Machines that come late take the new bundle first.

            Without a trust bundle, programs pin the keys: ship one that pins the next key too, and \
            call this with --devices-know-it. Status 75 says that something is waited for.

            Examples:
              latchkey keys rotate issuing --plan
              latchkey keys rotate issuing --passphrase-file ~/secrets/latchkey
              latchkey keys rotate status --json
            """)

    @Argument(
        help: ArgumentHelp(
            "The key to replace: service answers machines, status signs lists, issuing signs "
                + "licenses."))
    var name: RotatedKey

    @OptionGroup var steps: RotationOptions

    @Flag(help: "Write the next key without a passphrase: anyone who reads the file can sign.")
    var noPassphrase = false

    @OptionGroup var signing: SigningKeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try signing.homeOptions.directory()
        let registry = try home.registry()
        let now = try Clock.now()
        let ring = KeyRing(home: home, organizations: registry.organizations)
        let record = try ring.record(signing.signingKey, as: name.role)
        guard let key = KeyName(record.name) else {
            throw CommandFailure(
                .configuration, "the registry holds a key with an invalid name",
                nextStep: "see the names with `latchkey keys list`")
        }
        let rotation = SignerRotation(
            of: key, as: name.role,
            at: RotationSite(
                HomeKeys(
                    home, .person(signing.passphraseOptions, encrypts: !noPassphrase)),
                registry.organizations, bundle: try IssuerBundle(of: home)?.served.bundle,
                nodes: try registry.nodes.running(at: now)))
        try steps.run(rotation, of: name, now: now, to: output) { step in
            advice(step, try rotation.next().map { "\($0)" } ?? "next", home)
        }
    }

    /// What a person does for a step that is waited for.
    private func advice(_ step: RotationStep, _ next: String, _ home: HomeLayout) -> String {
        let given =
            "--output NEXT-BUNDLE; have it signed, give it with `latchkey trust use`, and call "
            + "this again"
        return switch step {
        case .make: "no rotation is under way; call this without --plan to make the next key"
        case .bring:
            "the private half of \(next) is not here: copy \(next).key to \(home.keysPath)"
        case .vouch(let key):
            "machines must know the next key first: latchkey trust add-key \(home.bundlePath) "
                + "--public-key \(key.hexadecimal) --role \(name.role) \(given)"
        case .serve:
            "these nodes of a service do not hand out the bundle that names the next key: give "
                + "it to them, and call this again"
        case .exchange: "call this again to sign with the next key from now on"
        case .restart:
            "these nodes of a service sign with the former key still: replace it there with "
                + "`latchkeyd keys rotate`"
        case .retire(let former):
            "when machines have the bundle: latchkey trust retire-key \(home.bundlePath) "
                + "\(former.keyID) --output NEXT-BUNDLE; have it signed, and give it with "
                + "`latchkey trust use`; then nothing is left to do"
        case .discard: "nothing is left to do"
        }
    }
}

import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkeyd keys rotate`: another key takes a service's key's place.
struct KeysRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace a key that the service signs with, step by step.",
        discussion: """
            Each call takes the steps that can be taken now, and says what comes next; call it again \
            after that, at every node. A call that was broken off is called again.

            1. It makes the next key, which signs nothing yet. Other nodes hear of it by the \
            registry, and ask for a copy of its file.
            2. The holders of the root keys add it to the trust bundle: latchkey trust add-key. Put \
            the bundle where trust.bundle names it, at every node, and send SIGHUP.
            3. Once the bundle names the key and every node that runs hands that bundle out, it takes \
            the other one's place. Start the service again. An issuing key takes its place by the \
            setting keys.minting.
            4. When every node has done so, end the former key's time: latchkey trust retire-key. \
            What it signed until then stays good, for devices that come late too.
            5. Once the bundle says so, the former key's file is deleted, or the issuing key retired.

            Status 75 says that something is waited for.

            Examples:
              latchkeyd keys rotate service --plan --home /var/lib/latchkeyd
              latchkeyd keys rotate service --home /var/lib/latchkeyd
              latchkeyd keys rotate issuing --config /etc/latchkeyd.json
              latchkeyd keys rotate status --config /etc/latchkeyd.json --json
            """)

    @Argument(
        help: ArgumentHelp(
            "The key to replace: service signs answers to devices, status signs lists, issuing is "
                + "the one that keys.minting names."))
    var name: RotatedKey

    @OptionGroup var steps: RotationOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let configuration = try ServiceConfiguration(options.sources())
        let registry = try steps.plan ? options.registry() : options.markedRegistry()
        let now = try Clock.now()
        let bundles = try configuration.servedBundles().map(\.bundle)
        let site = RotationSite(
            HomeKeys(configuration.home, .file(configuration.passphraseFile)),
            registry.organizations, bundle: bundles.first, others: Array(bundles.dropFirst()),
            nodes: try registry.nodes.running(at: now))
        let rotation: any KeyReplacement
        var next = "\(name).next"
        switch name {
        case .service: rotation = ServiceKeyRotation(of: .service, at: site)
        case .status: rotation = ServiceKeyRotation(of: .status, at: site)
        case .issuing:
            guard let minting = configuration.minting?.key else {
                throw CommandFailure(
                    .configuration, "keys.minting is not set, so this service mints nothing",
                    nextStep: "name an issuing key in keys.minting")
            }
            let issuing = IssuingKeyRotation(of: minting, at: site)
            rotation = issuing
            next = issuing.next.map { "\($0)" } ?? next
        }
        let advice = RotationAdvice(
            key: name, next: next, layout: configuration.home,
            bundle: configuration.trustBundlePath)
        try steps.run(rotation, of: name, now: now, to: output) { advice.sentence($0) }
    }
}

/// What people do for a step that is waited for.
private struct RotationAdvice {
    let key: RotatedKey
    /// The name of the next key's files.
    let next: String
    let layout: HomeLayout
    let bundle: String?

    /// What the step is called, and what to do.
    func sentence(_ step: RotationStep) -> String {
        let served = "have it signed, serve it at every node (trust.bundle), and call this again"
        return switch step {
        case .make: "call this again to make the next key"
        case .bring(let id):
            "another node made the key \(id): copy its keys/\(next).key"
                + (key == .issuing ? "" : ", or keys/\(key).key where it has taken its place,")
                + " to \(layout.keysPath)/\(next).key"
        case .vouch(let next):
            "devices must know the next key first: latchkey trust add-key \(bundle ?? "BUNDLE") "
                + "--public-key \(next.hexadecimal) --role \(key.role) --output NEXT-BUNDLE; \(served)"
        case .serve:
            "these nodes do not hand out the bundle that names the next key: put it where their "
                + "trust.bundle names it, send them SIGHUP, and call this again"
        case .exchange:
            key == .issuing
                ? "set keys.minting to \(next), start the service again, and call this again"
                : "call this again to put the next key in its place"
        case .restart:
            "these nodes sign with the former key still: "
                + (key == .issuing
                    ? "set keys.minting to the next one there, and start them again"
                    : "start them again once this command has been called there")
        case .retire(let former):
            "start the service again, here and at every node; then: latchkey trust retire-key "
                + "\(bundle ?? "BUNDLE") \(former.keyID) --output NEXT-BUNDLE; \(served)"
        case .discard:
            key == .issuing
                ? "when every node mints with it, call this again to retire the former key"
                : "start the service again; then call this again to delete the former key's file"
        }
    }
}

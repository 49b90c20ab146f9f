import ArgumentParser

/// `latchkey trust`: bundles of public keys that root keys vouch for.
struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Draft, sign and check trust bundles.",
        discussion: """
            A program that pins root keys instead of an issuing key can be told later which keys \
            issue, and which were stolen. One file travels from signer to signer; nothing in it is \
            secret.

            Examples:
              latchkey trust init acme.trust --root alice.pub --root bob.pub --threshold 2
              latchkey trust add-key acme.trust --public-key acme.pub --role issue --until 2y
              latchkey trust sign acme.trust --root-key alice.key
              latchkey trust cosign acme.trust --root-key bob.key
              latchkey verify --bundle acme.trust --root alice.pub --root bob.pub --threshold 2 KEY
            """,
        subcommands: [
            TrustInitCommand.self, TrustAddKeyCommand.self, TrustRetireKeyCommand.self,
            TrustCompromiseKeyCommand.self, TrustRenewCommand.self, TrustRootsCommand.self,
            TrustFloorCommand.self, TrustSignCommand.self, TrustCosignCommand.self,
            TrustAffirmCommand.self, TrustUseCommand.self, TrustShowCommand.self,
            TrustVerifyCommand.self,
        ])
}

/// The file that travels.
struct TrustFileArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The trust bundle.", valueName: "file"), completion: .file())
    var file: String
}

import ArgumentParser
import CommandSupport
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey trust renew`: the next version, with the same keys.
struct TrustRenewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Draft the next version of a bundle, with another expiry or other addresses.",
        discussion: """
            The keys stay as they are. The bundle is valid for the same span as before, \
            counted from its signing, unless --expires gives another.

            Examples:
              latchkey trust renew acme.trust --output acme-2.trust
              latchkey trust renew acme.trust --expires 90d --status-base https://acme.example/status \
            --output acme-2.trust
            """)

    @OptionGroup var draft: TrustDraftOptions

    @Option(
        help: ArgumentHelp(
            "How long the bundle is valid after it is signed; default: as before.",
            valueName: "span"))
    var expires: Span?

    @OptionGroup var addresses: BundleAddressOptions

    func run() throws {
        try draft.edit { bundle in
            let span = expires?.duration ?? bundle.expiresAt - bundle.issuedAt
            bundle.issuedAt = try Clock.now()
            bundle.expiresAt = bundle.issuedAt + span
            try addresses.apply(to: &bundle)
        }
    }
}

/// `latchkey trust roots`: who signs the bundles after this one.
struct TrustRootsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roots",
        abstract: "Appoint other root keys, or another threshold, in the next version.",
        discussion: """
            Name all root keys of the next version, also those that stay. The next version must be \
            signed by enough of the old ones and by enough of the new ones; a key that is both \
            signs once.

            Examples:
              latchkey trust roots acme.trust --root alice.pub --root dora.pub --threshold 2 \
            --output acme-2.trust
              latchkey trust sign acme-2.trust --root-key bob.key --held acme.trust
            """)

    @OptionGroup var draft: TrustDraftOptions
    @OptionGroup(title: "Root keys") var roots: RootOptions

    func run() throws {
        let root = try roots.root()
        try draft.edit { bundle in
            if bundle.version > 1 {
                Console.remark(
                    "the root keys of the bundle before must sign version \(bundle.version), and "
                        + "\(root.threshold) of these")
            }
            bundle.roots = root.keys
            bundle.threshold = root.threshold
        }
    }
}

/// `latchkey trust floor`: the lowest number of a status list that is taken.
struct TrustFloorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor",
        abstract: "Refuse all status lists below a number, in the next version.",
        discussion: """
            After a status key was stolen: lists, staples and deltas with a lower number are \
            refused, no matter who signed them. 0 takes the floor away.

            Examples:
              latchkey trust floor acme.trust 0 120 --output acme-2.trust
            """)

    @OptionGroup var draft: TrustDraftOptions

    @Argument(help: ArgumentHelp("The number of the list.", valueName: "shard"))
    var shard: UInt32

    @Argument(
        help: ArgumentHelp(
            "The lowest number that is taken: that of a list which you signed yourself.",
            valueName: "number"))
    var number: UInt64

    func validate() throws {
        guard shard <= 4095 else { throw ValidationError("a list's number must be from 0 to 4095") }
        guard number <= UInt64(Limits.maxCount) else {
            throw ValidationError("the lowest number is at most \(Limits.maxCount)")
        }
    }

    func run() throws {
        try draft.edit { bundle in
            if let floor = bundle.listFloors[shard], number < floor {
                Console.remark(
                    "warning: list \(shard) had a floor of \(floor), and older lists are accepted "
                        + "again")
            }
            bundle.listFloors[shard] = number == 0 ? nil : number
        }
    }
}

/// Where a bundle says that things are published.
struct BundleAddressOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Where status lists are published, or none.", valueName: "uri"))
    var statusBase: ListArgument<String>?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Where the sync service answers, or none; may be repeated, and replaces all.",
            valueName: "uri"))
    var serviceURL: [ListArgument<String>] = []

    func apply(to bundle: inout TrustBundle) throws {
        switch statusBase {
        case nil: break
        case .some(.none): bundle.statusBase = nil
        case .some(.element(let base)): bundle.statusBase = base
        }
        if !serviceURL.isEmpty { bundle.serviceURLs = try ListArgument.items(of: serviceURL) }
    }
}

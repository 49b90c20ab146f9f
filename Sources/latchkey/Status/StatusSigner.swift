import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Terminal

/// How status lists are signed.
struct StatusSigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the lists are published; part of what is signed (default: what the trust "
                + "bundle says, or the list that is replaced, or a service's newest).",
            valueName: "uri"))
    var base: String?

    @Option(
        help: ArgumentHelp(
            "Whose lists; needed where a service works for several organizations.",
            valueName: "name"))
    var organization: String?

    @Option(help: ArgumentHelp("How soon the next list is promised.", valueName: "span"))
    var ttl = Span(.seconds(86_400))

    @Option(
        help: ArgumentHelp("How long a list may be relied on.", valueName: "span"))
    var expires = Span(.seconds(90 * 86_400))

    @Option(
        help: ArgumentHelp(
            "Sign although many licenses would be valid again at once, as after the loss of a "
                + "registry: the number of the shard.", valueName: "shard"))
    var confirmShrink: [UInt32] = []

    @OptionGroup var signing: SigningKeyOptions

    func validate() throws {
        guard ttl.duration < expires.duration else {
            throw ValidationError("--ttl must be shorter than --expires")
        }
        guard let base else { return }
        guard !base.isEmpty, base.utf8.count <= 1000, !base.hasSuffix("/") else {
            throw ValidationError("--base must be a URI without a slash at its end")
        }
    }
}

/// A list and the deltas that are worth having beside it.
struct StatusPublication {
    let list: VerifiedStatusList
    let deltas: [DeltaPeriod: VerifiedStatusDelta]
}

/// Signs the lists of one organization out of the registry.
struct StatusSigner: ~Copyable {
    private let options: StatusSigningOptions
    private let registry: Registry
    private let marks: MarkDirectory
    private let key: SigningKey
    private let now: Timestamp
    private let address: ListAddress
    let organization: OrganizationID

    /// Opens the registry and the key.
    static func open(_ options: StatusSigningOptions) throws -> StatusSigner {
        let home = try options.signing.homeOptions.directory()
        let registry = try home.registry()
        let ring = KeyRing(home: home, organizations: registry.organizations)
        let organization = try owner(options, registry, ring)
        let now = try Clock.now()
        let key = try ring.listKey(
            options.signing.signingKey, for: organization,
            passphrase: options.signing.passphraseOptions)
        let bundle = try IssuerBundle(of: home)?.served.bundle
        let address = ListAddress(
            said: options.base
                ?? (bundle?.organization == organization ? bundle?.statusBase : nil),
            isOfService: try registry.hasService,
            newest: try registry.newestList(in: home.marks, of: organization))
        return StatusSigner(
            options: options, registry: registry, marks: home.marks, key: key, now: now,
            address: address, organization: organization)
    }

    /// Whose lists are signed: those of the organization that is named, of the key that is, or of the
    /// only one.
    private static func owner(
        _ options: StatusSigningOptions, _ registry: Registry, _ ring: KeyRing
    ) throws -> OrganizationID {
        let all = try registry.organizations.all()
        let key = options.signing.signingKey
        if options.organization == nil, all.count != 1 {
            // A service's key signs for all of them.
            let isKnown = try !registry.hasService || !ring.isService(key)
            if isKnown { return try ring.record(key, as: .status).organization }
        }
        return try OrganizationOptions.organization(options.organization, among: all).id
    }

    private init(
        options: StatusSigningOptions, registry: Registry, marks: MarkDirectory,
        key: consuming SigningKey, now: Timestamp, address: ListAddress,
        organization: OrganizationID
    ) {
        self.options = options
        self.registry = registry
        self.marks = marks
        self.key = key
        self.now = now
        self.address = address
        self.organization = organization
    }

    /// Which key signs.
    var keyID: KeyID { key.verificationKey.keyID }

    /// All shards with a status index in use; at least one.
    var shards: [UInt32] {
        get throws {
            let shards = try registry.statusLists.shards(of: organization)
            guard !shards.isEmpty else { throw PublishingError.noStatusIndexes(organization) }
            return shards
        }
    }

    /// The list at a path; nil for none.
    func published(at path: String, shard: UInt32) throws -> PublishedList? {
        try PublishedList(path, of: organization, shard: shard, keys: registry.statusKeys())
    }

    /// The next list of a shard, remembered before anybody sees it, and the deltas to it.
    ///
    /// - Parameter published: the list that it replaces.
    func publication(
        _ shard: UInt32, replacing published: PublishedList?
    ) throws -> StatusPublication {
        let epoch = try registry.maintenance.continuity.epoch()
        let snapshot = try registry.statusLists.snapshot(of: organization, shard: shard)
        let succession = ListSuccession(
            shard: shard, remembered: snapshot.previous, published: published)
        var builder = StatusListBuilder(organization: organization, shard: shard)
        for exception in snapshot.exceptions {
            builder.set(exception.status, of: exception.index)
        }
        let list = try builder.signed(
            by: key, sequence: snapshot.nextNumber, base: address.base(replacing: published),
            issuedAt: now, expiresAt: now + options.expires.duration,
            timeToLive: options.ttl.duration)
        // What is refused has been signed, but never leaves this function.
        if let finding = succession.finding(signing: list) {
            try registry.maintenance.continuity.stop(finding, inEpoch: epoch, now: now)
            throw RegistryError.behind(reason: finding.sentence)
        }
        if !options.confirmShrink.contains(shard) {
            try succession.checkShrink(snapshot.exceptions)
        }
        let deltas = try list.deltas(log: snapshot.log, signedBy: key)
        try registry.statusLists.record(list.claims, from: snapshot, now: now)
        try marks.keep(list)
        return StatusPublication(list: list, deltas: deltas)
    }
}

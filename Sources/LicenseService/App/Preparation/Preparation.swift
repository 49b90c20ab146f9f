import COSE
import COSESigning
import Glibc
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
public import LicenseVerifier
import SQLDatabase

/// Everything that a service needs before it answers, read and checked from its settings.
///
/// `check` and `start` are the same but for two things: a check makes and changes nothing, and it
/// tells all mistakes, where a start ends with them.
public struct Preparation {
    /// The settings, as far as they can be read.
    public let configuration: ServiceConfiguration
    /// What is wrong.
    public private(set) var mistakes: [ConfigurationMistake]
    /// What is not wrong, and worth knowing.
    public private(set) var notes: [String] = []
    private let unread: Set<String>
    private let now: Timestamp

    private(set) var registry: Registry?
    private(set) var certificate: TLSCertificate?
    private(set) var keys: ServiceKeys?
    private(set) var shops: [ShopPolicy] = []
    private(set) var trustBundle: [UInt8]?
    private(set) var affirmations: [[UInt8]] = []

    private init(_ sources: SettingSources, now: Timestamp) {
        let settings = ServiceConfiguration.read(sources)
        configuration = settings.configuration
        mistakes = settings.mistakes.map { ConfigurationMistake($0) }
        unread = settings.unread
        self.now = now
    }

    /// Finds every mistake, and changes nothing.
    public static func check(_ sources: SettingSources, now: Timestamp) -> Preparation {
        var preparation = Preparation(sources, now: now)
        preparation.prepare(starts: false)
        return preparation
    }

    /// Prepares the start of a service, whose registry is brought to this program's version.
    ///
    /// Throws what a check finds.
    public static func start(
        _ sources: SettingSources, now: Timestamp
    ) throws(ConfigurationMistakes) -> Preparation {
        var preparation = Preparation(sources, now: now)
        preparation.prepare(starts: true)
        guard preparation.mistakes.isEmpty else {
            throw ConfigurationMistakes(preparation.mistakes)
        }
        return preparation
    }

    private mutating func prepare(starts: Bool) {
        let configuration = configuration
        attempt("listen") {
            try ListenAddress(host: configuration.host, port: configuration.port).check()
        }
        certificate = attempt("tls") { try configuration.tls.map { try TLSCertificate($0) } }
            .flatMap(\.self)
        readTrust(starts: starts)
        if let read = attempt("hooks", { try configuration.shops() }) { shops = read }
        attempt("webhooks.secret-file") { _ = try configuration.webhooks.endpoint?.secrets() }
        attempt("mail.program") { try configuration.mail?.checkProgram() }
        let hasHome = checkHome()
        let opening = hasHome ? openingOfKeys() : nil
        openRegistry(starts: starts, hasHome: hasHome)
        if let opening { openKeys(opening) }
        noteKeysWithoutRole()
        checkServiceKeys()
        checkBenefits()
        checkPeople()
    }

    /// What a piece of work gives; its error becomes a mistake, unless it is known already.
    @discardableResult
    private mutating func attempt<Value: ~Copyable>(
        _ setting: String, _ work: () throws -> Value
    ) -> Value? {
        do {
            return try work()
        } catch {
            for mistake in ConfigurationMistakes(error, of: setting).all
            where !mistakes.contains(where: { $0.finding == mistake.finding }) {
                mistakes.append(mistake)
            }
            return nil
        }
    }
}

extension ConfigurationMistake {
    /// The sentence without the setting: one directory may be the home and the registry's too.
    fileprivate var finding: Substring {
        sentence.firstRange(of: ": ").map { sentence[$0.upperBound...] } ?? sentence[...]
    }
}

// MARK: - Files

extension Preparation {
    private mutating func readTrust(starts: Bool) {
        let (configuration, now) = (configuration, now)
        guard configuration.trustBundlePath != nil else { return }
        guard let files = attempt("trust.bundle", { try TrustFiles(configuration) }) else { return }
        (trustBundle, affirmations) = (files.bundle, files.affirmations)
        attempt("trust.bundle") {
            let served = try ServedBundle(files.bundle, affirmations: files.affirmations)
            // A service goes on with the bundle before, and says so in its log.
            guard !starts else { return }
            try BundleSuccession.check(
                files.bundle,
                after: configuration.marks.keptBundle(of: served.bundle.organization), now: now)
        }
    }

    /// A key that the registry does not know is known to no device either, unless the bundle names it.
    private mutating func checkServiceKeys() {
        guard let keys, let registry,
            let known = attempt("home", { try registry.organizations.serviceKeys() })
        else { return }
        let named = trustBundle.flatMap { try? ServedBundle($0) }?.bundle.keys ?? []
        for role in ServiceKeyRole.allCases {
            let key = keys.key(of: role)
            let own = known.filter { $0.role == role.keyRole }.map(\.publicKey)
            let isNamed = named.contains { $0.key == key && $0.role == role.keyRole }
            // The first start of all makes the keys known.
            guard let newest = own.last, !isNamed, !own.contains(key) else { continue }
            let file = role == .answers ? "keys/service.key" : "keys/status.key"
            mistakes.append(
                ConfigurationMistake(
                    "home: \(file) is the key \(key.keyID), which the registry does not know, and so "
                        + "no device either; put the key \(newest.keyID) back, or add this one with "
                        + "`latchkeyd init --new-keys`, and tell devices"))
        }
    }

    /// The service is ready without them: devices learn of other keys by the bundle that it serves.
    private mutating func noteKeysWithoutRole() {
        // A bundle that cannot be read is said already.
        guard let keys, let octets = trustBundle, let served = try? ServedBundle(octets) else {
            return
        }
        for role in ServiceKeyRole.allCases {
            let key = keys.key(of: role).keyID
            guard let fault = served.fault(of: key, as: role.keyRole, at: now) else { continue }
            notes.append(
                "trust.bundle does not let this service's key \(key) sign \(role.rawValue) "
                    + "(\(LicenseError.issuer(fault).code)), so it signs none; add the key to the "
                    + "bundle, or bring a key that the bundle names")
        }
    }

    private mutating func checkHome() -> Bool {
        guard !unread.contains("home") else { return false }
        let configuration = configuration
        let found: Void? = attempt("home") {
            guard access(configuration.home.path, F_OK) == 0 else {
                throw ServiceHomeError.noHome(path: configuration.home.path)
            }
            try configuration.home.checkDirectories()
        }
        return found != nil
    }

    /// How keys are opened; nil where the passphrase cannot be read, which is said once.
    private mutating func openingOfKeys() -> ServiceHome? {
        let home = ServiceHome(configuration.home, passphraseFile: configuration.passphraseFile)
        guard let file = configuration.passphraseFile else { return home }
        let isGood: Void? = attempt("keys.passphrase-file") { _ = try Passphrase.read(file: file) }
        return isGood.map { home }
    }

    private mutating func openKeys(_ home: ServiceHome) {
        let answers = attempt("home") { try home.open(.service) }
        let lists = attempt("home") { try home.open(.status) }
        var minting: MintingKey?
        if let (name, benefits) = configuration.minting {
            // Without a registry it is not known whose the key is.
            if let registry {
                minting = attempt("keys.minting") {
                    MintingKey(try home.issuer(name, registry.organizations), benefits: benefits)
                }
            } else {
                attempt("keys.minting") { _ = try home.open(name) }
            }
        }
        guard let answers, let lists else { return }
        keys = ServiceKeys(answers: answers, lists: lists, minting: minting)
    }
}

// MARK: - The registry

extension Preparation {
    private mutating func openRegistry(starts: Bool, hasHome: Bool) {
        let (configuration, now) = (configuration, now)
        let url = configuration.database
        // A home that cannot be used is said already; the usual registry is in it.
        if !hasHome, url == .sqlite(path: configuration.home.registryPath) { return }
        guard !unread.contains("database") else { return }
        let opened: (database: any Database, isOutdated: Bool)? = attempt("database") {
            try url.checkDirectory()
            let (database, isOutdated) = try configuration.openDatabase()
            try RegistrySchema.checkRights(in: database, toMigrate: isOutdated)
            return (database, isOutdated)
        }
        guard let (database, isOutdated) = opened else { return }
        if isOutdated {
            guard starts, mistakes.isEmpty else {
                notes.append(
                    "the registry has the tables of an older version; `latchkeyd serve` and "
                        + "`latchkeyd registry migrate` bring them up to date, and what is in it is "
                        + "checked then")
                return
            }
            // A migration may take longer than any request, so it goes first and without a limit.
            attempt("database") { _ = try RegistrySchema.migrate(database, now: now) }
        }
        registry = attempt("database") {
            try Registry(
                existing: url.open(
                    connections: starts ? configuration.threads : 1,
                    statementLimit: configuration.statementLimit), actor: "latchkeyd"
            ).timed(by: ServiceClock.systemMoment)
        }
        checkClock()
        if !starts { checkContinuity() }
    }

    /// Whether the machine's clock can be right: lists and licenses that are dated years ahead stay.
    private mutating func checkClock() {
        guard let registry, let longest = configuration.longestIdle else { return }
        let (now, lease) = (now, configuration.publishing.lease)
        attempt("clock.idle") {
            guard let known = try registry.nodes.leases.latestMoment(leasesOf: lease),
                now > known + longest
            else { return }
            throw ConfigurationMistakes(sentences: [
                "the machine's clock says \(now), and the registry's newest record is from \(known): "
                    + "set the clock; if it is right, start once with --set clock.idle=none"
            ])
        }
    }

    /// Whether the registry would stand still, as one does that was restored.
    private mutating func checkContinuity() {
        guard let registry else { return }
        let marks = configuration.marks
        attempt("database") {
            let reason = try registry.maintenance.continuity.reason()
            if let reason = try reason ?? registry.maintenance.continuity.finding(marks)?.sentence {
                throw RegistryError.behind(reason: reason)
            }
            try marks.checkAccess()
        }
    }

    /// Whether the benefits that settings name are there, and may be minted.
    private mutating func checkBenefits() {
        guard let registry else { return }
        let (configuration, minting) = (configuration, keys?.minting)
        attempt("keys.minting-benefits") {
            try configuration.checkMintingBenefits(registry, of: minting?.issuer.organization)
        }
        if let (name, _) = configuration.minting,
            let record = attempt(
                "keys.minting", { try registry.organizations.signingKey(named: "\(name)") }),
            record?.retiredAt != nil
        {
            notes.append("the key \(name) of keys.minting is retired: nothing is minted")
        }
        // A key that could not be opened is said already; what it may mint is not known then.
        let isKnown = (configuration.minting == nil) == (minting == nil)
        for policy in shops {
            attempt("hooks.\(policy.shop.name).benefits") {
                _ = try policy.organization(in: registry) { benefit, owner in
                    !isKnown || minting?.covers(benefit, of: owner) ?? false
                }
            }
        }
    }
}

extension Preparation {
    /// Whether the tokens that settings give to people are there.
    private mutating func checkPeople() {
        guard let registry, let signIn = configuration.proxySignIn else { return }
        let now = now
        for (person, id) in signIn.tokens.sorted(by: { $0.key < $1.key }) {
            let found = attempt("admin.sign-in-people") { try registry.tokens.find(id) }
            guard let token = found else { continue }
            if token?.isGood(at: now) != true {
                mistakes.append(
                    ConfigurationMistake(
                        "admin.sign-in-people names the token \(id) of \(person), which "
                            + (token == nil ? "is not in the registry" : "is revoked or expired")))
            }
        }
    }
}

extension ServiceConfiguration {
    fileprivate func checkMintingBenefits(
        _ registry: Registry, of organization: OrganizationID?
    ) throws {
        var mistakes: [ConfigurationMistake] = []
        for id in (minting?.benefits ?? []).sorted() {
            let found = try registry.benefits.find(id)
            if found == nil {
                mistakes.append(
                    ConfigurationMistake(
                        "keys.minting-benefits names \(id), which is not a benefit of the registry")
                )
            } else if let organization, found?.organization != organization {
                mistakes.append(
                    ConfigurationMistake(
                        "keys.minting-benefits names \(id), whose organization keys.minting does "
                            + "not issue for"))
            }
        }
        guard mistakes.isEmpty else { throw ConfigurationMistakes(mistakes) }
    }
}

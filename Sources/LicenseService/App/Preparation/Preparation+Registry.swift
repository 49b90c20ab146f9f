import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseVerifier
import SQLDatabase

extension Preparation {
    mutating func openRegistry(starts: Bool, hasHome: Bool) {
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
    mutating func checkBenefits() {
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
    mutating func checkPeople() {
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

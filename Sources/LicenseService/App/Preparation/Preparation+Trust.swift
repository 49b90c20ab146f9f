import COSE
import LicenseRegistry
import LicenseVerifier

extension Preparation {
    mutating func readTrust() {
        let configuration = configuration
        guard configuration.trustBundlePath != nil else { return }
        guard let files = attempt("trust.bundle", { try TrustFile.all(of: configuration) }),
            let first = files.first
        else { return }
        (trustBundle, affirmations) = (first.bundle, first.affirmations)
        otherBundles = Array(files.dropFirst())
        var owners: Set<OrganizationID> = []
        for file in files {
            let setting = configuration.bundleSetting(file.path)
            attempt(setting) {
                let owner = try ServedBundle(file.bundle, affirmations: file.affirmations).bundle
                    .organization
                guard owners.insert(owner).inserted else {
                    throw ConfigurationMistakes(sentences: [
                        "\(setting): there is a bundle of the organization \(owner) already; name one "
                            + "file for each organization"
                    ])
                }
            }
        }
    }

    /// Whether the bundles would be handed out.
    mutating func checkBundles(starts: Bool) {
        guard let trustBundle else { return }
        let first = TrustFile(
            path: configuration.trustBundlePath ?? "", bundle: trustBundle,
            affirmations: affirmations)
        // A service goes on with the bundle before, and says so in its log.
        let goesOn = starts && Self.hasBundle(configuration.marks, registry)
        if !goesOn { checkBundle(first, goesOn: false) }
        for file in otherBundles { checkBundle(file, goesOn: starts) }
    }

    /// - Parameter goesOn: whether a service hands out the bundle before instead, where there is one.
    private mutating func checkBundle(_ file: TrustFile, goesOn: Bool) {
        let (configuration, now) = (configuration, now)
        // One that cannot be read is said already.
        guard let served = try? ServedBundle(file.bundle, affirmations: file.affirmations)
        else { return }
        let (registry, keys, marks) = (registry, keys, configuration.marks)
        let setting = configuration.bundleSetting(file.path)
        attempt(setting) {
            let held = try marks.keptBundle(of: served.bundle.organization)
            guard !goesOn || held == nil else { return }
            try BundleSuccession.check(file.bundle, after: held, now: now)
            // Devices have it already.
            guard file.bundle != held, let registry, let keys else { return }
            let fitness = BundleFitness(
                registry, keys: keys, accepting: configuration.acceptedBundle)
            let findings = try fitness.findings(served, at: now)
            guard findings.isEmpty else {
                throw ConfigurationMistakes(
                    findings.flatMap { ConfigurationMistakes($0, of: setting).all })
            }
        }
    }

    /// Whether a bundle was handed out before.
    private static func hasBundle(_ marks: MarkDirectory, _ registry: Registry?) -> Bool {
        // What cannot be read is said where the registry is opened.
        let organizations = (try? registry?.organizations.all()) ?? []
        return organizations.contains { ((try? marks.keptBundle(of: $0.id)) ?? nil) != nil }
    }

    /// The service is ready without them: devices learn of other keys by the bundle that it serves.
    mutating func noteKeysWithoutRole() {
        // A bundle that cannot be read, or is not handed out, is said already.
        guard let keys, let first = trustBundle,
            !mistakes.contains(where: { $0.cause is BundleRefusal })
        else { return }
        let bundles = [first] + otherBundles.map(\.bundle)
        for (path, octets) in zip(configuration.bundlePaths, bundles) {
            guard let served = try? ServedBundle(octets) else { continue }
            let setting = configuration.bundleSetting(path)
            for role in ServiceKeyRole.allCases {
                let key = keys.key(of: role).keyID
                guard let fault = served.fault(of: key, as: role.keyRole, at: now) else { continue }
                notes.append(
                    "\(setting) does not let this service's key \(key) sign "
                        + "\(role.rawValue) (\(LicenseError.issuer(fault).code)), so it signs none; add "
                        + "the key to the bundle, or bring a key that the bundle names")
            }
        }
    }
}

import COSE
import LicenseRegistry
import LicenseVerifier

extension Preparation {
    mutating func readTrust() {
        let configuration = configuration
        guard configuration.trustBundlePath != nil else { return }
        guard let files = attempt("trust.bundle", { try TrustFiles(configuration) }) else { return }
        (trustBundle, affirmations) = (files.bundle, files.affirmations)
        attempt("trust.bundle") {
            _ = try ServedBundle(files.bundle, affirmations: files.affirmations)
        }
    }

    /// Whether the bundle would be handed out.
    mutating func checkBundle(starts: Bool) {
        let (configuration, now) = (configuration, now)
        // One that cannot be read is said already.
        guard let octets = trustBundle,
            let served = try? ServedBundle(octets, affirmations: affirmations)
        else { return }
        let (registry, keys, marks) = (registry, keys, configuration.marks)
        attempt("trust.bundle") {
            // A service goes on with the bundle before, and says so in its log.
            guard !starts || !Self.hasBundle(marks, registry) else { return }
            let held = try marks.keptBundle(of: served.bundle.organization)
            try BundleSuccession.check(octets, after: held, now: now)
            // Devices have it already.
            guard octets != held, let registry, let keys else { return }
            let fitness = BundleFitness(
                registry, keys: keys, accepting: configuration.acceptedBundle)
            let findings = try fitness.findings(served, at: now)
            guard findings.isEmpty else {
                throw ConfigurationMistakes(
                    findings.flatMap { ConfigurationMistakes($0, of: "trust.bundle").all })
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
        guard let keys, let octets = trustBundle, let served = try? ServedBundle(octets),
            !mistakes.contains(where: { $0.cause is BundleRefusal })
        else { return }
        for role in ServiceKeyRole.allCases {
            let key = keys.key(of: role).keyID
            guard let fault = served.fault(of: key, as: role.keyRole, at: now) else { continue }
            notes.append(
                "trust.bundle does not let this service's key \(key) sign \(role.rawValue) "
                    + "(\(LicenseError.issuer(fault).code)), so it signs none; add the key to the "
                    + "bundle, or bring a key that the bundle names")
        }
    }
}

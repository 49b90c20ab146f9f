import LicenseRegistry
public import LicenseVerifier

/// Everything that a service needs before it answers, read and checked from its settings.
///
/// `check` and `start` are the same but for two things: a check makes and changes nothing, and it
/// tells all mistakes, where a start ends with them.
public struct Preparation {
    /// The settings, as far as they can be read.
    public let configuration: ServiceConfiguration
    /// What is wrong.
    public internal(set) var mistakes: [ConfigurationMistake]
    /// What is not wrong, and worth knowing.
    public internal(set) var notes: [String] = []
    let unread: Set<String>
    let now: Timestamp

    var registry: Registry?
    private(set) var certificate: TLSCertificate?
    var keys: ServiceKeys?
    private(set) var shops: [ShopPolicy] = []
    var trustBundle: [UInt8]?
    var affirmations: [[UInt8]] = []
    /// The bundles of further organizations.
    var otherBundles: [TrustFile] = []

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
        readTrust()
        if let read = attempt("hooks", { try configuration.shops() }) { shops = read }
        attempt("webhooks.secret-file") { _ = try configuration.webhooks.endpoint?.secrets() }
        attempt("mail.program") { try configuration.mail?.checkProgram() }
        let hasHome = checkHome()
        let opening = hasHome ? openingOfKeys() : nil
        openRegistry(starts: starts, hasHome: hasHome)
        if let opening { openKeys(opening) }
        checkBundles(starts: starts)
        noteKeysWithoutRole()
        checkServiceKeys()
        checkBenefits()
        checkPeople()
    }

    /// What a piece of work gives; its error becomes a mistake, unless it is known already.
    @discardableResult
    mutating func attempt<Value: ~Copyable>(
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

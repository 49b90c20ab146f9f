import Hummingbird
import HummingbirdCore
import LicenseRegistry
import LicenseVerifier
import Logging
import NIOCore
import SQLDatabase
import ServiceLifecycle

/// The service: its routes, and the jobs that run beside them.
struct LatchkeyService: Sendable {
    let responder: RouterResponder<ServiceContext>
    let operations: [Operation]
    let runtime: ServiceRuntime
    /// The lists that are served.
    let lists = PublishedLists()
    let trust: ServedTrust
    let receivers: [ShopWebhookReceiver]
    let publisher: StatusListPublisher
    let presence: NodePresence
    let clockWatch: ClockWatch
    let webhooks: WebhookDispatcher
    let licenseExpiry: ExpiryAnnouncer
    let saleExpiry: SaleExpiry
    let waitingMessages: WaitingMessages
    let batchMinter: BatchMinter
    let importRunner: ImportRunner
    /// Nil where no emails are sent.
    let emails: EmailSender?
    /// Nil where no emails are sent.
    let signInMailer: SignInMailer?
    let validations: ValidationQueue
    private let messages: DeviceQueue
    /// The threads that look devices and their licenses up, so that a wave of devices does not delay
    /// interactive requests.
    private let lookups: BlockingPool

    init(_ parts: ServiceParts, clock: ServiceClock = .system()) throws {
        runtime = ServiceRuntime(
            pool: BlockingPool(threads: parts.threads, waiting: parts.waiting), clock: clock,
            logger: parts.logger, metrics: ServiceMetrics(and: parts.metrics),
            leases: parts.registry.acting(as: "latchkeyd").nodes.leases)
        clockWatch = ClockWatch(comparingWith: parts.reference, runtime: runtime)
        validations = ValidationQueue(
            parts.registry.acting(as: "online").activations, clock: clock,
            lanes: parts.registry.writeLanes, waiting: parts.waiting)
        lookups = BlockingPool(threads: parts.threads, waiting: parts.waiting)
        messages = DeviceQueue(
            parts.registry.acting(as: "latchkeyd").activations, keys: parts.keys, clock: clock,
            waiting: parts.waiting)
        try clockWatch.compare()
        try Self.prepare(parts, clock)
        let licenses = try Self.licenseCache(parts.registry.organizations)
        trust = Self.trust(parts, licenses, lists, runtime)
        publisher = StatusListPublisher(
            parts.registry, keys: parts.keys, lists: lists, marks: parts.marks,
            policy: parts.publishing, runtime: runtime, issuers: licenses, follower: trust)
        let own = parts.registry.acting(as: "latchkeyd")
        presence = NodePresence(
            parts.node, own.nodes, keys: parts.keys, trust: trust, runtime: runtime)
        webhooks = WebhookDispatcher(
            own.webhooks.outbox, own.webhooks, policy: parts.webhooks,
            transport: try WebhookTransport(parts.webhooks),
            renderers: ServiceRouter.renderers, runtime: runtime)
        licenseExpiry = ExpiryAnnouncer(
            own.webhooks.outbox, policy: parts.webhooks, runtime: runtime)
        saleExpiry = SaleExpiry(own.sales, policy: parts.sales, runtime: runtime)
        batchMinter = BatchMinter(
            own.issuance.batches, minting: parts.keys.minting, runtime: runtime)
        importRunner = ImportRunner(
            own.sales.imports, minting: parts.keys.minting, runtime: runtime)
        emails = parts.mail.map { [runtime, trust] policy in
            EmailSender(
                own.customers.emails, LicenseEmailWriter(own), policy: policy, runtime: runtime,
                trust: { trust.objects(of: $0) })
        }
        signInMailer = parts.mail.map { [runtime] policy in
            SignInMailer(
                own.customers, own.tokens.sessions, policy: policy, base: parts.publishing.base,
                runtime: runtime)
        }
        receivers = try Self.receivers(parts, runtime)
        waitingMessages = WaitingMessages(receivers, runtime: runtime)
        try Self.serve(parts, trust)
        let keys = LicenseKeyService(
            parts.registry, licenses: licenses, queue: validations,
            limits: KeyLimits(parts.limits), runtime: runtime)
        (responder, operations) = ServiceRouter(
            parts: parts, runtime: runtime, lists: lists, licenses: licenses, trust: trust,
            receivers: receivers,
            devices: DeviceSyncService(
                parts.registry, keys: parts.keys, licenses: licenses, lists: lists,
                trust: trust, policy: parts.devices, licenseKeys: keys, queue: messages,
                limits: parts.limits, runtime: runtime.running(on: lookups)),
            keys: keys,
            rate: NetworkLimit(
                perSecond: parts.limits.perSecond, burst: parts.limits.burst,
                clock: parts.limits.clock),
            templates: try PageTemplates(), signInMailer: signInMailer
        ).build()
    }

    /// What runs beside the requests.
    var jobs: [any Service] {
        let dated: [(any PeriodicService)?] = [
            licenseExpiry, saleExpiry, waitingMessages, batchMinter, importRunner, emails,
        ]
        return [clockWatch, publisher, presence, webhooks]
            + dated.compactMap(\.self).map { DatedJob(job: $0, clock: runtime.clock) }
            + (signInMailer.map { [$0] } ?? [])
    }

    /// Ends all threads once their work is done.
    func shutDown() async throws {
        try await validations.shutDown()
        try await messages.shutDown()
        try await lookups.shutDown()
        try await runtime.pool.shutDown()
    }
}

// MARK: - Before the first request

extension LatchkeyService {
    /// Brings clock and registry in line with the service's keys and configuration.
    private static func prepare(_ parts: ServiceParts, _ clock: ServiceClock) throws {
        if let known = try parts.registry.nodes.leases.latestMoment(
            leasesOf: parts.publishing.lease)
        {
            let lead = clock.resume(from: known)
            if lead > .seconds(60) {
                parts.logger.error(
                    "the machine's clock is behind the registry",
                    metadata: ["seconds": "\(lead.components.seconds)"])
            }
        }
        let (now, organizations) = (clock.now(), parts.registry.organizations)
        for (role, key) in [
            (KeyRole.activate, parts.keys.answerKey), (.status, parts.keys.listKey),
        ] {
            try organizations.useServiceKey(key, as: role, now: now)
        }
        try ConfiguredWebhook.apply(
            parts.webhooks.endpoint, to: parts.registry.acting(as: "latchkeyd"), now: now)
    }

    /// The first bundle, with one more for each further file.
    private static func trust(
        _ parts: ServiceParts, _ licenses: LicenseCache, _ lists: PublishedLists,
        _ runtime: ServiceRuntime
    ) -> ServedTrust {
        let fitness = BundleFitness(
            parts.registry, keys: parts.keys, accepting: parts.acceptedBundle)
        func served(_ path: String?, _ number: Int, _ others: [ServedTrust] = []) -> ServedTrust {
            ServedTrust(
                honoredBy: licenses, keys: parts.keys, lists: lists, fitness: fitness,
                runtime: runtime, path: path, marks: parts.marks, number: number, others: others)
        }
        let others = parts.otherBundles.enumerated().map { served($1.path, $0 + 1) }
        return served(parts.trustBundlePath, 0, others)
    }

    private static func serve(_ parts: ServiceParts, _ trust: ServedTrust) throws {
        if let bundle = parts.trustBundle {
            let first = TrustFile(
                path: parts.trustBundlePath ?? "", bundle: bundle,
                affirmations: parts.affirmations)
            try take(first, by: trust, of: "trust.bundle", "trust.bundle", parts.logger) {
                try goOn(parts, trust) ? [:] : nil
            }
        }
        for (file, other) in zip(parts.otherBundles, trust.others) {
            let setting = "trust.bundle: \(file.path)"
            try take(file, by: other, of: setting, "a file of trust.bundle", parts.logger) {
                guard let organization = (try? ServedBundle(file.bundle))?.bundle.organization,
                    try other.goOn(of: organization, affirmations: file.affirmations)
                else { return nil }
                return ["organization": "\(organization)"]
            }
        }
    }

    /// Hands a bundle out, or goes on with the one before it.
    ///
    /// - Parameters:
    ///   - name: What the log calls its file.
    ///   - goOn: Goes on, and says what else the log is to name; nil where there is none before it.
    private static func take(
        _ file: TrustFile, by trust: ServedTrust, of setting: String, _ name: String,
        _ logger: Logger, orElse goOn: () throws -> Logger.Metadata?
    ) throws {
        do {
            try trust.take(file.bundle, affirmations: file.affirmations)
        } catch let refusal as BundleRefusal {
            guard let metadata = try goOn() else {
                throw ConfigurationMistakes(refusal, of: setting)
            }
            let said: Logger.Metadata = [
                "code": "\(refusal.code)", "reason": "\(refusal)", "hint": "\(refusal.nextStep)",
            ]
            logger.critical(
                "\(name) is not handed out; the bundle before it still is",
                metadata: said.merging(metadata) { own, _ in own })
        } catch {
            throw ConfigurationMistakes(error, of: setting)
        }
    }

    /// Devices that hold the bundle before take no lower one, and no other of its number.
    private static func goOn(_ parts: ServiceParts, _ trust: ServedTrust) throws -> Bool {
        // One that cannot be read is of nobody.
        let refused = (try? ServedBundle(parts.trustBundle ?? []))?.bundle.organization
        if let refused, try trust.goOn(of: refused, affirmations: parts.affirmations) {
            return true
        }
        // It may be another organization's by mistake.
        let others = parts.otherBundles.compactMap {
            (try? ServedBundle($0.bundle))?.bundle.organization
        }
        let served = try parts.registry.organizations.all().map(\.id).filter {
            trust.held(of: $0) != nil && !others.contains($0)
        }
        guard served.count == 1, let organization = served.first else { return false }
        return try trust.goOn(of: organization, affirmations: parts.affirmations)
    }

    private static func licenseCache(
        _ organizations: Organizations
    ) throws -> LicenseCache {
        guard let issuers = IssuingKeys(try organizations.signingKeys()) else {
            throw RegistryError.database(.corrupt)
        }
        return LicenseCache(trusting: issuers)
    }

    private static func receivers(
        _ parts: ServiceParts, _ runtime: ServiceRuntime
    ) throws -> [ShopWebhookReceiver] {
        do {
            return try parts.shops.map { policy in
                try ShopWebhookReceiver(
                    policy, parts.registry, minting: parts.keys.minting, sales: parts.sales,
                    runtime: runtime)
            }
        } catch let faults as ShopPolicyFaults {
            throw ConfigurationMistakes(sentences: faults.sentences)
        }
    }
}

// MARK: - The server

extension LatchkeyService {
    /// The server; ends when it is told to, with its requests finished.
    func application(
        at address: BindAddress, server: HTTPServerBuilder, limits: RequestLimits, logger: Logger,
        onRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<RouterResponder<ServiceContext>> {
        var logger = logger
        // The framework's own lines name addresses.
        logger.logLevel = max(logger.logLevel, .notice)
        return Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: onRunning, logger: logger)
    }

    static func http(_ limits: RequestLimits) -> HTTP1Channel.Configuration {
        let shares = ConnectionShares(
            limit: limits.connectionsOfNetwork, proxies: limits.proxies)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestHeadInstaller(), ConnectionShareHandler(shares),
                BodyDeadlineHandler(limits.bodyTime),
                SlowReaderHandler(limits.writeTime), UnreadableRequestHandler(),
            ],
            idleTimeout: TimeAmount(limits.idleTime),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: 100))
    }
}

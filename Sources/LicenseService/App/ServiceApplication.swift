import COSE
import Hummingbird
import HummingbirdCore
public import LicenseRegistry
import LicenseVerifier
public import Logging
import NIOCore
import ServiceLifecycle

/// Everything that a service is made of, put together once.
public struct ServiceParts: Sendable {
    /// The registry.
    public var registry: Registry
    /// The keys that it signs with.
    public var keys: ServiceKeys
    /// How devices are answered.
    public var devices = DevicePolicy()
    /// How lists are published.
    public var publishing: PublishingPolicy
    /// How events are delivered.
    public var webhooks = WebhookPolicy()
    /// The shops whose messages are taken.
    public var shops: [ShopPolicy] = []
    /// How letters to customers are sent; nil for not at all.
    public var mail: MailPolicy?
    /// What a request may take.
    public var limits = RequestLimits()
    /// How many threads work on the registry.
    public var threads = 4
    /// How many calls may wait for them.
    public var waiting = 1024
    /// The trust bundle that is handed out; nil for none.
    public var trustBundle: [UInt8]?
    /// Where lines go.
    public var logger: Logger

    /// Parts with usual policies and limits.
    public init(registry: Registry, keys: ServiceKeys, publishing: PublishingPolicy, logger: Logger)
    {
        self.registry = registry
        self.keys = keys
        self.publishing = publishing
        self.logger = logger
    }
}

/// The service: its routes, and what works beside them.
struct LatchkeyService: Sendable {
    let responder: RouterResponder<ServiceContext>
    let operations: [Operation]
    let publisher: StatusListPublisher
    let webhooks: WebhookDispatcher
    let expirySweep: ExpiryAnnouncer
    let sales: SaleSweep
    let hooks: [ShopWebhookReceiver]
    let trust = ServedTrust()
    let pool: BlockingPool
    /// The threads that answer devices.
    ///
    /// They wait for the disk together most of the time, and the more there are, the more answers
    /// become durable at once.
    private let answering: BlockingPool
    let validations: ValidationQueue
    let desk: DeviceSyncService
    let metrics = Metrics()

    init(_ parts: ServiceParts, clock: ServiceClock = .system()) throws {
        pool = BlockingPool(threads: parts.threads, waiting: parts.waiting)
        answering = BlockingPool(threads: parts.threads * 4, waiting: parts.waiting)
        validations = ValidationQueue(
            parts.registry.acting(as: "online"), clock: clock, lanes: parts.registry.writeLanes,
            waiting: parts.waiting)
        guard let issuers = TrustedKeys(pinning: try parts.registry.signingKeys().map(\.publicKey))
        else { throw RegistryError.corrupt }
        if let known = try parts.registry.latestMoment(leasesOf: parts.publishing.lease) {
            let lead = clock.resume(from: known)
            if lead > .seconds(60) {
                parts.logger.error(
                    "the machine's clock is behind the registry",
                    metadata: ["seconds": "\(lead.components.seconds)"])
            }
        }
        let now = clock.now()
        for (role, key) in [
            (KeyRole.activate, parts.keys.answerKey), (.status, parts.keys.listKey),
        ] where try !parts.registry.serviceKeys().contains(where: { $0.publicKey == key }) {
            try parts.registry.addServiceKey(
                ServiceKeyRecord(role: role, publicKey: key, createdAt: now))
        }
        desk = DeviceSyncService(
            parts.registry.acting(as: "latchkeyd"), keys: parts.keys,
            licenses: LicenseCache(trusting: issuers), lists: PublishedLists(),
            policy: parts.devices, pool: answering, clock: clock)
        publisher = StatusListPublisher(
            desk, policy: parts.publishing, clock: clock, pool: pool, logger: parts.logger,
            metrics: metrics)
        try ConfiguredWebhook.apply(
            parts.webhooks.endpoint, to: parts.registry.acting(as: "latchkeyd"), now: now)
        webhooks = WebhookDispatcher(
            parts.registry, policy: parts.webhooks, transport: try WebhookTransport(parts.webhooks),
            clock: clock, pool: pool, logger: parts.logger, metrics: metrics)
        expirySweep = ExpiryAnnouncer(
            parts.registry, policy: parts.webhooks, clock: clock, pool: pool, logger: parts.logger,
            metrics: metrics)
        if let bundle = parts.trustBundle {
            trust.replace(bundle)
        }
        let keys = LicenseKeyService(
            parts.registry, licenses: desk.licenses, pool: pool, queue: validations, clock: clock)
        let lent = ShopWebhookService(pool: pool, clock: clock, metrics: metrics)
        hooks = try parts.shops.map { try ShopWebhookReceiver($0, parts: parts, service: lent) }
        let builder = RouterBuilder(
            parts: parts, desk: desk, keys: keys, pool: pool, clock: clock, metrics: metrics,
            trust: trust, hooks: hooks)
        sales = SaleSweep(parts, service: lent)
        (responder, operations) = builder.build()
    }

    /// Ends all threads once their work is done.
    func shutDown() async throws {
        try await validations.shutDown()
        try await answering.shutDown()
        try await pool.shutDown()
    }
}

/// Puts the routes together: every one twice, to know all places before the first is asked.
private struct RouterBuilder {
    let parts: ServiceParts
    let desk: DeviceSyncService
    let keys: LicenseKeyService
    let pool: BlockingPool
    let clock: ServiceClock
    let metrics: Metrics
    let trust: ServedTrust
    let hooks: [ShopWebhookReceiver]

    private var registry: RegistryAccess { RegistryAccess(parts.registry, pool: pool) }

    func build() -> (RouterResponder<ServiceContext>, [Operation]) {
        let dry = table(Router(context: ServiceContext.self), document: ByteBuffer())
        let document = OpenAPIDocument.document(of: dry.operations)
        let router = Router(
            context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLogMiddleware(logger: parts.logger, metrics: metrics))
        router.add(
            middleware: ProblemMiddleware(
                places: LineIndex(dry.operations), logger: parts.logger))
        if !parts.limits.proxies.isEmpty {
            router.add(middleware: ForwardingMiddleware(proxies: parts.limits.proxies))
        }
        router.add(
            middleware: PolarMiddleware(
                places: LineIndex(dry.operations), limits: parts.limits, logger: parts.logger))
        if parts.limits.perSecond > 0 {
            router.add(
                middleware: RateLimitMiddleware(
                    limit: RateLimit(
                        perSecond: parts.limits.perSecond, burst: parts.limits.burst)))
        }
        // A value of texts and numbers always encodes.
        let bytes = (try? JSONText.bytes(of: document)) ?? ByteBuffer()
        let operations = table(router, document: bytes).operations
        return (router.buildResponder(), operations)
    }

    private func table(
        _ router: Router<ServiceContext>, document: ByteBuffer
    ) -> RouteTable {
        let authenticator = Authenticator(registry: parts.registry, pool: pool, clock: clock)
        let answers = IdempotencyStore(
            registry: parts.registry, pool: pool, clock: clock, limits: parts.limits)
        var table = RouteTable(router: router, authenticator: authenticator, answers: answers)
        SyncRoutes(desk: desk, limits: parts.limits, metrics: metrics).addRoutes(to: &table)
        StatusListRoutes(lists: desk.lists, clock: clock).addRoutes(to: &table)
        TrustRoutes(trust: trust, clock: clock).addRoutes(to: &table)
        HealthRoutes(
            registry: parts.registry, lists: desk.lists, pool: pool, clock: clock, metrics: metrics
        ).addRoutes(to: &table)
        OpenAPIRoutes(document: document).addRoutes(to: &table)
        ExchangeRoutes(
            keys: keys, pool: pool, registry: parts.registry.acting(as: "exchange"),
            limits: parts.limits, rate: RateLimit(perSecond: 3, burst: 30)
        ).addRoutes(to: &table)
        ShopWebhookRoutes(desks: hooks, limits: parts.limits).addRoutes(to: &table)
        addManagement(to: &table)
        let guesses = KeyLimits(parts.limits)
        addPolar(to: &table, authenticator, guesses)
        addDodo(to: &table, guesses)
        return table
    }
}

extension RouterBuilder {
    private func addManagement(to table: inout RouteTable) {
        let management = Management(
            registry: registry, limits: parts.limits, clock: clock, minting: parts.keys.minting)
        OrganizationRoutes(management: management).addRoutes(to: &table)
        BenefitRoutes(management: management).addRoutes(to: &table)
        CustomerRoutes(management: management).addRoutes(to: &table)
        LicenseKeyRoutes(management: management, licenses: desk.licenses).addRoutes(to: &table)
        GrantRoutes(management: management, sendsEmails: parts.mail != nil)
            .addRoutes(to: &table)
        EmailRoutes(management: management, sendsEmails: parts.mail != nil)
            .addRoutes(to: &table)
        ActivationRoutes(management: management).addRoutes(to: &table)
        AuditRoutes(management: management).addRoutes(to: &table)
        TokenRoutes(management: management).addRoutes(to: &table)
        let rules = WebhookRules(allowsLoopback: parts.webhooks.allowsLoopback)
        WebhookEndpointRoutes(management: management, rules: rules).addRoutes(to: &table)
        WebhookDeliveryRoutes(management: management).addRoutes(to: &table)
    }
}

extension RouterBuilder {
    private func addPolar(
        to table: inout RouteTable, _ authenticator: Authenticator, _ guesses: KeyLimits
    ) {
        let desk = PolarContext(
            registry: registry, keys: keys,
            authenticator: PolarAuthenticator(
                registry: authenticator.registry, pool: pool, clock: clock),
            limits: parts.limits, minting: parts.keys.minting, base: parts.publishing.base)
        PolarSurface(desk: desk, guesses: guesses).addRoutes(to: &table)
    }
}

extension RouterBuilder {
    private func addDodo(to table: inout RouteTable, _ guesses: KeyLimits) {
        let desk = DodoContext(
            registry: registry, keys: keys, limits: parts.limits, minting: parts.keys.minting)
        DodoPublicRoutes(desk: desk, guesses: guesses).addRoutes(to: &table)
        DodoLicenseKeyRoutes(desk: desk).addRoutes(to: &table)
        DodoInstanceRoutes(desk: desk).addRoutes(to: &table)
        DodoGrantRoutes(desk: desk).addRoutes(to: &table)
        let rules = WebhookRules(allowsLoopback: parts.webhooks.allowsLoopback)
        DodoWebhookRoutes(desk: desk, rules: rules).addRoutes(to: &table)
        DodoWebhookHeaderRoutes(desk: desk, rules: rules).addRoutes(to: &table)
    }
}

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
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                BodyDeadlineHandler(limits.bodyTime), UnreadableRequestHandler(),
            ],
            idleTimeout: TimeAmount(limits.idleTime),
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: 100))
    }
}

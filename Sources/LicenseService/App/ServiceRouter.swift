import Hummingbird
import JSON
import LicenseRegistry
import NIOCore

/// Puts the routes of all surfaces together: each one twice, so that all paths are known before the
/// first request.
struct ServiceRouter {
    let parts: ServiceParts
    let runtime: ServiceRuntime
    let lists: PublishedLists
    let licenses: LicenseCache
    let trust: ServedTrust
    let receivers: [ShopWebhookReceiver]
    let devices: DeviceSyncService
    let keys: LicenseKeyService
    /// How many requests one network may send.
    let rate: NetworkLimit
    let templates: PageTemplates
    /// Nil where no e-mail is sent.
    let signInMailer: SignInMailer?

    /// The formats of webhook messages.
    static let renderers = WebhookRenderers(
        standard: DodoOutboundEvent(), polar: PolarOutboundEvent())

    private var registry: RegistryAccess { RegistryAccess(parts.registry, pool: runtime.pool) }

    private var authenticator: Authenticator {
        Authenticator(tokens: parts.registry.tokens, pool: runtime.pool, clock: runtime.clock)
    }

    private var webhookRules: WebhookRules {
        WebhookRules(
            allowsLoopback: parts.webhooks.allowsLoopback, eventNames: Self.renderers.names)
    }

    func build() -> (RouterResponder<ServiceContext>, [Operation]) {
        let dry = table(Router(context: ServiceContext.self), document: ByteBuffer())
        let document = OpenAPIDocument.document(
            of: dry.operations.filter(\.surface.isDocumented),
            sending: ["licenseKeyEvent": DodoOutboundEvent.schema]
        ).encoded
        let router = Router(
            context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
        addMiddleware(to: router, dry.operations)
        let operations = table(router, document: ByteBuffer(bytes: document)).operations
        return (router.buildResponder(), operations)
    }

    private func addMiddleware(to router: Router<ServiceContext>, _ operations: [Operation]) {
        router.add(
            middleware: RequestLogMiddleware(
                logger: runtime.logger, metrics: runtime.metrics, load: runtime.load))
        router.add(middleware: DodoMiddleware())
        // Dodo's paths begin at the root, so what is not there is not there in its words.
        router.add(
            middleware: ProblemMiddleware(
                routes: RouteIndex(operations, elsewhere: .dodo), logger: runtime.logger,
                metrics: runtime.metrics))
        router.add(middleware: PathMiddleware())
        router.add(middleware: RequestHeadMiddleware())
        router.add(middleware: ClockMiddleware(clock: runtime.clock))
        if let signIn = parts.proxySignIn {
            router.add(middleware: ProxySignInMiddleware(signIn: signIn))
        }
        if !parts.limits.proxies.isEmpty {
            router.add(middleware: ForwardingMiddleware(proxies: parts.limits.proxies))
        }
        router.add(
            middleware: PolarMiddleware(
                operations, limits: parts.limits, logger: runtime.logger))
        if parts.limits.perSecond > 0 {
            router.add(middleware: RateLimitMiddleware(limit: rate))
        }
    }

    private func table(
        _ router: Router<ServiceContext>, document: ByteBuffer
    ) -> RouteTable {
        let idempotency = IdempotencyStore(
            responses: parts.registry.nodes.recordedResponses, pool: runtime.pool,
            clock: runtime.clock,
            limits: parts.limits)
        var table = RouteTable(
            router: router, authenticator: authenticator, idempotency: idempotency)
        addDevices(to: &table)
        HealthRoutes(
            organizations: parts.registry.organizations, keys: parts.keys, lists: lists,
            trust: trust, runtime: runtime
        ).addRoutes(to: &table)
        OpenAPIRoutes(document: document).addRoutes(to: &table)
        ShopWebhookRoutes(receivers: receivers, limits: parts.limits).addRoutes(to: &table)
        addManagement(to: &table)
        addShops(to: &table)
        addPages(to: &table)
        return table
    }

    private func addDevices(to table: inout RouteTable) {
        SyncRoutes(
            service: devices, limits: parts.limits, rate: rate, metrics: runtime.metrics
        ).addRoutes(to: &table)
        StatusListRoutes(lists: lists, clock: runtime.clock).addRoutes(to: &table)
        TrustRoutes(trust: trust, clock: runtime.clock).addRoutes(to: &table)
        ExchangeRoutes(
            keys: keys, licenses: DoorAccess(registry, \.licenses), limits: parts.limits
        ).addRoutes(to: &table)
    }

    private func addManagement(to table: inout RouteTable) {
        let context = ManagementContext(
            registry: registry, limits: parts.limits, clock: runtime.clock,
            minting: parts.keys.minting, sendsEmails: parts.mail != nil)
        ManagementSurface(
            context: context, licenses: licenses, webhookRules: webhookRules,
            renderers: Self.renderers
        ).addRoutes(to: &table)
    }

    private func addPages(to table: inout RouteTable) {
        let renderer = PageRenderer(
            templates: templates, assets: PageAssets(),
            cookies: PageCookies(isSecure: parts.publishing.base.hasPrefix("https:")))
        let use = SessionUse(logger: runtime.logger)
        FrontPageRoutes(renderer: renderer).addRoutes(to: &table)
        AssetRoutes(renderer: renderer).addRoutes(to: &table)
        BrandAssetRoutes(
            organizations: DoorAccess(registry, \.organizations), renderer: renderer
        ).addRoutes(to: &table)
        AdminSurface(
            context: AdminContext(
                registry: registry, keys: keys, authenticator: authenticator,
                minting: parts.keys.minting, limits: parts.limits, clock: runtime.clock,
                renderer: renderer, lists: lists, trust: trust, sendsEmails: parts.mail != nil,
                signInMailer: signInMailer,
                publishing: parts.publishing, proxySignIn: parts.proxySignIn, use: use),
            webhookRules: webhookRules,
            renderers: Self.renderers, receivers: receivers
        ).addRoutes(to: &table)
        PortalSurface(
            context: PortalContext(
                registry: registry, keys: keys, licenses: licenses, lists: lists, trust: trust,
                devices: devices, staples: StatusStaples(lists: lists, keys: parts.keys),
                minting: parts.keys.minting, limits: parts.limits, clock: runtime.clock,
                renderer: renderer, publishing: parts.publishing, mailer: signInMailer,
                use: use)
        ).addRoutes(to: &table)
    }

    private func addShops(to table: inout RouteTable) {
        let polar = PolarContext(
            registry: registry, keys: keys,
            authenticator: PolarAuthenticator(
                tokens: authenticator, customers: parts.registry.customers),
            limits: parts.limits, minting: parts.keys.minting, base: parts.publishing.base)
        PolarSurface(context: polar).addRoutes(to: &table)
        let dodo = DodoContext(
            registry: registry, keys: keys, limits: parts.limits, minting: parts.keys.minting,
            products: parts.shops.first { $0.shop == .dodo }?.benefits ?? [:])
        DodoSurface(context: dodo, webhookRules: webhookRules).addRoutes(to: &table)
    }
}

/// How much one network may do, and all networks of one site together.
struct NetworkLimit: Sendable {
    /// A site gets this many times the share of one of its networks.
    private static let networksOfSite = 16

    private let networks: RateLimit<ClientNetwork>
    private let sites: RateLimit<ClientNetwork>

    /// No limit for zero.
    init(
        perSecond: Int, burst: Int,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        networks = RateLimit(perSecond: perSecond, burst: burst, clock: clock)
        sites = RateLimit(
            perSecond: perSecond * Self.networksOfSite, burst: burst * Self.networksOfSite,
            clock: clock)
    }

    /// Takes one token; returns nil, or the seconds until there is one.
    func take(by network: ClientNetwork, at now: ContinuousClock.Instant? = nil) -> Int? {
        if let seconds = network.site.flatMap({ sites.wait(for: $0, at: now) }) { return seconds }
        if let seconds = networks.take(by: network, at: now) { return seconds }
        if let site = network.site { sites.charge(1, to: site, at: now) }
        return nil
    }

    /// Takes what a request that was admitted costs beyond one.
    ///
    /// It is paid off before the next request: otherwise large requests would never be admitted.
    func charge(
        _ cost: Int, to network: ClientNetwork, at now: ContinuousClock.Instant? = nil
    ) {
        networks.charge(cost, to: network, at: now)
        if let site = network.site { sites.charge(cost, to: site, at: now) }
    }

    /// Gives back what was taken for something that turned out to cost nothing.
    func giveBack(to network: ClientNetwork, at now: ContinuousClock.Instant? = nil) {
        networks.giveBack(to: network, at: now)
        if let site = network.site { sites.giveBack(to: site, at: now) }
    }
}
